// bytelane: an injected script. Built from js/src by `npm run build`; do not edit.
"use strict";(()=>{var et="bytelane-secret",Jr="bytelane-error",Kr="bytelane-sequence",Xr="bytes:";var zt={head_bytes_max:131072,header_count_max:64,header_bytes_max:65536,headers_bytes_max:65536,path_bytes_max:2048,command_bytes_max:128,json_bytes_max:1073741824,
json_depth_max:127,body_bytes_max:1073741824,attachments_max:65536,inline_body_bytes_max:1048576,segment_bytes_max:2097152,segments_in_flight_max:6,
batch_bytes_max:1048576,batch_frames_max:4096,calls_in_flight_max:65536,channel_bytes_max:8388608,channel_frames_max:1024,channel_open_bytes:65536,
channel_open_frames:64,channels_open_max:65536,document_bytes_max:67108864,process_bytes_max:268435456,message_cost_bytes_min:64},Qr=1024,Zr=8388608;var{bind:qi,call:Vi}=Function.prototype,H=qi.bind(Vi),Yt=globalThis.Error,jn=t=>()=>{throw new Yt(`bytelane: this webview has no ${t}`)},X=(t,e)=>H(
Object.getOwnPropertyDescriptor(t,e)?.get??jn(`property ${String(e)}`)),eo=(t,e)=>H(Object.getOwnPropertyDescriptor(t,e)?.set??jn(`property ${String(
e)}`)),no=globalThis,fe=t=>no[t],oe=t=>no[t]?.prototype??{},W=(t,e)=>H(oe(t)[e]??jn(`${t}.${e}`));var D=globalThis.Promise,Zd=globalThis.ArrayBuffer,Wi=globalThis.DataView,R=globalThis.Uint8Array,Pe=globalThis.Int32Array,Gt=globalThis.Float64Array,
Fe=globalThis.Map,hn=globalThis.Set,Le=Yt,z=globalThis.TypeError,_e=JSON.parse,Mn=JSON.stringify,N=Object.freeze,Z=Object.keys,G=Object.defineProperty,
yn=Object.setPrototypeOf,nt=Object.getPrototypeOf,J=H(Object.prototype.hasOwnProperty),$=Array.isArray,Qe=Number.isSafeInteger,oo=Number.isFinite,
so=Math.floor,ee=Math.min,pn=Math.max,Jt=H(Number.prototype.toString),ne=H(String.prototype.slice),me=H(String.prototype.startsWith),Kt=H(String.
prototype.indexOf),se=H(String.prototype.charCodeAt),io=globalThis.encodeURIComponent,ao=H(String.prototype.toLowerCase),Oe=H(globalThis.Map.
prototype.get),Me=H(globalThis.Map.prototype.set),bn=H(globalThis.Map.prototype.has),Te=H(globalThis.Map.prototype.delete),el=H(globalThis.Map.
prototype.clear),Xt=H(globalThis.Map.prototype.forEach),{get:zi,set:Yi,has:Gi,delete:Ji,clear:Ki}=globalThis.Map.prototype,Xi=Object.getOwnPropertyDescriptor(
globalThis.Map.prototype,"size")?.get??jn("Map.size"),Qt={__proto__:null,get:zi,set:Yi,has:Gi,delete:Ji,clear:Ki};Object.defineProperty(Qt,"\
size",{__proto__:null,get:Xi});Object.freeze(Qt);function M(){return yn(new Fe,Qt)}var ie=Xt,gn=H(globalThis.Set.prototype.add),wn=H(globalThis.
Set.prototype.has),nl=H(globalThis.Set.prototype.delete),lo=Object.prototype,Qi=Array.prototype,tt=Object.getPrototypeOf(globalThis.Uint8Array.
prototype),rt=globalThis.DataView.prototype,Ue=globalThis.ArrayBuffer.isView,be=X(globalThis.ArrayBuffer.prototype,"byteLength"),vn=X(tt,Symbol.
toStringTag),K=X(tt,"buffer"),Ze=X(tt,"byteOffset"),w=X(tt,"byteLength"),te=H(globalThis.Uint8Array.prototype.set),uo=X(rt,"buffer"),co=X(rt,
"byteOffset"),fo=X(rt,"byteLength"),to=H(rt.getUint32),En={__proto__:null,Int8Array,Uint8Array:globalThis.Uint8Array,Uint8ClampedArray,Int16Array,
Uint16Array,Int32Array:Pe,Uint32Array,Float32Array,Float64Array:Gt,BigInt64Array,BigUint64Array,Float16Array:fe("Float16Array")},j=new R(0);
function Q(t,e,n){return new R(K(t),Ze(t)+e,n-e)}function Y(t){let e=new R(w(t));return te(e,t,0),e}var mo=H(globalThis.ArrayBuffer.prototype.
slice),ho=globalThis.ArrayBuffer.prototype.transfer,Zi=H(ho),yo=ho===void 0?()=>{}:t=>void Zi(t,0);function $e(t,e){let n=new R(e),r=0;for(let o=0;o<
t.length;o++){let s=t[o];s!==void 0&&(te(n,s,r),r+=w(s))}return n}var ea=new TextEncoder,na=new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}),
ta=H(TextEncoder.prototype.encode),ra=H(TextDecoder.prototype.decode),he=t=>ta(ea,t),Be=t=>ra(na,t),oa=H(D.prototype.then);function b(t){return G(
t,"constructor",{__proto__:null,value:D})}function P(t,e,n){oa(b(t),e,n)}var qe=globalThis.queueMicrotask,en=globalThis.setTimeout,xn=globalThis.
clearTimeout;function Ve(t){return new D(e=>e(t))}function ot(t){return new D((e,n)=>{let r=t.length;r===0&&e();for(let o=0;o<t.length;o++){
let s=t[o];s!==void 0&&P(s,()=>{r-=1,r===0&&e()},n)}})}function Ce(t){return new D(e=>{en(e,t)})}var st=globalThis.fetch,Zt=X(oe("Response"),
"status"),er=X(oe("Response"),"headers"),nr=W("Response","arrayBuffer"),tr=W("Headers","get"),it=W("Headers","forEach"),Un=globalThis.AbortController,
$n=W("AbortController","abort"),at=X(oe("AbortController"),"signal"),ae=X(oe("AbortSignal"),"aborted"),de=X(oe("AbortSignal"),"reason"),re=W(
"EventTarget","addEventListener"),We=W("EventTarget","removeEventListener"),po=globalThis.EventTarget,bo=globalThis.Event,go=W("EventTarget",
"dispatchEvent"),dt=globalThis.DOMException,qn=W("Blob","arrayBuffer"),wo=W("Blob","slice"),lt=X(oe("Blob"),"size"),rr=fe("ReadableStream"),
or=fe("WritableStream"),vo=W("ReadableStream","getReader"),Eo=W("ReadableStreamDefaultReader","read"),xo=W("ReadableStreamDefaultReader","ca\
ncel"),_o=W("WritableStream","getWriter"),To=W("ReadableStreamDefaultController","error"),Bo=W("ReadableStreamDefaultController","enqueue"),
Ao=W("ReadableStreamDefaultController","close"),sr=fe("MessageChannel"),ko=t=>t in oe("MessageChannel")?X(oe("MessageChannel"),t):e=>e[t],So=ko(
"port1"),Ro=ko("port2"),Po=W("MessagePort","postMessage"),Fo=eo(oe("MessagePort"),"onmessage"),Lo=X(oe("MessageEvent"),"data"),nn=H(Function.
prototype[Symbol.hasInstance]),_n=t=>e=>t!==void 0&&nn(t,e),Vn=_n(fe("Blob")),Oo=_n(fe("Headers")),Co=_n(globalThis.Map),ir=_n(fe("ReadableS\
tream"));function Tn(t){return nt(t)===lo||$(t)}var sa=_n(globalThis.ArrayBuffer);function Bn(t){if(typeof t!="object"||t===null)return!1;if(sa(
t))return!0;let e=nt(t);if(e===null||e===lo||$(t))return!1;try{return be(t),!0}catch{return!1}}var ar=_n(fe("SharedArrayBuffer")),ro=fe("cry\
pto"),ia=W("Crypto","getRandomValues");function Io(t){if(ro===void 0)throw new Le("this webview has no crypto.getRandomValues");ia(ro,t)}function tn(t){
let e=new R(t);Io(e);let n="";for(let r=0;r<t;r++){let o=e[r]??0;n+=(o<16?"0":"")+Jt(o,16)}return n}function An(){let t=new R(8);Io(t);let e=new Wi(
K(t));return{low:to(e,0,!0),high:to(e,4,!0)}}var Do=globalThis.console,Ho=W("Element","getAttribute"),aa=oe("Element"),da=H(Object.prototype.
isPrototypeOf),No=t=>typeof t=="object"&&t!==null&&da(aa,t),la=H(Do.warn),kn=t=>la(Do,t),ut=Symbol.dispose??Symbol.for("Symbol.dispose"),Ie=Symbol.
asyncIterator;function x(){return yn([],null)}function E(t,e){t[t.length]=e}function dr(t){return yn(t,Qi)}function jo(t){return G(t,Symbol.
iterator,{__proto__:null,value:()=>{let r=0;return A({next(){let o=t[r];return r+=1,r<=t.length?{done:!1,value:o}:{done:!0,value:void 0}}})},
enumerable:!1})}function A(t){return yn(t,null)}var lr=A({...zt}),O=lr;function Mo(t){let e=Z(lr);for(let n=0;n<e.length;n++){let r=e[n];if(r===void 0)continue;let o=J(t,r)?t[r]:void 0;lr[r]=
typeof o=="number"?o:zt[r]}}var ua="https://github.com/bytelane/bytelane/blob/main/docs/errors.md#",h=class extends Le{name="IpcError";code;command;key;data;constructor(e,n,r){
super(n,{__proto__:null,cause:r?.cause}),this.code=e,this.command=r?.command,this.key=r?.key,this.data=r?.data}get help(){return ua+this.code}};
N(h);N(h.prototype);function S(t){throw new h("bad_frame",t)}var F=t=>({__proto__:null,value:t});var U=class{#e;#n;#r=0;get size(){return this.#r}push(e){let n={value:e,next:void 0};this.#n===void 0?this.#e=n:this.#n.next=n,this.#n=n,this.#r+=
1}peek(){return this.#e?.value}shift(){let e=this.#e;if(e!==void 0)return this.#e=e.next,this.#e===void 0&&(this.#n=void 0),this.#r-=1,e.value}};var Uo=new po,ca=new bo("checkpoint");re(Uo,"checkpoint",()=>{});function $o(){go(Uo,ca)}var fa=N(A({reason:"ended"})),yl=N(x());function rn(t){let e;try{e=_e(Be(t))}catch(n){throw new h("bad_frame","the head is not JSON",{cause:n})}
return(typeof e!="object"||e===null||$(e))&&S("the head is not an object"),e}function ze(t,e){let n=J(t,e)?t[e]:void 0;return typeof n=="str\
ing"?n:S(`the head has no text "${e}"`)}function De(t,e){let n=J(t,e)?t[e]:void 0;return Qe(n)&&n>=0?n:S(`the head has no integer "${e}"`)}function ge(t,e,n,r){
J(e,n)&&(t[n]=r(e,n))}function ma(t,e){let n=t[e];if(!$(n))return S(`"${e}" in the head is not an array`);let r=x();for(let o=0;o<n.length;o++){
let s=n[o];if(!$(s)||s.length!==2||typeof s[0]!="string"||typeof s[1]!="string")return S(`"${e}" in the head contains a value that is not a \
pair of texts`);E(r,[s[0],s[1]])}return r}function ha(t){if(t.length===0||t.length>O.command_bytes_max)throw new h("bad_path",`a command nam\
e has 1 to ${O.command_bytes_max} characters, this one has ${t.length}`);for(let e=0;e<t.length;e++){let n=se(t,e);if(!(n>=48&&n<=58||n>=65&&
n<=90||n>=97&&n<=122)&&n!==95&&n!==46&&n!==47&&n!==124&&n!==45)throw new h("bad_path",`character ${e+1} of the command name is not allowed; \
names are letters, digits and _ . : / | -`)}}function ya(t){if(t>=48&&t<=57||t>=65&&t<=90||t>=94&&t<=122)return!0;switch(t){case 33:case 35:case 36:case 37:case 38:case 39:case 42:case 43:case 45:case 46:case 124:case 126:
return!0;default:return!1}}function pa(t){return w(he(t))}function ba(t){if(t.length>O.header_count_max)throw new h("headers_too_large",`${t.
length} headers; header_count_max is ${O.header_count_max}`);let e=0;for(let n=0;n<t.length;n++){let r=t[n];if(r===void 0)continue;let o=r[0],
s=r[1];if(o.length===0)throw new h("bad_header","a header without a name");for(let a=0;a<o.length;a++)if(!ya(se(o,a)))throw new h("bad_heade\
r",`the name of header ${n+1} is not a token of letters, digits and !#$%&'*+-.^_\`|~`);for(let a=0;a<s.length;a++){let d=se(s,a);if(d===0||d===
10||d===13)throw new h("bad_header",`header "${o}" contains CR, LF or NUL`)}let i=o.length+pa(s);if(e+=i,i>O.header_bytes_max)throw new h("h\
eaders_too_large",`header "${o}" has ${i} bytes; header_bytes_max is ${O.header_bytes_max}`);if(e>O.headers_bytes_max)throw new h("headers_t\
oo_large",`the headers are too long; headers_bytes_max is ${O.headers_bytes_max}`)}}var Wn=t=>he(Mn(t)??"{}");function Wo(t){return Wn(A({client:t}))}
var ga=N(x()),ct=M(),wa=256;function ur(t,e,n=ga){if(e.length!==0||n.length!==0)return qo(t,e,n);let r=ct.get(t);if(r!==void 0)return r;let o=qo(
t,e,n);return ct.size===wa&&ct.clear(),ct.set(t,o),o}function qo(t,e,n){ha(t),ba(e);let r=A({cmd:t});if(n.length>0&&(r.streams=n),e.length===
0)return Wn(r);let o=x();for(let s=0;s<e.length;s++){let i=x();E(i,e[s]?.[0]??""),E(i,e[s]?.[1]??""),E(o,i)}return r.headers=o,Wn(r)}var Vo=4096,
va=128,Ea=6;function zo(t){if(!(t.reason==="ended"&&t.message===void 0))return Wn(A(t.message===void 0?{reason:t.reason}:{reason:t.reason,message:xa(
t.message)}))}function xa(t){let e=(O.head_bytes_max-va)/Ea,n=e<Vo?e|0:Vo;if(t.length<=n)return t;if(n<=0)return"";let r=se(t,n-1),o=r>=55296&&
r<=56319;return`${ne(t,0,o?n-1:n)}\u2026`}function Yo(t){let e=rn(t),n=ze(e,"lane"),r=J(e,"limits")?e.limits:void 0;if(typeof r!="object"||r===null||$(r))return S("the head has no li\
mits");let o=Z(r),s=A({});for(let i=0;i<o.length;i++){let a=o[i]??"";s[a]=De(r,a)}return{lane:n,limits:s}}function Go(t){let e=A({});if(w(t)===0)return e;let n=rn(t);return ge(e,n,"frames",De),ge(e,n,"bytes",De),e}function on(t){let e=A({});if(w(
t.head)!==0){let n=rn(t.head);ge(e,n,"status",De),ge(e,n,"headers",ma),ge(e,n,"body",De),ge(e,n,"stream",De),ge(e,n,"length",De)}return(t.flags&
1)!==0&&e.body===void 0&&S("a deferred reply names no body"),e}function sn(t){let e=rn(t),n=A({code:ze(e,"code"),message:ze(e,"message")});return ge(
n,e,"command",ze),ge(n,e,"key",ze),n}function Jo(t){if(w(t)===0)return fa;let e=rn(t),n=A({reason:ze(e,"reason")});return ge(n,e,"message",ze),
n}function zn(t){return De(rn(t),"body")}function Ko(t){return Wn(A({body:t}))}function ft(t,e){let n=rn(t.head),r=A({event:ze(n,"event")});
if(e==="page")r.target=J(n,"target")?n.target:S("an event without a target");else{let o=J(n,"listeners")?n.listeners:void 0;if(!$(o))return S(
"an event without listeners");for(let s=0;s<o.length;s++)Qe(o[s])||S("a listener id is not an integer");r.listeners=o}return ge(r,n,"body",De),
(t.flags&1)!==0&&r.body===void 0&&S("a deferred event names no body"),r}var cr=4294967296;function q(t){let e=t%16;return e===0?t:t+16-e}function ye(t,e){return((t[e]??0)|(t[e+1]??0)<<8|(t[e+2]??0)<<16|(t[e+3]??0)<<
24)>>>0}function ce(t,e){return ye(t,e+4)*cr+ye(t,e)}function He(t,e,n){t[e]=n,t[e+1]=n>>>8,t[e+2]=n>>>16,t[e+3]=n>>>24}function Sn(t,e,n){let r=n%
cr;He(t,e,r),He(t,e+4,(n-r)/cr)}var Ta=32*1024,we=class{bytes;length;#e;#n;#r;#o=!1;#t=!1;constructor(e,n){this.#r=n,this.bytes=e,this.length=w(e),this.#e=K(e),this.#n=Ze(e)}keep(){
this.#t=!0}get kept(){return this.#t}words(){let e=(this.length-this.length%4)/4;return this.#n%4===0?new Pe(this.#e,this.#n,e):new Pe(K(Y(this.
bytes)),0,e)}view(e,n){return new R(this.#e,this.#n+e,n-e)}copy(e,n){if(this.#r!==void 0&&n-e>=Ta){let r=this.#r(e,n);if(r!==null)return r}return this.#o||
(this.#o=!0,G(this.#e,"constructor",{__proto__:null,value:void 0})),mo(this.#e,this.#n+e,this.#n+n)}};var Rn=32,fr=32*1024;var Xo=(t,e)=>ye(t,e+4),mr=(t,e)=>ce(t,e+8),Qo=(t,e)=>ce(t,e+16),Zo=(t,e)=>ce(t,e+24),es=q;function ns(t,e){let n=(t[e+3]??0)&1;return q(32+
ye(t,e+4))+(n!==0?0:q(ce(t,e+24)))}function ts(t){try{let{code:e,message:n}=sn(t);return e+": "+n}catch{return w(t)===0?"the host has closed\
 the link":Be(t)}}var le=class{cause;constructor(e){this.cause=e}};var Ba=3,Aa=50;async function mt(t,e,n,r,o,s){for(let i=1;;i++)try{let a=(await b(t.body(e,n,r,o,s))).value,d=be(a);if(d!==r)throw new h("bo\
dy_truncated",`received ${d} of ${r} bytes of a segment at offset ${n}`);return F(new R(a))}catch(a){if(!(a instanceof le)||i===Ba)throw a;await b(
Ce(Aa*i*i))}}function ht(t,{bytes:e,inFlight:n},r){let o=0,s=!1,i=async()=>{for(;o<t&&!s;){let d=o,l=ee(e,t-d);o=d+l;try{await b(r(d,l))}catch(u){
throw s=!0,u}}},a=x();for(let d=0;d<n&&d*e<t;d++)E(a,i());return ot(a)}async function rs(t,e,n,r,o,s){if(t.transfer!==void 0)return await b(
mt(t,e,0,n,o,s));let i;try{i=new R(n)}catch(a){throw Yn(n,a)}return await b(hr(t,e,i,r,o,s)),F(i)}var Yn=(t,e)=>new h("body_too_large",`ther\
e is no memory for ${t} bytes: read the reply with invoke.stream, or pass a buffer as \`into\``,{cause:e});function hr(t,e,n,r,o,s){return t.
transfer!==void 0?t.transfer(e,0,n,o,s):yt(t,e,0,n,r,o,s)}function yt(t,e,n,r,o,s,i){return ht(w(r),o,async(a,d)=>{let l=(await b(mt(t,e,n+a,
d,s,i))).value;te(r,l,a),yo(l.buffer)})}function pt(t,e,n,r,o,s,i,a=!1){let d=()=>ht(w(r),o,async(l,u)=>{if(s!==void 0&&ae(s))throw de(s);await b(
t.upload(e,n+l,Q(r,l,l+u),s)),i(u)});return t.inTurn===void 0?d():t.inTurn(d,a)}var os=1024*1024,bt=class{#e;#n;constructor(e){this.#e=e}push(e,n,r,o){let s=ee(w(r),os),i=this.#n??=new R(os);return te(i,Q(r,0,s),0),this.#e.
push(e,n,Q(i,0,s),o)}};var an=class{#e=new U;#n;#r=0;constructor(e=1){this.#n=e}get isBusy(){return this.#r===this.#n}run(e){return new D((n,r)=>{let o=()=>{this.#r+=
1,P(e(),()=>{this.#o(),n()},s=>{this.#o(),r(s)})};this.isBusy?this.#e.push(o):o()})}#o(){this.#r-=1,this.#e.shift()?.()}};var ss=3e3,ka=20,dn=()=>new h("document_gone","the host has closed the shared-memory link of this document");function as(t,e,n,r,o){let s=new yr(
t,n),i=!1,a=l=>{i||(i=!0,xn(d),l===void 0?r(s):o(l))},d=en(()=>{t.close(),a(new h("internal",`the host did not answer the handshake within ${ss}\
 ms`))},ss);t.open(e,l=>s.receive(l,a))<=0&&a(new h("internal","the extension cannot reach the host"))}var yr=class{name="shm";#e;#n;#r=M();#o=M();#t=new U;#s=new U;#i=new U;#u=new an;#d;#a;#l=x();#c=0;#m=!1;#h=0;#f=!1;#b;constructor(e,n){
this.#e=e,this.#b=new bt(e),this.#n=n}call(e){return new D((n,r)=>{if(this.#f)throw dn();this.#r.set(ce(e,is),{resolve:n,reject:r}),this.#w(
e)})}frames(e){return new D((n,r)=>{if(this.#f)throw dn();e[0]===1?this.#a={resolve:n,reject:r}:n(F(K(j))),this.#w(e)})}enqueue(e){return this.#f?
!1:(this.#E(e),this.#y(),!0)}#w(e){this.#E(e),!this.#m&&(this.#m=!0,qe(()=>{this.#m=!1,this.#y()}))}#E(e){let n=w(e);this.#c+n>fr&&this.#y(),
E(this.#l,e),this.#c+=n}#y(){let e=this.#l;if(e.length===0)return;let n=e.length===1?e[0]??j:$e(e,this.#c);this.#l=x(),this.#c=0,this.#v(()=>this.#e.
send(n)!==0)}#v(e){(this.#s.size>0||!e())&&this.#s.push(e)}#_(){this.#g(this.#s),this.#s.size===0&&this.#g(this.#i)}#g(e){for(;;){let n=e.peek();
if(n===void 0||!this.#f&&!n())return;e.shift()}}upload(e,n,r,o){return this.#y(),new D((s,i)=>{let a=0,d=w(r),l=()=>{if(o!==void 0&&ae(o))return i(
de(o)),!0;for(;a<d;){let u=this.#b.push(e,n+a,Q(r,a,d),0);if(u===0)return!1;if(u<0)return i(dn()),!0;a+=u}return s(),!0};(this.#s.size>0||this.#i.
size>0||!l())&&this.#i.push(l)})}inTurn=e=>this.#u.run(e);tryUpload(e,n,r){return this.#y(),this.#u.isBusy||this.#s.size>0||this.#i.size>0||
this.#f?0:pn(0,this.#b.push(e,n,r,ka))}body(e,n,r,o,s){return new D((i,a)=>{if(r===0)return i(F(K(new R(0))));let d=u=>{let m=this.#e.filled(
u);m===null?a(dn()):i(F(m))},l=u=>this.#e.allocate(u,e,n,r);this.#p(r,o,s,l,d,a)})}transfer=(e,n,r,o,s)=>new D((i,a)=>{let d=w(r);if(d===0)return i();
let l=u=>this.#e.transfer(u,e,n,r);this.#p(d,o,s,l,()=>i(),a)});#p(e,n,r,o,s,i){if(this.#f)throw dn();if(n!==void 0&&ae(n))throw de(n);this.#h+=
1;let a=this.#h,d=()=>{n===void 0||this.#o.get(a)===void 0||(l(),this.#e.stop(a),i(de(n)))},l=()=>{this.#o.delete(a),n!==void 0&&We(n,"abort",
d)};this.#o.set(a,{length:e,received:0,onBytes:r,done:()=>s(a),reject:i,release:l}),n!==void 0&&re(n,"abort",d),this.#y(),this.#v(()=>{if(this.#o.
get(a)===void 0)return!0;let u=o(a);return u===-2&&(l(),i(Yn(e))),u!==0})}poll(e){return new D((n,r)=>{if(this.#f)throw dn();let o=this.#t.shift();
if(o!==void 0)return n(F(o));this.#d?.resolve(F({first:e+1,batch:j,done:void 0})),this.#d={resolve:n,reject:r}})}receive(e,n){let r=new we(e),
o=r.length,s=0;for(;s+Rn<=o;){let i=s+Rn,a=i+Xo(e,s);if(a>o)return;let d=r.view(i,a);switch(e[s]){case 16:this.#T(d);break;case 17:this.#A(this.#x(
Qo(e,s),d,e));break;case 18:this.#a?.resolve(F(K(Y(d)))),this.#a=void 0;break;case 19:{let{code:l,message:u}=sn(d);this.#n(`the host refused\
 a batch of frames: ${l}: ${u}`);break}case 20:this.#k(mr(e,s),Zo(e,s));break;case 21:{let l=this.#o.get(mr(e,s));if(l===void 0)break;let{code:u,
message:m}=sn(d);l.release(),l.reject(new h(u,m));break}case 32:n(void 0);break;case 33:this.#B(),n(new h("internal",ts(d)));break;case 34:this.#_();
break}s=es(a)}$o()}#T(e){let n=new we(e),r=0;for(;r<n.length;){let o=r;r+=ns(e,o);let s=n.view(o,r),i=ce(e,o+is),a=this.#r.get(i);this.#r.delete(
i),a?.resolve(F(s))}}#x(e,n,r){return w(n)>fr&&w(r)===Rn+w(n)?{first:e,batch:n,done:()=>this.#e.reuse(r),copy:(s,i)=>this.#e.copy(r,Rn+s,Rn+
i)}:{first:e,batch:n,done:void 0}}#A(e){let n=this.#d;this.#d=void 0,n===void 0?this.#t.push(e):n.resolve(F(e))}#k(e,n){let r=this.#o.get(e);
if(r===void 0)return;r.received+=n;let o=r.received>=r.length;o&&r.release(),r.onBytes(n),o&&r.done()}#B(){if(this.#f)return;this.#f=!0;let e=x();
ie(this.#r,n=>E(e,n)),ie(this.#o,n=>E(e,n)),this.#d!==void 0&&E(e,this.#d),this.#a!==void 0&&E(e,this.#a);for(let n=0;n<e.length;n++)e[n]?.reject(
dn());this.#_()}restart(){this.#e.close(),this.#B()}},is=8;function ds(t,e,n,r,o,s="the web process has not loaded the extension"){return t==="protocol"?r:new pr(t==="shm",e,n,r,o,s)}var pr=class{#e;#n;#r;#o;#t;#s;#i;#u=new U;constructor(e,n,r,o,s,i){
this.#e=e,this.#n=n,this.#r=r,this.#o=o,this.#t=s,this.#s=i,this.#d()}#d(){this.#i=void 0;let e=this.#n,n=({message:r})=>{if(this.#e)return this.#a(
Sa(r));this.#t(`the shared-memory lane is not available, so the protocol lane is used: ${r}`),this.#a(this.#o)};if(e===void 0)return n(new h(
"internal",this.#s));as(e,this.#r.text(),this.#t,r=>this.#a(r),n)}#a(e){this.#i=e;for(let n=this.#u.shift();n!==void 0;n=this.#u.shift())n(e)}get name(){
return this.#i===void 0?"shm":this.#i.name}#l(e){return this.#i!==void 0?e(this.#i):new D((n,r)=>this.#u.push(o=>P(e(o),n,r)))}call(e,n){return this.#l(
r=>r.call(e,n))}upload(e,n,r,o){return this.#l(s=>s.upload(e,n,r,o))}body(e,n,r,o,s){return this.#l(i=>i.body(e,n,r,o,s))}frames(e){return this.#l(
n=>n.frames(e))}enqueue(e){return this.#i?.enqueue?.(e)??!1}poll(e){return this.#l(n=>n.poll(e))}get transfer(){return this.#i?.transfer}tryUpload(e,n,r){
return this.#i?.tryUpload?.(e,n,r)??0}inTurn(e,n){return this.#l(r=>r.inTurn===void 0?e():r.inTurn(e,n))}isCrowded(e){return this.#i?.isCrowded?.(
e)??!1}restart(){this.#i?.restart(),this.#d()}};function Sa(t){let e=()=>new D((n,r)=>r(new h("internal","only the lane shm is allowed, and \
it is not available: "+t)));return{name:"shm",call:e,upload:e,body:e,frames:e,poll:e,restart:()=>{}}}var Ra=3;function ls(t){let e;return re(globalThis,"securitypolicyviolation",n=>{let{isTrusted:r,disposition:o,blockedURI:s,effectiveDirective:i,
originalPolicy:a}=n;if(!r||o!=="enforce"||i!=="connect-src"||s===""||!Pa(t,s))return;let d=me(t,"http://")?ne(t,0,-1):ne(t,0,-12);e=new h("p\
olicy_denied",`the request was not sent: the Content Security Policy of the page blocks ${t}. Add ${d} to its directive ${i}. The policy is:\
 ${a}`)}),async()=>{for(let n=0;n<Ra&&e===void 0;n++)await b(Ce(0));return F(e)}}function Pa(t,e){return me(e,t)||me(t,e+":")||me(t,e+"/")}function us(t,e,n){let r=Fa(t);return new h(e??r("code")??"internal",r("message")??n,{command:r("command"),key:r("key")})}function Fa(t){let e;
try{e=_e(Be(t))}catch{}return n=>{if(typeof e!="object"||e===null||!J(e,n))return;let r=e[n];return typeof r=="string"?r:void 0}}var La=()=>Ve(F(void 0)),cs=4,Oa=16*1024*1024,Ca=1024;function ms(t,e,n=st,r=La,o){let s=async(c,f,y)=>{let T=A({method:"POST",headers:A({[et]:e.
text()}),body:f,signal:y,cache:"no-store"}),k;try{k=await b(n(t+c,T))}catch(L){throw fs(y)??(await b(r())).value??new le(L)}if(Zt(k)!==200)throw(await b(
Da(k))).value;try{return F(A({headers:er(k),body:await b(nr(k))}))}catch(L){throw fs(y)??new le(L)}},i=(c,f,y)=>o===void 0?s(c,f,y):new D((T,k)=>{
let L=o.add(()=>k(new le(new z("the webview has given the request up"))));P(s(c+"?"+o.name(L),f,y),g=>{o.remove(L),d(),T(g)},g=>{o.remove(L),
k(g)})}),a=!1,d=()=>{if(a)return;a=!0;let c=()=>{a=!1};P(i("watch",void 0,void 0),c,c)},l=0,u=new an(cs),m=new an(cs);return N({name:"protoc\
ol",async call(c,f){let y=w(c);l+=y;try{return F(new R((await b(i("call",c,f))).value.body))}finally{l-=y}},isCrowded:c=>c>Ca&&l+c>Oa,inTurn:(c,f)=>(f?
m:u).run(c),async upload(c,f,y,T){await b(i("upload/"+c+"/"+f+"/"+w(y),y,T))},async body(c,f,y,T,k){let L=(await b(i("body/"+c+"/"+f+"/"+y,void 0,
T))).value.body;return k(be(L)),F(L)},async frames(c){try{return F((await b(i("frames/"+w(c),c,void 0))).value.body)}catch(f){throw f instanceof
h&&(f.code==="body_truncated"||f.code==="too_many_inflight")?new le(f):f}},async poll(c){let f=(await b(i("poll/"+c,void 0,void 0))).value,y=+(tr(
f.headers,Kr)??c+1);if(!Qe(y))throw new h("bad_frame","the answer to a poll has no sequence number");return F({first:y,batch:new R(f.body),done:void 0})},
restart:()=>{},async request(c,f){await b(i(c,void 0,f))}})}function fs(t){return t!==void 0&&ae(t)?de(t):void 0}function Ia(t){switch(t){case 401:
return"token_bad";case 403:return"origin_denied";case 410:return"document_gone";case 413:return"body_too_large";case 429:return"too_many_inf\
light";case 503:return"shutting_down";default:return"internal"}}async function Da(t){let e=Zt(t),n=tr(er(t),Jr)??Ia(e),r=j;try{r=new R(await b(
nr(t)))}catch{}return F(us(r,n,"the host answered with HTTP status "+e))}function hs(){let t=tn(16);return N({text:()=>t,renew:()=>{t=tn(16)}})}var Ha=1e3,wt=class{#e=tn(4);#n=M();#r=0;add(e){return this.#r+=1,this.#n.set(this.#r,e),this.#r}name(e){return this.#e+"-"+e}remove(e){this.#n.
delete(e)}compare=(e,n,r)=>{if(e!==this.#e)return;let o=new hn;for(let i=0;i<r.length;i++)gn(o,r[i]??0);let s=x();ie(this.#n,(i,a)=>{a<=n&&!wn(
o,a)&&E(s,a)}),s.length!==0&&P(Ce(Ha),()=>{for(let i=0;i<s.length;i++)this.#o(s[i]??0)},()=>{})};#o(e){let n=this.#n.get(e);this.#n.delete(e),
n?.()}};var ys=1024*1024,ps={bytes:16*1024*1024,inFlight:2},Na=3e3;function gs(t,e,n=globalThis.chrome?.webview,r=Na){let o=M(),s=!0,i=m=>{s&&e("res\
ults are pulled in segments, because shared buffers of WebView2 are not available: "+m),s=!1},a=m=>P(m,()=>{},()=>{}),d=m=>a(t.request("rele\
ase/"+m,void 0));if(n?.releaseBuffer!==void 0){let m=H(n.releaseBuffer);n.addEventListener("sharedbufferreceived",c=>{let f=c.additionalData;
if(typeof f!="object"||f===null||!J(f,"bytelane"))return;let y=f.bytelane,T=o.get(y);o.delete(y);let k=!1;try{let L=c.getBuffer();try{k=T!==
void 0&&!bs(T.signal)&&ja(T.into,L)}finally{m(n,L)}}catch{}d(y),T?.done(k)})}else i("the runtime is older than version 110");let l=(m,c,f,y)=>new D(
(T,k)=>{let L=Ma(),g,p=_=>{o.delete(L),xn(g),T(_)};o.set(L,{into:f,signal:y,done:p});let v="buffer/"+L+"/"+m+"/"+c+"/"+w(f);P(t.request(v,y),
()=>{o.get(L)!==void 0&&(g=en(()=>{i("the event of one has not arrived"),d(L),p(!1)},r))},_=>{o.get(L)!==void 0&&(!(_ instanceof h)&&!(_ instanceof
le)&&k(_),_ instanceof h&&_.code==="internal"&&i(_.message),p(!1))})}),u=(m,c,f,y,T)=>{let{segment_bytes_max:k,segments_in_flight_max:L}=O;if(!s||
w(f)<ys)return yt(t,m,c,f,{bytes:k,inFlight:L},y,T);let g={bytes:k,inFlight:pn(1,so(L/ps.inFlight))};return ht(w(f),ps,async(p,v)=>{let _=Q(
f,p,p+v);if(s&&v>=ys&&await b(l(m,c+p,_,y)))return T(v);if(bs(y))throw de(y);await b(yt(t,m,c+p,_,g,y,T))})};return N({...t,name:"webview2",
transfer:u,async body(m,c,f,y,T){let k;try{k=new R(f)}catch(L){throw Yn(f,L)}return await b(u(m,c,k,y,T)),F(K(k))}})}function ja(t,e){let n=w(
t);return be(e)<n?!1:(te(t,new R(e,0,n),0),!0)}var bs=t=>t!==void 0&&ae(t);function Ma(){let{low:t,high:e}=An();return(e>>>11)*4294967296+t}var Pn=fe("Request"),Ee=t=>X(oe("Request"),t),ws=fe("FormData"),vt=t=>Pn!==void 0&&nn(Pn,t),br=Ee("url"),vs=Ee("method"),Es=Ee("headers"),xs=W(
"Request","arrayBuffer"),Ua=Ee("signal"),$a=Ee("mode"),qa=Ee("credentials"),Va=Ee("cache"),Wa=Ee("referrer"),za=Ee("referrerPolicy"),Ya=Ee("\
integrity"),Ga=Ee("keepalive"),_s=t=>ws!==void 0&&nn(ws,t),Ts=W("FormData","forEach"),Bs=X(oe("Blob"),"type"),As=X(oe("File"),"name"),ks=t=>({
signal:Ua(t),mode:$a(t),credentials:qa(t),cache:Va(t),referrer:Wa(t),referrerPolicy:za(t),integrity:Ya(t),keepalive:Ga(t)});var Ss=10,Rs=13,Ps=34;function Ls(t,e,n){let r="",o=0;for(let s=0;s<t.length;s++){let i=se(t,s);i!==Rs&&i!==Ss&&i!==Ps||(r+=ne(t,o,s)+(i===Ps?
n:e),i===Rs&&s+1<t.length&&se(t,s+1)===Ss&&(s+=1),o=s+1)}return r+ne(t,o)}var Fs=t=>Ls(t,"%0D%0A","%22");async function Os(t){let e="----byt\
elane"+tn(16),n=x();Ts(t,(i,a)=>E(n,[a,i]));let r=x(),o=0,s=i=>{E(r,i),o+=w(i)};for(let i=0;i<n.length;i++){let a=n[i];if(a===void 0)continue;
let d=a[1],l=`--${e}\r
Content-Disposition: form-data; name="${Fs(a[0])}"`;if(typeof d!="string"){let u=Bs(d);s(he(`${l}; filename="${Fs(As(d))}"\r
Content-Type: ${u===""?"application/octet-stream":u}\r
\r
`)),s(new R(await b(qn(d)))),s(he(`\r
`))}else s(he(`${l}\r
\r
${Ls(d,`\r
`,'"')}\r
`))}return s(he(`--${e}--\r
`)),F({type:"multipart/form-data; boundary="+e,bytes:$e(r,o)})}var Ja=64,ln=st,Ka="bytelane-mark=";function Cs({schemes:t,secret:e,guarded:n,mark:r}){let{protocol:o}=globalThis.location,s=(c,f)=>{let y=ao(
ne(f,0,Ja));for(let T=0;T<c.length;T++)if(me(y,c[T]+":"))return!0;return!1},i=c=>s(t,c)||s(n,c),a=s(t,o),d=c=>{let f=Kt(c,"#"),y=f<0?c:ne(c,
0,f);return y+(Kt(y,"?")<0?"?":"&")+Ka+r()},l=async(c,f)=>{let y=A({...f}),T=y.body;if(!vt(c)&&s(n,c)&&Xa(T))return await b(ln(d(c),y));if(Pn===
void 0)return await b(ln(c,y));let k=br(vt(c)?c:new Pn(c));if(!i(k))return await b(ln(c,y));let L=_s(T)?(await b(Os(T))).value:void 0;L!==void 0&&
(y.body=L.bytes);let g=new Pn(c,y),p=s(n,k),v=vs(g),_=v!=="GET"&&v!=="HEAD";if(!_&&!p)return await b(ln(g));let B=_?await b(xs(g)):void 0,C=A(
{});it(Es(g),(V,ue)=>{C[ue]=V}),L!==void 0&&(C["content-type"]??=L.type),p||(C[et]=e.text());let I={method:v,headers:C,body:B===void 0||be(B)===
0?void 0:B,redirect:"error"};return await b(ln(p?d(k):k,A({...ks(g),...I})))},u=(c,f)=>{if(vt(c))return i(br(c))?l(c,f):ln(c,f);let y=`${c}`;
return a||i(y)?l(y,f):ln(y,f)};G(u,"name",{__proto__:null,value:"fetch"}),G(globalThis,"fetch",{__proto__:null,value:u,writable:!0,enumerable:!0,
configurable:!0})}var Xa=t=>t==null||typeof t=="string"||Ue(t)||Bn(t);var Qa="data-tauri-drag-region";function Is(t){let e=()=>{};re(globalThis,"mousedown",n=>{let{button:r,detail:o,target:s}=n;if(r!==0||o!==1&&
o!==2||!No(s))return;let i=Ho(s,Qa);i===null||i==="false"||(n.preventDefault(),n.stopImmediatePropagation(),P(t(o===2?"plugin:window|interna\
l_toggle_maximize":"plugin:window|start_dragging"),e,e))})}var Za=1024,ed=4096,Ds=64,nd=8;function gr(t,e=nd){if(typeof t!="object"||t===null||e===0||!Tn(t))return;let n=$(t)?t:Z(t),r=$(t)?td(t):void 0;
for(let o=0;r===void 0&&o<n.length&&o<Ds;o++)r=gr($(t)?t[o]:t[n[o]],e-1);return r}function td(t){let e=t.length<Za?void 0:"bytes";for(let n=0;e!==
void 0&&n<Ds;n++){let r=t[n];if(typeof r!="number")return;(r<0||r>255||r%1!==0)&&(e=t.length<ed?void 0:"numbers")}return e}var Hs=[{name:"Uint8Array",bytes:1},{name:"Int8Array",bytes:1},{name:"Uint8Array",bytes:1},{name:"Uint8ClampedArray",bytes:1},{name:"Int16Ar\
ray",bytes:2},{name:"Uint16Array",bytes:2},{name:"Int32Array",bytes:4},{name:"Uint32Array",bytes:4},{name:"Float32Array",bytes:4},{name:"Flo\
at64Array",bytes:8},{name:"BigInt64Array",bytes:8},{name:"BigUint64Array",bytes:8},{name:"Float16Array",bytes:2}],Et=13,Ns=t=>t>=0&&t<Et?Hs[t]:
void 0;function Fn(t){let e=vn(t);for(let n=1;n<Et;n++)if(n!==2&&Hs[n]?.name===e)return n;return e==="Uint8Array"?2:void 0}function xt(t,e){
let n=Ns(t);if(n===void 0)return S(`unknown element ${t}`);e%n.bytes!==0&&S(`${e} bytes are not a multiple of the element's ${n.bytes}`)}function _t(t,e){
let n=w(e);xt(t,n);let r=Ns(t),o=r===void 0?void 0:En[r.name]??En.Uint16Array;if(r===void 0||o===void 0)throw new h("internal",`no typed arr\
ay for element ${t}`);return new o(K(e),Ze(e),n/r.bytes)}var wr=Symbol.for("bytelane.typed");function Tt(t){if(Fn(t)===void 0)throw new z("typed() needs a typed array");return N(A({[wr]:t}))}function vr(t){
return J(t,wr)?t[wr]:void 0}var js=34,rd=92;function Er(t){let e=w(t);if(e<=O.json_depth_max)return;let n=0,r=!1;for(let o=0;o<e;o++){let s=t[o]??0;if(r)s===rd?o+=1:s===
js&&(r=!1);else if(s===js)r=!0;else if(s===91||s===123){if(n+=1,n>O.json_depth_max)throw new h("too_deep",`JSON is nested too deeply; json_d\
epth_max is ${O.json_depth_max}`)}else(s===93||s===125)&&(n-=1)}}function Ln(t){if(t>O.json_bytes_max)throw new h("body_too_large",`JSON tex\
t of ${t} bytes; json_bytes_max is ${O.json_bytes_max}: pass large data as bytes, or raise the limit in the host`)}function un(t){let e=w(t);
Ln(e),Er(t);try{return _e(Be(t))}catch(n){throw new h("bad_json","a body is not JSON",{cause:n})}}var $s=65536,Bt=12,Ms={},Ye=new Pe($s/4),od=new R(K(Ye)),Us=538976288,sd=1528832032,id=538976349,qs=1e8+An().low%9e8,xr=ad(qs);function ad(t){
let e=new Pe(Bt/4),n=new R(K(e));n[0]=n[10]=44,n[11]=32;for(let r=9,o=t;r>0;r--)n[r]=48+o%10,o=(o-o%10)/10;return e}var At=class{#e;#n;#r;#o=[];#t=0;#s=!1;constructor(e,n,r){
this.#e=e,this.#n=n,this.#r=r}release(){this.#r=void 0}value(e){let n=(e-this.#t)*2;if(n>=this.#o.length&&!this.#s&&this.#r!==void 0&&(this.#o=
this.#i(this.#r,e),this.#t=e,n=0),n<0||n>=this.#o.length)return cn;let r=this.#o[n];return r===Ms?cn:(this.#o[n]=Ms,r)}#i(e,n){Ye[0]=sd;let r=1,
o=n;for(;o<e.length&&e.hasJson(o);o++){let s=e.bodyBytes(o),i=e.bodyFrom(o);if(s>O.json_bytes_max||r*4+s+4+Bt>$s||s>O.json_depth_max&&!this.#d(
i,s))break;r=this.#u(i,s,r)}if(o-n<2)return[];r-=Bt/4,Ye[r]=id;try{let s=_e(Be(Q(od,0,r*4+4)));if(dd(s,o-n))return s}catch{}return this.#s=!0,
[]}#u(e,n,r){let o=this.#n,s=e>>2,i=n>>2;for(let l=0;l<i;l++)Ye[r+l]=o[s+l]??0;let a=r+i,d=(n&3)*8;if(d!==0){let l=(1<<d)-1;Ye[a]=(o[s+i]??0)&
l|Us&~l,a+=1}return Ye[a]=xr[0]??0,Ye[a+1]=xr[1]??0,Ye[a+2]=xr[2]??0,a+Bt/4}#d(e,n){let r=this.#n,o=e>>2,s=o+(n+3>>2),i=0;for(let a=o;a<s;a++){
let d=((r[a]??0)|Us)^2071690107;(d-16843009&~d&2155905152)!==0&&(i+=1)}if(i*4<=O.json_depth_max)return!0;try{return Er(this.#e.view(e,e+n)),
!0}catch{return!1}}},cn={};function dd(t,e){if(!$(t)||t.length!==e*2-1)return!1;for(let n=1;n<t.length;n+=2)if(t[n]!==qs)return!1;return!0}var Gn=class{kind;payload;element;flags;id;seq;bodyBytes;frameBytes;#e;#n;#r;#o;#t;#s;#i;constructor(e,n,r,o,s){this.kind=r.kind,this.payload=
r.payload,this.element=r.element,this.flags=r.flags,this.id=r.id,this.seq=r.seq,this.bodyBytes=r.bodyBytes;let i=kt(r),a=q(32+r.headBytes);this.
frameBytes=a+q(i),this.#e=e,this.#n=n+32,this.#r=this.#n+r.headBytes,this.#o=n+a,this.#t=this.#o+i,this.#s=r.payload===2&&i!==0?o:void 0,this.#i=
s}get head(){return this.#n===this.#r?j:this.#e.view(this.#n,this.#r)}get body(){return this.#o===this.#t?j:this.#e.view(this.#o,this.#t)}bodyCopy(){
return this.#e.copy(this.#o,this.#t)}keep(){this.#e.keep()}json(){let e=this.#s===void 0?cn:this.#s.value(this.#i);return e===cn?un(this.body):
e}},kt=({kind:t,flags:e,bodyBytes:n})=>(e&1)!==0||t===7?0:n,ld=15;function ud(t){switch(t){case 2:case 8:return 1;case 3:return 7;case 5:return 9;case 1:
return 4;default:return 0}}var cd=t=>t===2||t===3||t===5||t===8,fd=t=>t===4||t===7||t===9,St=()=>{throw new h("body_truncated","the frame en\
ds early")};function Vs(t,e=O.body_bytes_max){let n=new we(t);n.length<32&&St();let r={kind:t[0]??0,payload:t[1]??0,element:t[2]??0,flags:t[3]??
0,headBytes:ye(t,4),id:ce(t,8),seq:ce(t,16),bodyBytes:ce(t,24)};return _r(r,n.length,e),new Gn(n,0,r,void 0,0)}function _r(t,e,n){let{kind:r,
payload:o,element:s,flags:i,headBytes:a,id:d,seq:l,bodyBytes:u}=t;(d>9007199254740991||l>9007199254740991||u>9007199254740991)&&S("an intege\
r over 2^53 - 1"),(r<1||r>10)&&S(`unknown kind ${r}`),o>5&&S(`unknown payload ${o}`),s!==0&&o!==4&&S("an element code without a typed array"),
s>=Et&&S(`unknown element ${s}`),(i&~ld)!==0&&S(`flags ${i} contain an unknown bit`),(i&~ud(r))!==0&&S(`flags ${i} on kind ${r}`),(i&2)!==0&&
(i&4)!==0&&S("the flags FAILED and REFUSED exclude each other"),a>O.head_bytes_max&&S(`a head of ${a} bytes; head_bytes_max is ${O.head_bytes_max}`),
a!==0&&fd(r)&&S(`a head on kind ${r}`);let m=(i&1)!==0;if(a!==0&&r===5&&!m&&S("a head on DATA that is not deferred"),!cd(r)&&o!==0&&S(`a bod\
y on kind ${r}`),u!==0&&r!==7&&o===0&&S("a body with payload NONE"),u!==0&&(i&4)!==0&&S("a body in a refusal"),r!==7&&u>n)throw new h("body_\
too_large",`a body of ${u} bytes; the limit is ${n}`);q(32+a)+q(kt(t))>e&&St()}function On(t,e,n,r=j,o=0){return{kind:t,payload:0,element:0,flags:0,id:e,seq:n,bodyBytes:o,head:r,body:j}}function Tr(t,e,n,r,o,s){return{kind:t,
payload:s.kind,element:s.element,flags:r,id:e,seq:n,bodyBytes:void 0,head:o,body:s.bytes}}function Rt(t,e,n,r,o,s){let i=w(s.bytes),a=r|1;return{
kind:t,payload:s.kind,element:s.element,flags:a,id:e,seq:n,bodyBytes:i,head:o,body:j}}var Ws=(t,e)=>On(1,0,t,e),zs=t=>On(4,t,0),Ys=t=>On(9,t,
0),Gs=t=>On(10,t,0),Js=(t,e,n)=>On(6,t,e,n),Ks=(t,e,n)=>On(7,t,e,j,n),Xs=(t,e,n)=>Tr(5,t,e,0,j,n);function Jn(t){return q(32+w(t.head))+q(w(
t.body))}function Qs(t){let e=new R(Jn(t));return Br(t,e,0),e}function Br(t,e,n){let{kind:r,payload:o,element:s,flags:i,id:a,seq:d,head:l,body:u}=t,
m=w(l);if(m>O.head_bytes_max)throw new h("headers_too_large",`a head of ${m} bytes; head_bytes_max is ${O.head_bytes_max}`);let c=w(u);e[n]=
r,e[n+1]=o,e[n+2]=s,e[n+3]=i,He(e,n+4,m),Sn(e,n+8,a),Sn(e,n+16,d),Sn(e,n+24,t.bodyBytes??c),m!==0&&te(e,l,n+32);let f=n+q(32+m);return c!==0&&
te(e,u,f),f+q(c)}var Kn=16,Pt=16,Zs=t=>ne("00000000"+Jt(t,16),-8);function Ar(t,e){return Xr+Zs(e)+Zs(t)+":"}function kr(t,e,n,r){let o=he(t),s=w(o);Ln(s);let i=r.
length;if(i>O.attachments_max)throw new h("too_many_buffers",`${i} buffers in one payload; attachments_max is ${O.attachments_max}`);let a=Kn+
Pt*i,d=a+q(s);for(let m=0;m<i;m++){let c=w(r[m]?.bytes??o);d+=m+1<i?q(c):c}let l=new R(d);He(l,0,s),He(l,4,i),He(l,8,e),He(l,12,n),te(l,o,a);
let u=a+q(s);for(let m=0;m<i;m++){let c=r[m];if(c===void 0)continue;let f=w(c.bytes),y=Kn+Pt*m;Sn(l,y,f),l[y+8]=c.element,te(l,c.bytes,u),u+=
q(f)}return l}function md(t){let e=w(t);e<Kn&&S("a MIXED body ends in its header");let n=ye(t,0),r=ye(t,4),o=Ar(ye(t,8),ye(t,12));r>O.attachments_max&&
S(`${r} attachments`),Ln(n);let s=Kn+Pt*r,i=s+q(n);i>e&&S("the JSON text exceeds the body");let a=x();for(let l=0;l<r;l++){let u=Kn+Pt*l,m=ce(
t,u),c=t[u+8]??0;(m>9007199254740991||i+m>e)&&S(`attachment ${l} exceeds the body`),xt(c,m),E(a,{element:c,bytes:Q(t,i,i+m)}),i+=l+1<r?q(m):
m,i>e&&S(`the padding of attachment ${l} exceeds the body`)}return i!==e&&S("bytes after the last attachment"),{value:un(Q(t,s,s+n)),prefix:o,
attachments:a}}function hd(t,e,n){if(!me(t,e))return;let r=t.length-e.length,o=0;for(let s=e.length;s<t.length;s++){let i=se(t,s)-48;(i<0||i>
9)&&S("the name of an attachment has an invalid index"),o=o*10+i}return(r===0||r>1&&se(t,e.length)===48||o>=n)&&S("the name of an attachment\
 refers to none"),o}function yd(t,e){let n=t.attachments.length,r=o=>{if(typeof o=="string"){let i=hd(o,t.prefix,n);return i===void 0?o:e(i)}
if(typeof o!="object"||o===null)return o;if($(o)){for(let i=0;i<o.length;i++){let a=o[i],d=r(a);d!==a&&(o[i]=d)}return o}let s=Z(o);for(let i=0;i<
s.length;i++){let a=s[i]??"",d=o[a],l=r(d);if(l===d)continue;G(o,a,{__proto__:null,value:l,writable:!0,enumerable:!0,configurable:!0})}return o};
return r(t.value)}function Ae(t){return t.payload===1||t.payload===5?t.bodyCopy():t.payload===4?_t(t.element,new R(t.bodyCopy())):t.payload===
2?t.json():Ne(t,t.body,!1)}function Ne(t,e,n){return pd({kind:t.payload,element:t.element,bytes:e},n)}function pd({kind:t,element:e,bytes:n},r=!1){
switch(t){case 0:return w(n)===0?null:S("payload NONE has no body");case 1:case 5:return K(r?n:Y(n));case 2:return un(n);case 4:return xt(e,
w(n)),_t(e,r?n:Y(n));case 3:{let o=md(n),s=x();for(let i=0;i<o.attachments.length;i++){let a=o.attachments[i];a!==void 0&&E(s,_t(a.element,Y(
a.bytes)))}return yd(o,i=>s[i])}default:return S(`unknown payload ${t}`)}}var Or=4294967296,bd=2147483647,pe=4,Cn=0,Sr=1,Rr=2,Pr=3,Ge=3,ei=0,ni=1,Ft=2,Cr=(t,e)=>t|e<<8,ti=Cr(5,1),ri=Cr(5,2),gd=Cr(8,2);function Ir(t){
return{capacity:t,integers:new Pe(t*pe),numbers:new Gt(t*Ge)}}function wd(t){let e=Ir(t.capacity*2);for(let n=0;n<t.capacity*pe;n++)e.integers[n]=
t.integers[n]??0;for(let n=0;n<t.capacity*Ge;n++)e.numbers[n]=t.numbers[n]??0;return e}var Xn,In=class{length;source;#e;#n;#r;#o;constructor(e,n){
e.length>bd&&S("a batch over 2 GiB");let r=e.words(),o=Xn??Ir(64);Xn=void 0;let{integers:s,numbers:i}=o,a=0,d=0;for(;d<e.length;){a===O.batch_frames_max&&
S("too many frames in a batch"),e.length-d<32&&St(),a===o.capacity&&(o=wd(o),s=o.integers,i=o.numbers);let l=d>>2,u=r[l]??0,m=(r[l+1]??0)>>>
0,c=Lr(r,l+2),f=Lr(r,l+4),y=Lr(r,l+6),T=d+32,k=T+q(y);if(!((u===ri||u===ti)&&m===0)||k>e.length||y>n||c>=Or||f>=Or){let v=oi(u,m,c,f,y);_r(v,
e.length-d,n),T=d+q(32+m),k=T+q(kt(v))}let g=a*pe;s[g+Cn]=u,s[g+Sr]=d,s[g+Rr]=m,s[g+Pr]=T;let p=a*Ge;i[p+ei]=c,i[p+ni]=f,i[p+Ft]=y,a+=1,d=k}
this.source=e,this.length=a,this.#o=o,this.#n=s,this.#r=i,this.#e=new At(e,r,this)}release(){this.#e.release(),(Xn===void 0||Xn.capacity<this.#o.
capacity)&&(Xn=this.#o),this.#o=Fr,this.#n=Fr.integers,this.#r=Fr.numbers}isMessage(e){let n=this.#n[e*pe+Cn]??0;return(n&255)===5&&n>>>24===
0}isEvent(e){let n=this.#n[e*pe+Cn]??0;return(n&255)===8&&n>>>24===0}id(e){return this.#r[e*Ge+ei]??0}seq(e){return this.#r[e*Ge+ni]??0}bodyBytes(e){
return this.#r[e*Ge+Ft]??0}bodyFrom(e){return this.#n[e*pe+Pr]??0}hasJson(e){let n=this.#n[e*pe+Cn]??0;return(n===ri||n===gd)&&(this.#r[e*Ge+
Ft]??0)!==0}hasHead(e,n,r){if(this.#n[e*pe+Rr]!==r)return!1;let{bytes:o}=this.source,s=(this.#n[e*pe+Sr]??0)+32;for(let i=0;i<r;i++)if(o[s+i]!==
n[i])return!1;return!0}value(e){if((this.#n[e*pe+Cn]??0)===ti){let s=this.#n[e*pe+Pr]??0;return this.source.copy(s,s+(this.#r[e*Ge+Ft]??0))}
if(!this.hasJson(e))return Ae(this.frame(e));let r=this.#e.value(e);if(r!==cn)return r;let o=this.bodyFrom(e);return un(this.source.view(o,o+
this.bodyBytes(e)))}frame(e){let n=this.#n,r=e*pe,o=n[r+Rr]??0,s=oi(n[r+Cn]??0,o,this.id(e),this.seq(e),this.bodyBytes(e)),i=this.hasJson(e)?
this.#e:void 0;return new Gn(this.source,n[r+Sr]??0,s,i,e)}message(e){return this.frame(e)}event(e){return this.frame(e)}},Fr=Ir(0);function Lr(t,e){
let n=(t[e]??0)>>>0,r=t[e+1]??0;return r===0?n:(r>>>0)*Or+n}var oi=(t,e,n,r,o)=>({kind:t&255,payload:t>>>8&255,element:t>>>16&255,flags:t>>>
24,headBytes:e,id:n,seq:r,bodyBytes:o});function si(t,e=O.body_bytes_max){let n=new In(new we(t),e),r=x();for(let o=0;o<n.length;o++)E(r,n.frame(o));return r}function Dr(t){let e=Vs(
t,9007199254740991);return e.frameBytes!==w(t)&&S("bytes after the frame"),e}function ii(t){let e=0;for(let o=0;o<t.length;o++){let s=t[o];s!==
void 0&&(e+=Jn(s))}let n=new R(e),r=0;for(let o=0;o<t.length;o++){let s=t[o];s!==void 0&&(r=Br(s,n,r))}return n}var Je=({number:t,from:e,to:n})=>t+n-e-1;function Hr(t,e){let n=(e.flags&1)!==0?zn(e.head):0;return{type:"message",channel:e.id,number:t,frame:e,
body:n}}function Nr(t){let e=Jo(t.head);return yn({reason:e.reason,message:e.message},null)}var Lt=class{#e=j;#n=0;#r;isSame(e,n){return e.hasHead(n,this.#e,this.#n)}of(e,n){if(this.#r!==void 0&&this.isSame(e,n))return this.#r;let r=e.
event(n),o=ft(r,"host");return this.#e=Y(r.head),this.#n=w(this.#e),this.#r=o,o}};var Ot=class{#e=M();get size(){return this.#e.size}name(e){let n=this.#e.get(e);n===void 0?this.#e.set(e,{calls:1,ends:1,end:void 0}):(n.calls+=
1,n.ends+=1)}unname(e){let n=this.#e.get(e);if(n!==void 0&&(n.calls-=1,!(n.calls>0)))return this.#e.delete(e),n.end}received(e){if(this.#e.size===
0)return;let n=this.#e.get(e);n!==void 0&&(n.end=void 0)}ends(e,n){let r=this.#e.get(e);return r===void 0||r.ends===1||n.reason!=="ended"?!0:
(r.ends-=1,r.end=n,!1)}};function je(t){return pn(t,O.message_cost_bytes_min)}var Dn=class{#e;#n=M();#r=0;#o=0;#t;#s;#i=!1;#u=0;#d=0;#a=0;#l=0;duplicates=0;constructor(e){
this.#e={frames:e.channel_frames_max,bytes:e.channel_bytes_max}}get ended(){return this.#i?this.#s:void 0}acceptNext(e,n){return this.#i||e!==
this.#o||this.#n.size!==0?!1:(n&&this.#c(e+1,{reason:"ended",message:void 0}),this.#o+=1,this.#m(),!0)}accept(e,n,r,o){let s=x();if(this.#i)
return s;if(e<this.#o||this.#n.has(e))return this.duplicates+=1,s;if(o&&this.#c(e+1,{reason:"ended",message:void 0}),e!==this.#o){let i=je(r),
a=this.#n.size;return a>=Qr||a>0&&this.#r+i>Zr?(this.stop({reason:"frame_lost",message:"too many messages wait for a missing one"}),s):(this.#n.
set(e,{item:n,cost:i}),this.#r+=i,s)}for(E(s,n),this.#o+=1;;){let i=this.#n.get(this.#o);if(i===void 0)break;this.#n.delete(this.#o),this.#r-=
i.cost,E(s,i.item),this.#o+=1}return this.#m(),s}end(e,n){this.#i||(this.#c(e,n),this.#m())}stop(e){this.#i||(this.#s=e,this.#i=!0)}drain(){
let e=x();return ie(this.#n,n=>E(e,n.item)),this.#n.clear(),this.#r=0,e}dequeued(e,n){if(this.#u+=e,this.#d+=n,this.#i)return;let{frames:r,bytes:o}=this.#e,
s=this.#u-this.#a,i=this.#d-this.#l;if(!(s*2<r&&i*2<o))return this.grant()}grant(){return this.#a=this.#u,this.#l=this.#d,{frames:this.#u+this.#e.
frames,bytes:this.#d+this.#e.bytes}}setCredit(e){this.#e={frames:e.frames??this.#e.frames,bytes:e.bytes??this.#e.bytes}}#c(e,n){this.#t===void 0&&
(this.#t=e,this.#s=n)}#m(){this.#t!==void 0&&this.#o>=this.#t&&(this.#i=!0)}};var Ct=class{#e;#n;#r=0;#o=0;constructor(e,n="host"){this.#e=e.channel_frames_max,this.#n=e.channel_bytes_max,n==="page"&&(this.#e=ee(e.channel_open_frames,
e.channel_frames_max),this.#n=ee(e.channel_open_bytes,e.channel_bytes_max))}get sent(){return this.#o}get exhausted(){return this.#o>9007199254740991}reserve(e){
if(this.exhausted||this.#o>=this.#e||this.#r>=this.#n)return;this.#r+=je(e);let n=this.#o;return this.#o+=1,n}grant(e){e.frames>this.#e&&(this.#e=
e.frames),e.bytes>this.#n&&(this.#n=e.bytes)}};var vd=N(x()),It=class{#e=0;#n=M();#r=M();#o=0;get delivered(){return this.#o}get waits(){return this.#r.size!==0}arrived(e){this.#e=e}acknowledge(e){
if(!(e<=this.#o||e>this.#e)){if(e!==this.#o+1){this.#n.set(e,!0);return}for(this.#o=e;this.#n.size!==0&&this.#n.delete(this.#o+1);)this.#o+=
1}}acknowledgeAll(e,n){if(e===this.#o+1&&n<=this.#e)this.#o=n-1,this.acknowledge(n);else for(let r=e;r<=n;r++)this.acknowledge(r)}reply(e,n){
return n<=this.#o?!0:(this.#r.set(e,n),!1)}forget(e){this.#r.delete(e)}dequeue(){if(this.#r.size===0)return vd;let e=x();ie(this.#r,(n,r)=>{
n<=this.#o&&E(e,r)});for(let n=0;n<e.length;n++)this.forget(e[n]??0);return e}};var Qn=class{#e;#n=M();#r=M();#o=M();#t=new It;#s=new U;#i=new U;#u=new Lt;#d=M();#a=new Ot;#l=0;#c=0;#m;duplicates=0;constructor(e){this.#e=
e}get last(){return this.#c}get ended(){return this.#m}get expectsFrames(){return this.#n.size!==0||this.#r.size!==0||this.#a.size!==0||this.#t.
waits}nextCall(){return this.#l+=1,this.#l}cancel(e){this.#t.forget(e),this.#h("control",zs(e))}reply(e,n){return this.#t.reply(e,n)}acknowledge(e,n){
return this.#t.acknowledgeAll(e,n),this.#t.dequeue()}hello(e,n){this.#h("control",Ws(e,Wo(n)))}release(e){this.#h("control",Ys(e))}dequeue(e){
let n=e==="control"?this.#s:this.#i,r=x(),o=0;for(;r.length<this.#e.batch_frames_max;){let s=n.peek();if(s===void 0)break;let i=Jn(s);if(r.length>
0&&o+i>this.#e.batch_bytes_max)break;o+=i,E(r,s),n.shift()}return r}#h(e,n){this.#m===void 0&&(e==="control"?this.#s:this.#i).push(n)}openReceiver(e){
if(this.#n.size>=this.#e.channels_open_max)throw new h("too_many_channels",`too many channels are open; channels_open_max is ${this.#e.channels_open_max}`);
this.#n.set(e,new Dn(this.#e))}receives(e){return this.#n.has(e)}name(e){this.#a.name(e)}unname(e){let n=x(),r=this.#a.unname(e);return r===
void 0||(this.close(e,{reason:"cancelled",message:void 0}),E(n,{type:"end",channel:e,end:r})),n}openSender(e){if(this.#r.has(e))return;let n=new Ct(
this.#e,"page"),r=this.#o.get(e);r!==void 0&&n.grant(r),this.#o.delete(e),this.#r.set(e,n),this.#h("data",Gs(e))}openStream(e){let n=new Dn(
this.#e);this.#n.set(e,n),this.#f(e,n.grant())}enqueue(e,n,r,o){let s=this.#r.get(e);if(s===void 0)throw new h("channel_closed","the channel\
 has ended");let i=s.reserve(r);if(i===void 0)return!1;if(r<=this.#e.inline_body_bytes_max||o===void 0)return this.#h("data",Xs(e,i,n)),!0;let a=o(),
d=Rt(5,e,i,0,Ko(a),n);return this.#d.set(d,{channel:e,id:a,bytes:n.bytes}),this.#h("data",d),!0}dequeueBody(e){if(this.#d.size===0)return;let n=this.#d.
get(e);return this.#d.delete(e),n}sends(e){return this.#r.has(e)}close(e,n){let r=this.#r.get(e),o=this.#n.get(e);if(r===void 0&&o===void 0)
return;this.#r.delete(e),this.#n.delete(e),this.#o.delete(e),o!==void 0&&this.#x(o);let s=zo(n.message===void 0?{reason:n.reason}:{reason:n.
reason,message:n.message});this.#h("data",Js(e,r?.sent??0,s??j))}dequeued(e,n,r){let o=this.#n.get(e)?.dequeued(n,r);return o!==void 0&&this.#f(
e,o),o!==void 0}#f(e,n){this.#h("control",Ks(e,n.frames,n.bytes))}receive(e,n){let r=x();if(this.#m!==void 0)return r;if(n.length>0&&e>this.#c+
1)throw new h("internal",`frames ${this.#c+1} to ${e-1} of the session are missing`);for(let o=0;o<n.length;){let s=e+o;if(s<=this.#c){this.
duplicates+=1,o+=1;continue}let i=n.isMessage(o)?this.#w(n,o,s,r):n.isEvent(o)?this.#E(n,o,s,r):o;if(i!==o){o=i;continue}this.#b(s),this.#y(
s,n.frame(o),r),o+=1}return r}#b(e){this.#c=e,this.#t.arrived(e)}#w(e,n,r,o){let s=e.id(n),i=this.#n.get(s);if(i===void 0)return n;let a=n;for(;a<
e.length&&e.isMessage(a)&&e.id(a)===s&&i.acceptNext(e.seq(a),!1);)a+=1;return a===n?n:(this.#b(r+a-n-1),this.#a.received(s),E(o,{type:"messa\
ges",channel:s,frames:e,from:n,number:r,to:a}),this.#T(s,i,o),a)}#E(e,n,r,o){let s=this.#u.of(e,n),i=n+1;for(;i<e.length&&e.isEvent(i)&&this.#u.
isSame(e,i);)i+=1;return this.#b(r+i-n-1),E(o,{type:"events",head:s,frames:e,from:n,number:r,to:i}),i}#y(e,n,r){switch(n.kind){case 5:return this.#v(
e,n,r);case 8:E(r,{type:"event",number:e,frame:n,head:ft(n,"host")});return;case 6:return this.#t.acknowledge(e),this.#_(n,r);case 7:this.#t.
acknowledge(e),this.#p(n.id,{frames:n.seq,bytes:n.bodyBytes}),E(r,{type:"credit",channel:n.id});return;case 10:return this.#t.acknowledge(e),
this.#g(n);default:this.#t.acknowledge(e),S(`a poll returned a frame of kind ${n.kind}`)}}#v(e,n,r){let o=this.#n.get(n.id);if(o===void 0){(n.
flags&1)!==0&&this.release(zn(n.head)),this.#t.acknowledge(e);return}this.#a.received(n.id);let{seq:s}=n,i=(n.flags&8)!==0;if(o.acceptNext(s,
i)){E(r,Hr(e,n)),this.#T(n.id,o,r);return}n.keep();let a=o.duplicates,d=o.accept(s,{number:e,frame:n},n.bodyBytes,i);o.duplicates!==a&&(this.
duplicates+=1,this.#t.acknowledge(e));for(let l=0;l<d.length;l++){let u=d[l];u!==void 0&&E(r,Hr(u.number,u.frame))}this.#T(n.id,o,r)}#_(e,n){
let r=e.id,o=this.#n.get(r);if(o===void 0){this.#r.delete(r)&&E(n,{type:"end",channel:r,end:Nr(e)});return}let{seq:s}=e;o.end(s,Nr(e)),this.#T(
r,o,n)}#g(e){let n=this.#n.get(e.id);n!==void 0&&(n.setCredit(Go(e.head)),this.#f(e.id,n.grant()))}#p(e,n){let r=this.#r.get(e);r!==void 0?r.
grant(n):this.#n.has(e)&&this.#o.set(e,n)}#T(e,n,r){let o=n.ended;if(o!==void 0){if(!this.#a.ends(e,o)){this.#r.delete(e),this.#n.set(e,new Dn(
this.#e));return}this.#n.delete(e),this.#r.delete(e),this.#o.delete(e),this.#x(n),E(r,{type:"end",channel:e,end:o})}}#x(e){let n=e.drain();for(let r=0;r<
n.length;r++){let o=n[r];o!==void 0&&((o.frame.flags&1)!==0&&this.release(zn(o.frame.head)),this.#t.acknowledge(o.number))}}end(e){let n=x();
return this.#m!==void 0||(this.#m=e,this.#d.clear(),ie(this.#n,(r,o)=>E(n,{type:"end",channel:o,end:e})),ie(this.#r,(r,o)=>{this.#n.has(o)||
E(n,{type:"end",channel:o,end:e})})),n}};var Ed=50,xd=2e3,jr=t=>ee(xd,Ed*2**ee(t-1,10));function Mr(t){if(!(t instanceof h))return!1;switch(t.code){case"token_missing":case"token_ba\
d":case"origin_denied":case"policy_denied":case"document_gone":case"shutting_down":return!0;default:return!1}}function ai(t,e,n){switch(n.type){case"messages":{let r=e.get(n.channel);return r!==void 0?r.messages(n):t.acknowledge(n.number,Je(n))}case"\
message":{let r=e.get(n.channel);return r!==void 0?r.message(n.frame,n.body,n.number):(n.body!==0&&t.release(n.body),t.acknowledge(n.number))}case"\
end":{let r=e.get(n.channel);return e.delete(n.channel),r?.end(n.end)}case"credit":return e.get(n.channel)?.credit();case"events":return t.onEvents(
n.head,n);case"event":return t.onEvent(n.head,n.frame,n.number)}}function di(){return{calls:0,replies:0,cancelled:0,bytesUp:0,bytesDown:0,framesIn:0,framesOut:0,duplicatesDropped:0,polls:0,pollRetries:0,restarts:0}}var Dt=class{#e;#n=M();constructor(e){this.#e=e}open(e){this.#n.set(e,!0);let n={message:(r,o,s)=>{o!==0&&this.#e.release(o),this.close(e),this.#e.
acknowledge(s)},messages:r=>{this.close(e),this.#e.acknowledge(r.number,Je(r))},end:()=>this.#n.delete(e),credit:()=>{}};this.#e.open(n,e)}close(e){
this.#n.delete(e)&&this.#e.close(e,{reason:"cancelled",message:"the page has no channel of this id"})}};var _d={reason:"document_gone",message:"the document has gone"},Ht=class{lane;limits;segments;counters=di();warn;#e;#n=M();#r=M();#o=new Dt(
this);#t;#s=0;#i=0;#u;#d;#a;#l=!1;#c=!1;#m=0;left=!1;onEvent=(e,n,r)=>this.acknowledge(r);onEvents=(e,n)=>this.acknowledge(n.number,Je(n));onRestart=()=>{};onChannelNamed=()=>{};constructor(e,n){
this.lane=e,this.limits=n.limits,this.warn=n.warn,this.#e=n.version,this.segments={bytes:n.limits.segment_bytes_max,inFlight:n.limits.segments_in_flight_max},
this.#t=new Qn(n.limits),this.#t.hello(1,n.version),this.flush()}get session(){return this.#t}get duplicates(){return this.#m+this.#t.duplicates}register(e){
let n=this.drawId();return this.#r.set(n,e),this.counters.calls+=1,n}unregister(e){this.#r.delete(e)}cancel(e){this.counters.cancelled+=1,this.#t.
cancel(e),this.flush()}replied(e,n){return this.counters.replies+=1,this.#t.ended!==void 0||this.#t.reply(e,n)?!0:(this.poll(),!1)}async pull(e,n,r,o){
try{return await b(rs(this.lane,e,n,this.segments,r,this.#h(o)))}finally{this.release(e)}}async pullInto(e,n,r,o){try{await b(hr(this.lane,e,
n,this.segments,r,this.#h(o)))}finally{this.release(e)}}#h(e){return n=>{this.counters.bytesDown+=n,e(n)}}release(e){this.#t.release(e),this.
flush()}drawChannel(){return this.#s+=1,this.#s}open(e,n=this.drawChannel()){let{ended:r}=this.#t;return r!==void 0?(qe(()=>e.end(r)),n):(this.#t.
openReceiver(n),this.#n.set(n,e),this.poll(),n)}name(e){this.#t.name(e),!this.#t.receives(e)&&this.#t.ended===void 0?this.#o.open(e):this.poll()}unname(e){
this.#o.close(e),this.#g(this.#t.unname(e))}openStream(e,n){let{ended:r}=this.#t;if(r!==void 0)return qe(()=>n.end(r));this.#n.set(e,n),this.#t.
openStream(e),this.flush(),this.poll()}drawId(){return this.#i+this.#t.nextCall()}close(e,n){this.#n.delete(e),this.#t.close(e,n),this.flush()}acknowledge(e,n=e){
let r=this.#t.acknowledge(e,n);for(let o=0;o<r.length;o++)this.#r.get(r[o]??0)?.pass()}listen(){this.#c=!0,this.poll()}dequeued(e,n,r){this.#t.
dequeued(e,n,r)&&this.#f("control")}flush(){this.#l||(this.#l=!0,qe(()=>{this.#l=!1,this.#f("control"),this.#f("data")}))}#f(e){let n=this.#t;
if((e==="control"?this.#d:this.#a)===n)return;let r=n.dequeue(e);if(r.length===0)return;let o=ii(r);if(r[0]?.kind!==1&&this.lane.enqueue?.(o)===
!0)return this.counters.framesOut+=r.length,this.#w(n,r),this.#f(e);e==="control"?this.#d=n:this.#a=n;let s=()=>{e==="control"&&this.#d===n&&
(this.#d=void 0),e==="data"&&this.#a===n&&(this.#a=void 0),this.#t===n&&this.#f(e)};P(this.#b(n,o,r),s,s)}async#b(e,n,r){for(let o=1;this.#t===
e&&e.ended===void 0;o++)try{let s=(await b(this.lane.frames(n))).value;if(this.counters.framesOut+=r.length,this.#t!==e)return;this.#w(e,r),
this.#v(si(new R(s)));return}catch(s){if(Mr(s))return this.#p(e,{reason:"document_gone",message:s.message});if(!(s instanceof le)){this.warn(
`the host refused a batch of frames: ${s instanceof h?s.code+": "+s.message:"unknown"}`),this.#t===e&&this.#E(e,r,s);return}await b(Ce(jr(o)))}}#w(e,n){
for(let r=0;r<n.length;r++){let o=n[r],s=o===void 0?void 0:e.dequeueBody(o);s!==void 0&&P(pt(this.lane,s.id,0,s.bytes,this.segments,void 0,()=>{},
!0),()=>{},i=>{i instanceof h&&(i.code==="unknown_body"||i.code==="unknown_channel")||this.#t===e&&this.#y(s.channel)})}}#E(e,n,r){if(r instanceof
h&&(r.code==="unknown_channel"||r.code==="too_many_channels"))return this.#w(e,n);for(let o=0;o<n.length;o++){let s=n[o];s!==void 0&&(e.dequeueBody(
s),(s.kind===5||s.kind===10)&&this.#y(s.id))}}#y(e){let n=this.#n.get(e);if(n===void 0)return;let r={reason:"frame_lost",message:"a message \
could not be sent"};this.close(e,r),n.end(r)}#v(e){for(let n=0;n<e.length;n++){let r=e[n];r===void 0||r.kind!==1||((r.flags&4)!==0?(this.warn(
`the host uses version ${r.seq} of the protocol, this client version ${1}`),this.#p(this.#t,{reason:"failed",message:"the host uses another \
version of the protocol"})):Yo(r.head))}}poll(){let e=this.#t;this.#u===e||e.ended!==void 0||!(this.#c||e.expectsFrames)||(this.#u=e,P(this.#_(
e),()=>{},n=>{this.warn(`a batch of frames from the host cannot be decoded: ${n instanceof h?n.message:"unknown"}`),this.#p(e,{reason:"frame\
_lost",message:"a batch of frames from the host cannot be decoded"})}))}async#_(e){let n=0;for(;this.#t===e&&e.ended===void 0&&(this.#c||e.expectsFrames);){
let r;try{this.counters.polls+=1,r=(await b(this.lane.poll(e.last))).value,n=0}catch(i){if(this.#t!==e)return;if(Mr(i))return this.#p(e,{reason:"\
document_gone",message:i.message});n+=1,this.counters.pollRetries+=1,await b(Ce(jr(n)));continue}if(this.#t!==e)return;let o=new we(r.batch,
r.copy),s=new In(o,9007199254740991);this.counters.framesIn+=s.length,this.#g(e.receive(r.first,s)),s.release(),o.kept||r.done?.()}this.#u===
e&&(this.#u=void 0)}#g(e){for(let n=0;n<e.length;n++){let r=e[n];r!==void 0&&ai(this,this.#n,r)}this.acknowledge(0),this.flush()}#p(e,n){let r=e.
end(n);if(this.#t!==e)return;this.#g(r);let o=x();ie(this.#r,s=>E(o,s));for(let s=0;s<o.length;s++)o[s]?.gone(n)}restart(){let e=this.#t;this.
left=!1,this.counters.restarts+=1,this.#p(e,_d),this.#m+=e.duplicates,this.#i=this.counters.calls,this.lane.restart(),this.#t=new Qn(this.limits),
this.#t.hello(1,this.#e),this.flush(),this.onRestart(),this.poll()}};function ke(t){qe(()=>{throw t})}function Se(t){if(Ue(t))return vn(t)===void 0?Ur(uo(t),()=>co(t),()=>fo(t)):Ur(K(t),()=>Ze(t),()=>w(t));if(Bn(t))return Ur(t,()=>0,()=>be(t));
ar(t)&&ui()}function Ur(t,e,n){ar(t)&&ui();try{return new R(t,e(),n())}catch(r){throw new h("detached_buffer","a buffer in the arguments is \
detached: it was transferred before the call",{cause:r})}}function ui(){throw new z("a SharedArrayBuffer cannot be sent: copy its bytes into\
 an ArrayBuffer first")}function Hn(t,e){let n=Se(t);if(n===void 0)throw new z("the option `into` is not an ArrayBuffer or a view");let r=w(
n);if(e>r)throw new h("body_too_large",`the reply has ${e} bytes, and the buffer in \`into\` only ${r}`);return Q(n,0,e)}var Td=nt(R),ci=Z(En);function $r(t){if(!nn(Td,t))return;let e=Z(t),n=0;for(;n<e.length&&e[n]===`${n}`;)n+=1;for(let r=0;r<ci.length;r++){let o=En[ci[r]??
""];if(o===void 0||!nn(o,t))continue;let s=new o(n);for(let i=0;i<n;i++)s[i]=t[i];return s}}function fi(t,e){let n=t.entries();for(;;){let{done:r,
value:o}=n.next();if(r===!0)return;e(o[1],o[0])}}var Bd=t=>typeof t=="object"&&t!==null&&typeof t[Ie]=="function";function qr(t){return Vn(t)||ir(t)||Bd(t)}function Nt(t){return Vn(t)?lt(t):
void 0}function mi(t){let e=Se(t);if(e===void 0)throw new z("a stream or async iterable in the arguments yielded a value that is not an Arra\
yBuffer or a view");return Y(e)}function Vr(t,e){if(Vn(t)){let r=0;return A({async next(){let o=lt(t);if(r>=o)return;let s=ee(r+e,o),i=new R(
await b(qn(wo(t,r,s))));return r=s,F(i)},cancel(){r=lt(t)}})}if(ir(t)){let r=vo(t);return A({async next(){let{done:o,value:s}=await b(Eo(r));
return o?void 0:F(mi(s))},cancel(o){P(xo(r,o),()=>{},()=>{})}})}let n=t[Ie]();return A({async next(){let{done:r,value:o}=await b(Ve(n.next()));
return r===!0?void 0:F(mi(o))},cancel(){P((async()=>{await b(Ve(n.return?.()))})(),()=>{},()=>{})}})}async function Wr(t){if(Vn(t))return F(
new R(await b(qn(t))));let e=x(),n=0,r=Vr(t,0);for(;;){let o=await b(r.next());if(o===void 0)break;E(e,o.value),n+=w(o.value)}return F($e(e,
n))}function hi(t,e){let n=x();for(let r=0;r<t.length;r++){let o=t[r];if(o===void 0)continue;E(n,(async()=>e(r,(await b(Wr(o))).value))())}return ot(
n)}var Ad=64,Zn="__CHANNEL__:";function kd(t){let e=0;for(let n=Zn.length;n<t.length;n++){let r=se(t,n)-48;if(r<0||r>9)return 0;e=e*10+r}return Qe(
e)?e:0}var xe=(t,e,n=0)=>({kind:t,element:n,bytes:e}),pi=x(),Re=(t,e=pi)=>({now:t,later:void 0,following:e}),bi=(t,e=pi)=>({now:void 0,later:t,
following:e});function gi(t,e){return e!==void 0&&(Nt(t)??e+1)>e}function jt(t,e,n){if(t==null)return Re(xe(0,j));if(typeof t=="object"){let o=Se(
t);if(o!==void 0)return Re(xe(1,o));let s=vr(t);if(s!==void 0)return Re(xe(4,Se(s)??j,Fn(s)??0));let i=Tn(t)?void 0:Se($r(t));if(i!==void 0)
return Re(xe(1,i));let a=t.toJSON;if(qr(t)&&typeof a!="function"){if(!gi(t,e))return bi(Pd(t));let d=x();return E(d,{attachment:0,source:t,length:Nt(
t)}),Re(xe(1,j),d)}}let r=Rd(t);return r===void 0?Fd(t,e,n):Re(wi(r))}var Sd=16;function Rd(t){if(typeof t!="object"||t===null||$(t)||!Tn(t))
return;let{toJSON:e,__TAURI_TO_IPC_KEY__:n}=t;if(typeof e=="function"||typeof n=="function")return;let r=Z(t);if(r.length>Sd)return;let o=A(
{});for(let s=0;s<r.length;s++){let i=r[s]??"",a=t[i];if(typeof a=="string"){if(me(a,Zn))return}else if(typeof a!="number"&&typeof a!="boole\
an"&&a!==null)return;o[i]=a}return Mn(o)}function wi(t){let e=he(t);return Ln(w(e)),xe(2,e)}async function Pd(t){return F(xe(1,(await b(Wr(t))).
value))}function Fd(t,e,n){let r=x(),o=x(),s=x(),i=x(),a="",d=0,l=0,u=(p,v)=>{if(a===""){let _=An();d=_.low,l=_.high,a=Ar(d,l)}return E(r,{element:p,
bytes:v}),a+(r.length-1)},m=x(),c=x(),f=0,y=p=>{let v="the argument";for(let _=1;_<f;_++)v+="."+(c[_]??"");return f===0?v:v+"."+p},T=p=>{if(n===
void 0||!me(p,Zn))return p;let v=kd(p);return v!==0&&n(v),p},k=(p,v,_)=>{for(;f>0&&m[f-1]!==p;)f-=1;let B=_;if(typeof B=="string")return T(B);
if(typeof B=="bigint")throw new z(`${y(v)} is a BigInt, which JSON cannot represent: pass a string or a BigInt64Array`);if(typeof B!="object"||
B===null)return B;if(typeof B.__TAURI_TO_IPC_KEY__=="function"){if(B=B.__TAURI_TO_IPC_KEY__(),typeof B=="string")return T(B);if(typeof B!="o\
bject"||B===null)return B}if(!Tn(B)){let I=Se(B);if(I!==void 0)return u(yi(B,()=>y(v)),I);let V=vr(B);if(V!==void 0)return u(Fn(V)??0,Se(V)??
j);if(qr(B))return gi(B,e)&&i.length<Ad?E(i,{attachment:r.length,source:B,length:Nt(B)}):(E(o,B),E(s,r.length)),u(0,j);let ue=$r(B);if(ue!==
void 0)return u(yi(ue,()=>y(v)),Se(ue)??j);Co(B)&&(B=Od(B))}for(let I=0;I<f;I++)if(m[I]===B)throw new z(`${y(v)} contains itself: JSON canno\
t represent a cycle`);if(f===O.json_depth_max)throw new h("too_deep",`${y(v)} is nested too deeply; json_depth_max is ${O.json_depth_max}`);
return m[f]=B,c[f]=v,f+=1,B},L=Mn(t,function(p,v){return k(this,p,v)});if(L===void 0)throw new z("the argument is a value that JSON cannot r\
epresent");if(a==="")return Re(wi(L));if(o.length===0)return Re(xe(3,kr(L,d,l,r)),i);for(let p=0;p<r.length;p++){let{element:v,bytes:_}=r[p]??
{element:0,bytes:j};r[p]={element:v,bytes:Y(_)}}return bi((async()=>(await b(hi(o,(p,v)=>{r[s[p]??0]={element:0,bytes:v}})),F(xe(3,kr(L,d,l,
r)))))(),i)}function yi(t,e){let n=Ue(t)?vn(t):void 0;if(n===void 0||n==="Uint8Array")return 0;let r=Fn(t);if(r===void 0)throw new z(`${e()}\
 is a ${n}, which is not supported: pass its buffer or another typed array`);return r}function Ld(t){try{return bn(t,0),!0}catch{return!1}}function Od(t){
let e=A({}),n=(r,o)=>{let s={__proto__:null,value:r,writable:!0,enumerable:!0,configurable:!0};G(e,typeof o=="symbol"?o:`${o}`,s)};return Ld(
t)?Xt(t,n):fi(t,n),e}function Mt(t,e){t.ready=!0;try{t.value=e()}catch(n){t.error=n}}function Nn(t,e){let n=e?.reason??"ended",r=n==="document_gone"?n:t==="stream"&&n==="failed"?"stream_failed":"channel_closed";return new h(r,
e?.message??`the ${t} has ended: ${n}`,{data:n})}var vi=32,Cd=65536;function xi(t){class e{id;closed;onend;#e;#n=()=>{};#r;#o=new U;#t=new U;#s=new U;#i=new U;#u=0;#d;#a;#l=!1;#c;#m;constructor(o,s){
this.#e=o,this.closed=new D(i=>{this.#n=i}),this.#r={message:(i,a,d)=>this.#b(i,a,d),messages:i=>this.#h(i),end:i=>{this.#d=i,this.#E()},credit:()=>this.#A()},
this.id=t.open(this.#r,s),G(this,"id",{__proto__:null,writable:!1,configurable:!1})}get onmessage(){return this.#e}set onmessage(o){this.#e=
o,this.#v()}#h(o){let{frames:s,from:i,to:a,number:d}=o,l=i;for(;l<a;){let u=this.#e;if(u!==void 0&&this.#o.size===0&&this.#t.size===0&&this.#a===
void 0){l=this.#f(u,o,l);continue}let m={number:d+l-i,bytes:s.bodyBytes(l),ready:!1,value:void 0,error:void 0};t.counters.bytesDown+=m.bytes;
let c=l;Mt(m,()=>s.value(c)),this.#o.size===0?this.#y(m):this.#o.push(m),l+=1}}#f(o,{frames:s,from:i,to:a,number:d},l){let u=l,m=0,c=0,f=0;for(;u<
a&&this.#e===o&&this.#a===void 0;){let y=s.bodyBytes(u);m+=y;let T;try{T=s.value(u)}catch(k){u+=1,this.#w(k);break}u+=1;try{o(T)}catch(k){ke(
k)}c+=1,f+=je(y),(c===vi||f>=Cd||a-i<vi)&&(t.dequeued(this.id,c,f),c=0,f=0)}return c!==0&&t.dequeued(this.id,c,f),t.counters.bytesDown+=m,t.
acknowledge(d+l-i,d+u-i-1),u}#b(o,s,i){let a={number:i,bytes:o.bodyBytes,ready:!1,value:void 0,error:void 0};if((o.flags&1)===0){t.counters.
bytesDown+=o.bodyBytes,Mt(a,()=>Ae(o)),this.#o.size===0?this.#y(a):this.#o.push(a);return}this.#o.push(a),P(t.pull(s,o.bodyBytes,void 0,()=>{}),
d=>{Mt(a,()=>Ne(o,d.value,!0)),this.#E()},d=>{a.ready=!0,a.error=d,this.#E()})}#w(o){let s=o instanceof h?o.message:"the body of a message c\
ould not be fetched";t.close(this.id,{reason:"frame_lost",message:s}),this.#g({reason:"frame_lost",message:s})}#E(){for(;;){let o=this.#o.peek();
if(o===void 0||!o.ready)break;this.#o.shift(),this.#y(o)}this.#d!==void 0&&this.#o.size===0&&this.#g(this.#d)}#y(o){this.#a===void 0&&(o.error!==
void 0?this.#w(o.error):this.#e!==void 0&&this.#t.size===0?this.#_(this.#e,o.value,o.bytes):(this.#t.push(o),this.#v())),t.acknowledge(o.number)}#v(){
for(;this.#t.size>0;){let o=this.#e;if(o!==void 0){let s=this.#t.shift();if(s===void 0)return;this.#_(o,s.value,s.bytes)}else{let s=this.#s.
shift();if(s===void 0)return;let i=this.#t.shift();if(i===void 0)return;s.resolve({done:!1,value:i.value}),t.dequeued(this.id,1,je(i.bytes))}}
this.#x(),this.#T()}#_(o,s,i){try{o(s)}catch(a){ke(a)}t.dequeued(this.id,1,je(i))}#g(o){this.#a===void 0&&(this.#a=o,this.#k(),this.#v())}#p=!1;#T(){
let o=this.#a;if(!(o===void 0||this.#p)){this.#p=!0,this.#n(o.reason);try{this.onend?.(o.reason,o.message)}catch(s){ke(s)}}}#x(){let o=this.#a;
if(o!==void 0)for(;;){let s=this.#s.shift();if(s===void 0)return;o.reason==="ended"||o.reason==="cancelled"?s.resolve({done:!0,value:void 0}):
s.reject(Nn("channel",o))}}[Symbol.asyncIterator](){return A({next:()=>new D((o,s)=>{this.#s.push({resolve:o,reject:s}),this.#v()}),return:()=>new D(
o=>{this.close(),o({done:!0,value:void 0})}),[Ie](){return this}})}get bufferedAmount(){return this.#u}send(o){return new D((s,i)=>{if(this.#l||
this.#a!==void 0)throw Nn("channel",this.#a);let a=jt(o),d={payload:void 0,resolve:s,reject:i},l=m=>{i(m),d.payload=Ei,this.#A()},u=m=>{let c=w(
m.bytes),{body_bytes_max:f}=t.limits;if(c>f)return l(new h("body_too_large",`a message of ${c} bytes on channel ${this.id}; body_bytes_max i\
s ${f}`));d.payload=m,this.#u+=c,this.#A()};t.session.openSender(this.id),this.#i.push(d),a.now!==void 0?u({...a.now,bytes:Y(a.now.bytes)}):
a.later!==void 0&&P(a.later,m=>u(m.value),l)})}#A(){for(;;){let o=this.#i.peek();if(o?.payload===void 0)break;if(o.payload!==Ei){let s=w(o.payload.
bytes);if(!t.session.enqueue(this.id,o.payload,s,()=>t.drawId()))break;t.counters.bytesUp+=s,this.#u-=s,o.resolve()}this.#i.shift()}t.flush(),
this.#c!==void 0&&this.#i.size===0&&this.#B(this.#c)}#k(){for(;;){let o=this.#i.shift();if(o===void 0)break;o.reject(Nn("channel",this.#a))}
this.#u=0}get writer(){if(this.#m===void 0){if(or===void 0)throw new h("internal","this engine has no WritableStream");let o={write:s=>this.
send(s),close:()=>this.close(),abort:s=>this.close("failed",s instanceof Le?s.message:void 0)};this.#m=_o(new or(A(o)))}return this.#m}close(o,s){
this.#a!==void 0||this.#l&&(o??"ended")==="ended"||(this.#c={reason:o??(t.session.sends(this.id)?"ended":"cancelled"),message:s},this.#l=!0,
(this.#i.size===0||this.#c.reason!=="ended")&&this.#B(this.#c))}#B(o){if(this.#a===void 0){for(t.close(this.id,o);this.#t.size>0;)this.#t.shift();
this.#g(o)}}#S(){return this.#p&&this.#a?.reason==="ended"&&!this.#l&&(this.#a=void 0,this.#d=void 0,this.#p=!1,t.open(this.#r,this.id)),Zn+
this.id}toJSON(){return this.#S()}__TAURI_TO_IPC_KEY__(){return this.#S()}}let n=e.prototype;return G(n,ut,{__proto__:null,value(){this.close()}}),
N(e),N(n),e}var Ei=N({kind:0,element:0,bytes:Y(j)});function Id({frame:t,bytes:e,error:n}){if(n!==void 0)throw n;return e===void 0?Ae(t):Ne(t,e,!1)}var Dd=1024,Hd={kind:"Any"},zr=t=>t===void 0?
Hd:typeof t=="string"?{kind:"AnyLabel",label:t}:t;function _i(t,e){let n=M(),r=new U,o=new U,s=0,i=0,a=(g,p)=>{try{g.handler({event:p.head.event,
id:g.id,payload:Id(p)})}catch(v){ke(v)}},d=g=>{let p=g.head.listeners??x();for(let v=0;v<p.length;v++){let _=p[v]??0,B=n.get(_);B!==void 0?a(
B,g):s>0&&o.size<Dd&&(g.frame.keep(),o.push({id:_,arrived:g}))}t.acknowledge(g.number)};t.onEvents=(g,{frames:p,from:v,to:_,number:B})=>{let C=g.
listeners??x(),I=v;for(;I<_&&r.size===0&&s===0;I++){t.counters.bytesDown+=p.bodyBytes(I);for(let V=0;V<C.length;V++){let ue=n.get(C[V]??0);ue!==
void 0&&l(ue,g.event,p,I)}}for(I>v&&t.acknowledge(B,B+I-v-1);I<_;I++)t.onEvent(g,p.event(I),B+I-v)};let l=(g,p,v,_)=>{try{g.handler({event:p,
id:g.id,payload:v.value(_)})}catch(B){ke(B)}},u=()=>{for(;;){let g=r.peek();if(g===void 0||!g.ready)return;r.shift(),d(g)}};t.onEvent=(g,p,v)=>{
let _={head:g,frame:p,number:v,ready:!0,bytes:void 0,error:void 0};if((p.flags&1)===0){if(t.counters.bytesDown+=p.bodyBytes,r.size===0)return d(
_);p.keep(),r.push(_);return}_.ready=!1,r.push(_),P(t.pull(g.body??0,p.bodyBytes,void 0,()=>{}),B=>{_.bytes=B.value,_.ready=!0,u()},B=>{_.error=
B,_.ready=!0,u()})};let m=async g=>{s+=1,i+=1,t.listen();try{let p=await b(e("plugin:event|listen",{event:g.name,target:g.target,handler:i}));
if(typeof p!="number")throw new h("internal","the host registered a listener without an id");g.id=p,g.gone?P(f(g),c,c):n.set(p,g)}finally{s-=
1;let p=o;for(o=new U;;){let v=p.shift();if(v===void 0)break;let _=n.get(v.id);_!==void 0?a(_,v.arrived):s>0&&o.push(v)}}},c=()=>{},f=g=>e("\
plugin:event|unlisten",{event:g.name,eventId:g.id}),y=g=>g.gone?Ve(null):(g.gone=!0,g.id===0?Ve(null):(n.delete(g.id),f(g)));t.onRestart=()=>{
let g=x();ie(n,p=>E(g,p));for(let p=0;p<g.length;p++){let v=g[p];v!==void 0&&(n.delete(v.id),P(m(v),()=>{},ke))}};let T=async(g,p,v)=>{let _={
name:g,target:zr(v?.target),handler:p,id:0,gone:!1},B=v?.signal,C=()=>{P(y(_),c,c),B!==void 0&&We(B,"abort",C)};if(G(C,ut,{__proto__:null,value:C}),
B!==void 0){if(ae(B))return _.gone=!0,C;re(B,"abort",C)}return await b(m(_)),C};return A({listen:T,once:(g,p,v)=>{let _,B=!1,C=T(g,I=>{B||(B=
!0,_?.(),p(I))},v);return P(C,I=>{_=I,B&&I()},()=>{}),C},attach:async(g,p,v)=>{let _={name:g,target:zr(p),handler:v,id:0,gone:!1};return await b(
m(_)),F({id:_.id,detach:()=>y(_)})},async emit(g,p){await b(e("plugin:event|emit",p===void 0?{event:g}:{event:g,payload:p}))},async emitTo(g,p,v){
let _=zr(g);await b(e("plugin:event|emit_to",v===void 0?{target:_,event:p}:{target:_,event:p,payload:v}))},events(g,p){return Nd(T,g,p)}})}function Nd(t,e,n){
let r=()=>{let o=new U,s=new U,i=!1,a=()=>{i=!0;for(let u=s.shift();u!==void 0;u=s.shift())u({done:!0,value:void 0})},d=n?.signal;d!==void 0&&
re(d,"abort",a);let l=t(e,u=>{let m=s.shift();m===void 0?o.push(u):m({done:!1,value:u})},n);return A({async next(){await b(l);let u=o.shift();
return u!==void 0?{done:!1,value:u}:i||d!==void 0&&ae(d)?{done:!0,value:void 0}:await b(new D(m=>s.push(m)))},async return(){return a(),(await b(
l))(),{done:!0,value:void 0}}})};return A({[Ie]:r})}var Ut=class{channel;#e;#n;#r;#o;#t;#s;constructor(e,n,r,o){this.#e=e,this.#n=Vr(n,e.limits.inline_body_bytes_max),this.#r=r,this.#o=o,this.
channel=e.open(this)}message(e,n,r){n!==0&&this.#e.release(n),this.#e.acknowledge(r)}messages(e){this.#e.acknowledge(e.number,Je(e))}end(e){
this.#t===void 0&&(this.#t=e,this.#n.cancel(new h("channel_closed",e.message??`the host has closed the upload: ${e.reason}`,{data:e.reason})),
this.credit())}credit(){let e=this.#s;this.#s=void 0,e?.()}start(){this.#e.session.openSender(this.channel),P(this.#i(),()=>this.#d({reason:"\
ended",message:void 0}),e=>{this.#t===void 0&&(this.#d({reason:"failed",message:e instanceof Le?e.message:"the source failed"}),this.#o(e))})}cancel(e){
this.#t===void 0&&(this.#d({reason:"cancelled",message:void 0}),this.#n.cancel(e),this.credit())}async#i(){let e=this.#e.limits.inline_body_bytes_max;
for(;this.#t===void 0;){let n=await b(this.#n.next());if(n===void 0)return;let r=n.value,o=w(r);for(let s=0;s<o;s+=e){let i=Q(r,s,ee(s+e,o));
if(await b(this.#u(A({kind:1,element:0,bytes:i}))),this.#t!==void 0)return}}}async#u(e){let n=w(e.bytes);for(;this.#t===void 0&&!this.#e.session.
enqueue(this.channel,e,n);)await b(new D(r=>{this.#s=r}));this.#t===void 0&&(this.#e.counters.bytesUp+=n,this.#r(n),this.#e.flush())}#d(e){this.#t===
void 0&&(this.#t=e,this.#e.close(this.channel,e))}};function Ti(t,e,n){return $(t)?Re(xe(1,jd(t))):jt(t,e,n)}function jd(t){let e=new R(t.length);for(let n=0;n<t.length;n++){let r=t[n];if(typeof r!=
"number"||r<0||r>255||r%1!==0)throw new z(`an array as the whole argument is read as bytes, and element ${n} is not an integer from 0 to 255\
: pass an object, such as { values }`);e[n]=r}return e}function Bi(t){let e=x();if(t==null)return e;if(Oo(t))it(t,(n,r)=>E(e,[r,n]));else if($(t))for(let n=0;n<t.length;n++){let r=t[n];if(!$(r)||
r.length!==2)throw new z(`header ${n+1} is not a pair of a name and a value`);E(e,[`${r[0]}`,`${r[1]}`])}else if(typeof t=="object"){let n=Z(
t);for(let r=0;r<n.length;r++){let o=n[r]??"";E(e,[o,`${t[o]}`])}}else throw new z("headers must be an object, an array of pairs or a Header\
s object");return e}var Ke=class{value;constructor(e){this.value=e}},$t=class{command;options;#e;#n;#r;#o;#t=0;#s=!1;#i;#u=!1;#d=!1;#a;#l;#c;#m;#h;#f=x();#b;constructor(e,n,r,o,s,i){
this.#e=e,this.command=n,this.options=r,this.#n=o,this.#r=s,this.#o=i}get signal(){return this.#l===void 0?void 0:at(this.#l)}start(e){try{if(this.#e.
left)throw new h("document_gone","the page is being left: a call that starts in or after `pagehide` does not run");let{signal:n,timeout:r,headers:o}=this.
options;if(n!==void 0&&ae(n))return this.#S(de(n),!0);let s=Bi(o),i=ur(this.command,s),a=Ti(e,this.#e.limits.inline_body_bytes_max,l=>this.#w(
l)),{following:d}=a;this.#E(n,r),a.now!==void 0?this.#y(i,s,a.now,d,!0):a.later!==void 0&&P(a.later,({value:l})=>{if(!this.#s)try{this.#y(i,
s,l,d,!1)}catch(u){this.fail(u)}},l=>this.fail(l))}catch(n){this.fail(n)}}#w(e){this.#e.onChannelNamed(e),this.#e.name(e),E(this.#b??=x(),e)}#E(e,n){
if(!(e===void 0&&n===void 0)&&(this.#l=new Un,e!==void 0&&(this.#c=e,this.#h=()=>this.#k(de(e)),re(e,"abort",this.#h)),n!==void 0)){if(typeof n!=
"number"||n<0||n!==n)throw new z("the option `timeout` must be a number of milliseconds that is not negative");oo(n)&&(this.#m=en(()=>this.#k(
new dt(`${this.command} did not finish within its timeout of ${n} ms`,"TimeoutError")),n))}}#y(e,n,r,o,s){let i=this.#e,{limits:a}=i,d=w(r.bytes);
if(d>a.body_bytes_max)throw new h("body_too_large",`the arguments have ${d} bytes; body_bytes_max is ${a.body_bytes_max}`);let l=d>a.inline_body_bytes_max||
(i.lane.isCrowded?.(d)??!1);l&&this.#l===void 0&&(this.#l=new Un);let u=o.length===0?e:ur(this.command,n,this.#g(o)),m=i.register(this);this.#t=
m,i.counters.bytesUp+=d;let c=l?Rt(2,m,0,0,u,r):Tr(2,m,0,0,u,r);P(i.lane.call(Qs(c),this.signal),f=>this.#p(f.value),f=>this.fail(f));for(let f=0;f<
this.#f.length;f++)this.#f[f]?.start();l&&this.#v(m,r.bytes,s)}#v(e,n,r){let o=this.#e,s=w(n),i=this.progress("upload",s),a=this.#_(e,n,i);if(a>=
s||this.#s)return;let d=Q(n,a,s);P(pt(o.lane,e,a,r?Y(d):d,o.segments,this.signal,i),()=>{},l=>{this.#s||this.#u||(this.#i=l,o.cancel(e))})}#_(e,n,r){
let{lane:o,segments:s}=this.#e;if(o.tryUpload===void 0)return 0;let i=w(n),a=0;for(;a<i&&!this.#s;){let d=o.tryUpload(e,a,Q(n,a,ee(i,a+s.bytes)));
if(d===0)break;a+=d,r(d)}return a}#g(e){let n=x(),r=0;for(let s=0;s<e.length;s++){let i=e[s]?.length;r=r===void 0||i===void 0?void 0:r+i}let o=this.
progress("upload",r);for(let s=0;s<e.length;s++){let i=e[s];if(i===void 0)continue;let a=m=>{this.#s||this.#k(m)},d=new Ut(this.#e,i.source,
o,a);E(this.#f,d);let{attachment:l,length:u}=i;E(n,A(u===void 0?{attachment:l,channel:d.channel}:{attachment:l,channel:d.channel,length:u}))}
return n}progress(e,n){let{onProgress:r}=this.options,o=0;return s=>{if(o+=s,!(r===void 0||this.#s))try{r({phase:e,loaded:o,total:n})}catch(i){
this.fail(i)}}}#p(e){if(this.#s)return this.#T(e);try{let n=Dr(e);if(n.kind!==3||n.id!==this.#t)throw new h("internal",`the lane answered ca\
ll ${this.#t} with another frame, of kind ${n.kind}`);if(this.#u=!0,this.#d=this.#e.replied(this.#t,n.seq),(n.flags&4)!==0){let{code:o,message:s,
command:i,key:a}=sn(n.head);return o==="cancelled"&&this.#i!==void 0?this.fail(this.#i):(this.#l!==void 0&&$n(this.#l,new h(o,s)),this.#a={value:new h(
o,s,{command:i??this.command,key:a}),failed:!0},this.#x())}let r=this.#n(this,n);"now"in r?(this.#a={value:r.now,failed:!1},this.#x()):P(r.later,
({value:o})=>{this.#a={value:o,failed:!1},this.#x()},o=>this.fail(o))}catch(n){this.fail(n)}}#T(e){try{let n=Dr(e);n.kind===3&&(n.flags&1)!==
0&&this.#e.release(on(n).body??0)}catch{}}pass(){this.#d=!0,this.#x()}gone(e){this.fail(new h("document_gone",e.message??"the document was c\
losed by the host",{command:this.command}))}#x(){this.#d&&this.#a!==void 0&&this.#S(this.#a.value,this.#a.failed)}fail(e){if(!this.#s){if(e instanceof
Ke)return this.#a={value:e.value,failed:!0},this.#x();e instanceof le&&this.#t!==0&&this.#e.cancel(this.#t),this.#S(this.#A(e),!0),this.#B(e)}}#A(e){
let{command:n}=this;return e instanceof le?new h("internal",`the request of the call ${n} failed: the command may or may not have run, and t\
he call is not repeated`,{command:n,cause:e.cause}):e instanceof h&&e.command===void 0?new h(e.code,e.message,{command:n,key:e.key,data:e.data,
cause:e.cause}):e}#k(e){this.#s||(this.#S(e,!0),this.#t!==0&&!this.#u&&this.#e.cancel(this.#t),this.#B(e))}#B(e){for(let n=0;n<this.#f.length;n++)
this.#f[n]?.cancel(e);this.#l!==void 0&&$n(this.#l,e)}#S(e,n){if(this.#s)return;this.#s=!0,this.#t!==0&&this.#e.unregister(this.#t);let r=this.#b;
if(r!==void 0)for(let o=0;o<r.length;o++)this.#e.unname(r[o]??0);this.#m!==void 0&&xn(this.#m),this.#c!==void 0&&this.#h!==void 0&&We(this.#c,
"abort",this.#h),n?this.#o(e):this.#r(e)}};var qt=class{#e;constructor(e){this.#e=w(e)===0?void 0:e}async next(){let e=this.#e;return this.#e=void 0,e===void 0?void 0:F(e)}close(){this.#e=
void 0}},Xe=class{status;headers;length;#e;#n=!1;constructor(e,n){this.status=e.status,this.headers=e.headers,this.length=e.length,this.#e=n}#r(){
if(this.#n)throw new h("bad_arguments","this stream is being read already: a body can be read once");return this.#n=!0,this.#e}[Symbol.asyncIterator](){
let e=this.#r();return A({async next(){let n=await b(e.next());return n===void 0?{done:!0,value:n}:{done:!1,value:n.value}},async return(){return e.
close(),{done:!0,value:void 0}},[Ie](){return this}})}get readable(){let e=this.#r();if(rr===void 0)throw new h("internal","this webview has\
 no ReadableStream");return new rr(A({async pull(n){try{let r=await b(e.next());r===void 0?Ao(n):Bo(n,r.value)}catch(r){To(n,r)}},cancel(){e.
close()}}),A({highWaterMark:0}))}async bytes(e){let n=this.length,r=e?.onProgress;return(await b(this.read(e?.into,(o,s)=>r?.({phase:"downlo\
ad",loaded:s,total:n})))).value}async read(e,n){let r=this.length,o=this.#r();try{let s;e!==void 0?s=Hn(e,r??0):r!==void 0&&(s=new R(r));let i=x(),
a=0;for(;;){let d=await b(o.next());if(d===void 0)break;let l=d.value,u=w(l);e!==void 0&&r===void 0&&(s=Hn(e,a+u)),s===void 0?E(i,l):te(s,l,
a),a+=u,n(u,a)}if(r!==void 0&&a<r)throw new h("cancelled",`the stream was cancelled after ${a} of ${r} bytes`);return F(s??$e(i,a))}finally{
o.close()}}cancel(){this.#n=!0,this.#e.close()}};N(Xe);N(Xe.prototype);function mn(t,e){let n=x(),r=t.headers??n;for(let o=0;o<r.length;o++)E(n,[r[o]?.[0]??"",r[o]?.[1]??""]);return{status:t.status??200,headers:dr(
n),length:t.stream===void 0?e.bodyBytes:t.length}}var Vt=class{#e;#n;#r;#o;#t;#s=new U;#i=new U;#u=0;#d;#a=!1;#l;constructor(e,n,r,o){this.#e=e,this.#n=n,this.#r=r,this.#o=o,this.#t=()=>this.#c(
o===void 0?void 0:de(o)),e.openStream(n,this),o!==void 0&&(ae(o)?this.#c(de(o)):re(o,"abort",this.#t))}message(e,n,r){if(n!==0){this.#e.release(
n);let o={reason:"frame_lost",message:"the host deferred a message of a stream"};this.#e.close(this.#n,o),this.end(o)}else this.#a||(this.#s.
push(Y(e.body)),this.#h());this.#e.acknowledge(r)}messages({frames:e,from:n,to:r,number:o}){for(let s=n;s<r;s++)this.message(e.message(s),0,
o+s-n)}end(e){this.#d??=e,this.#m(),this.#h()}credit(){}next(){return new D((e,n)=>{this.#i.push({resolve:e,reject:n}),this.#h()})}close(){if(!this.#a){
for(this.#a=!0,this.#m();this.#s.size>0;)this.#s.shift();this.#d===void 0&&this.#e.close(this.#n,{reason:"cancelled",message:void 0}),this.#h()}}#c(e){
this.#l=e,this.close()}#m(){this.#o!==void 0&&We(this.#o,"abort",this.#t)}#h(){for(;this.#i.size>0;){let e=this.#s.peek();if(e===void 0&&this.#d===
void 0&&!this.#a)return;let n=this.#i.shift();if(e===void 0){this.#l!==void 0?n?.reject(this.#l):this.#a?n?.resolve(void 0):this.#f(n);continue}
this.#s.shift();let r=w(e);this.#u+=r,this.#e.counters.bytesDown+=r,this.#e.session.dequeued(this.#n,1,je(r)),this.#e.flush(),n?.resolve(F(e))}}#f(e){
if((this.#d?.reason??"ended")!=="ended")return e?.reject(Nn("stream",this.#d));if(this.#r===void 0||this.#u===this.#r)return e?.resolve(void 0);
e?.reject(new h("stream_failed",`the stream ended at ${this.#u} of ${this.#r} bytes`))}},Wt=class{#e;#n;#r;#o;#t=new U;#s=0;#i=!1;constructor(e,n,r,o){
this.#e=e,this.#n=n,this.#r=r,this.#o=o}async next(){let{bytes:e,inFlight:n}=this.#e.segments;for(;!this.#i&&this.#s<this.#r&&this.#t.size<n;){
let o=ee(e,this.#r-this.#s),s=mt(this.#e.lane,this.#n,this.#s,o,this.#o,()=>{});P(s,()=>{},()=>{}),this.#t.push(s),this.#s+=o}let r=this.#t.
shift();if(r===void 0||this.#i){this.close();return}try{let o=await b(r);return this.#e.counters.bytesDown+=w(o.value),this.#s===this.#r&&this.#t.
size===0&&this.close(),o}catch(o){throw this.close(),o}}close(){this.#i||(this.#i=!0,this.#e.release(this.#n))}};function Ai(t){return(e,n)=>{let r=on(n),o=(n.flags&2)!==0;if(e.options.onResponse?.(mn(r,n)),r.stream!==void 0)return{now:Yr(t,r,n,r.stream,
e.options.signal)};if(r.body===void 0||(n.flags&1)===0){if(o)throw new Ke(Ae(n));return t.counters.bytesDown+=w(n.body),{now:new Xe(mn(r,n),
new qt(Y(n.body)))}}if(o)return{later:Md(t,e,n,r.body)};let s=e.options.signal;return{now:new Xe(mn(r,n),new Wt(t,r.body,n.bodyBytes,s))}}}async function Md(t,e,n,r){
let o=(await b(t.pull(r,n.bodyBytes,e.signal,()=>{}))).value;throw new Ke(Ne(n,o,!0))}function Yr(t,e,n,r,o){return new Xe(mn(e,n),new Vt(t,
r,e.length,o))}function ki(t,e){return(n,r)=>{let o=on(r);n.options.onResponse?.(mn(o,r));let s=(a,d)=>{let l=a===void 0?Ae(r):Ne(r,a,d);if((r.flags&2)!==0)
throw new Ke(l);return r.payload===2&&e(n.command,l),l};if(o.stream!==void 0)return{later:$d(t,n,r,o.stream,s)};let i=r.payload===1&&(r.flags&
2)===0?n.options.into:void 0;if(o.body===void 0||(r.flags&1)===0){let a=r.bodyBytes;if(t.counters.bytesDown+=a,n.progress("download",a)(a),i===
void 0)return{now:s(void 0,!1)};let d=Hn(i,a);return te(d,r.body,0),{now:d}}return{later:Ud(t,n,r,o.body,i,s)}}}async function Ud(t,e,n,r,o,s){
let i=e.progress("download",n.bodyBytes);if(o===void 0)return F(s((await b(t.pull(r,n.bodyBytes,e.signal,i))).value,!0));let a;try{a=Hn(o,n.
bodyBytes)}catch(d){throw t.release(r),d}return await b(t.pullInto(r,a,e.signal,i)),F(a)}async function $d(t,e,n,r,o){let s=Yr(t,on(n),n,r,e.
signal),{into:i}=e.options,a=e.progress("download",s.length),d=(await b(s.read(i,l=>a(l)))).value;return F(i===void 0?o(d,!0):d)}function Si(t){if(sr===void 0)throw new h("internal","this webview has no MessageChannel");let e=new sr,n=So(e),r=new Fe,o=new Fe,s=d=>{try{
Po(n,d,jo(d.type==="value"?qd(d.value):x()))}catch(l){let u=l instanceof Le?l.message:"the result cannot be cloned for the worker";s({type:"\
ipc-error",id:d.id,code:"internal",message:u,command:void 0,key:void 0,data:void 0})}},i=(d,l)=>{if(l instanceof h){let{code:u,message:m,command:c,
key:f,data:y}=l;s({type:"ipc-error",id:d,code:u,message:m,command:c,key:f,data:y})}else l instanceof dt?s({type:"exception",id:d,name:l.name,
message:l.message}):s({type:"error",id:d,error:l})},a=d=>{let{id:l}=d;switch(d.type){case"invoke":{let u=new Un;Me(r,l,u);let m=A({headers:d.
headers,signal:at(u),timeout:d.timeout});d.progress&&(m.onProgress=({phase:f,loaded:y,total:T})=>s({type:"progress",id:l,phase:f,loaded:y,total:T}));
let c=d.typed?Tt(d.args):d.args;P(t.invoke(d.command,c,m),f=>{Te(r,l),s({type:"value",id:l,value:f})},f=>{Te(r,l),i(l,f)});return}case"cance\
l":{let u=Oe(r,l);u!==void 0&&$n(u,void 0);return}case"listen":P(t.listen(d.event,u=>s({type:"event",id:l,event:u.event,listener:u.id,payload:u.
payload}),A({target:d.target})),u=>{Me(o,l,u),s({type:"value",id:l,value:null})},u=>i(l,u));return;case"unlisten":Oe(o,l)?.(),Te(o,l);return}};
return Fo(n,d=>a(Lo(d))),Ro(e)}function qd(t){let e=x(),n=new hn,r=o=>{if(typeof o!="object"||o===null)return;let s=Ue(o)?K(o):Bn(o)?o:void 0;
if(s!==void 0){wn(n,s)||(gn(n,s),E(e,s));return}if($(o)){for(let a=0;a<o.length;a++)r(o[a]);return}let i=Z(o);for(let a=0;a<i.length;a++)r(o[i[a]??
""])};return r(t),e}var Ri="0.1.0";var Pi=N(A({}));function Fi(t,{label:e,limits:n,debug:r}){let o=C=>{r&&kn("bytelane: "+C)},s=new Ht(t,{limits:n,version:Ri,warn:o}),i=new hn,
a=(C,I)=>{if(!r||wn(i,C))return;let V=gr(I);if(V===void 0)return;gn(i,C),o(`${C}: a long array of ${V} was sent as JSON. ${V==="bytes"?"Retu\
rn Bytes or Vec<u8> alone; pass a Uint8Array.":"Return ipc::Typed; pass a typed array."}`)},d=(C,I,V,ue)=>new D((Ui,$i)=>{a(I,V),new $t(s,I,
ue,C,Ui,$i).start(V)}),l=ki(s,a),u=Ai(s),m=((C,I,V)=>d(l,`${C}`,I,V??Pi));m.stream=(C,I,V)=>d(u,`${C}`,I,V??Pi),N(m);let c=A({}),f=(()=>{let C=A(
{...s.counters,duplicatesDropped:s.duplicates}),I=Z(c);for(let V=0;V<I.length;V++){let ue=I[V]??"";C[ue]=c[ue]?.()}return N(C)});f.add=(C,I)=>{
if(C==="duplicatesDropped"||J(s.counters,C)||J(c,C))throw new z(`the counters ${C} exist already`);c[`${C}`]=I},N(f);let y=_i(s,m),{listen:T,
once:k,emit:L,emitTo:g,attach:p}=y,v=xi(s),_={invoke:m,Channel:v,IpcError:h,label:e,typed:Tt,listen:T,once:k,emit:L,emitTo:g,events:y.events,
lane:()=>t.name,stats:f,workerPort:()=>Si(_)},B=()=>{s.left=!0};return{client:N(A(_)),engine:s,Channel:v,attach:p,leave:B,restart:()=>s.restart()}}var Vd=42,Wd=46;function Gr(t,e){let n=0;for(;n<t.length&&se(t,n)!==Vd;)n+=1;if(n===t.length)return t===e;let r=ne(t,0,n),o=ne(t,n+1),s=e.length-
o.length;if(s<=n||ne(e,0,n)!==r||ne(e,s)!==o)return!1;for(let i=n;i<s;i++)if(!zd(se(e,i),o!==""))return!1;return!0}function zd(t,e){return t>=
48&&t<=57||e&&(t===Wd||t===45||t>=97&&t<=122)}function Li(t,e){let n=new Fe,r=new Fe,o=i=>{Te(n,i);let a=Oe(r,i);Te(r,i),a?.close()},s=(i,a)=>{let d=Oe(n,i);d!==void 0?d(a):kn(`[TAURI] C\
ouldn't find callback id ${i}. This might happen when the app is reloaded while Rust is running an asynchronous operation.`)};return t.onChannelNamed=
i=>{if(!bn(n,i)||bn(r,i))return;let a=0,d=new e(l=>{let u=a;a+=1,s(i,{message:l,index:u})},i);Me(r,i,d),d.onend=(l,u)=>{bn(n,i)&&(Te(r,i),s(
i,{end:!0,index:a}),l!=="ended"&&l!=="cancelled"&&ke(new h("channel_closed",`channel ${i}: ${u??l}`,{data:l})))}},{map:n,transform(i,a=!1){let d=t.
drawChannel();return Me(n,d,l=>(a&&o(d),i?.(l))),d},unregister:o,run:s}}var Yd=t=>typeof t=="object"&&t!==null&&typeof t.event=="string"&&typeof t.handler=="number";function Oi(t,e){let n=new Fe,r=async({event:o,
target:s,handler:i})=>{let a=0,d,{value:l}=await b(t(o,s,u=>{a===0&&(a=u.id),d?.muted!==!0&&e.run(i,{event:u.event,id:a,payload:u.payload})}));
return a=l.id,d={attached:l,muted:!1},Me(n,a,d),a};return{serve(o,s){if(o==="plugin:event|listen")return Yd(s)?r(s):void 0;if(o!=="plugin:ev\
ent|unlisten")return;let i=s?.eventId,a=typeof i=="number"?Oe(n,i):void 0;if(!(a===void 0||typeof i!="number"))return Te(n,i),a.muted=!0,a.attached.
detach()},unregister(o,s){let i=Oe(n,s);i!==void 0&&(i.muted=!0)}}}function Ci({client:t,engine:e,Channel:n,attach:r},o){let s=Li(e,n),i=Oi(r,s),{label:a,scheme:d,sep:l,delimiter:u}=o,m=(T,k={},L)=>new D((g,p)=>P(
i.serve(T,k)??t.invoke(T,k,L),g,v=>p(v instanceof h?v.message:v))),c=({cmd:T,callback:k,error:L,payload:g,options:p})=>P(m(T,g,p),v=>s.run(k,
v),v=>s.run(L,v)),f={},y=(T,k,L)=>G(T,k,{__proto__:null,value:L,enumerable:!0});y(f,"invoke",m),y(f,"transformCallback",s.transform),y(f,"un\
registerCallback",s.unregister),y(f,"runCallback",s.run),y(f,"callbacks",s.map),y(f,"convertFileSrc",(T,k="asset")=>d[0]+k+d[1]+io(T)),y(f,"\
ipc",c),y(f,"postMessage",T=>c(typeof T=="string"?_e(T):T)),y(f,"metadata",{currentWindow:{label:a},currentWebview:{windowLabel:a,label:a}}),
y(f,"plugins",{path:{sep:l,delimiter:u}}),y(globalThis,"__TAURI_INTERNALS__",f),y(globalThis,"__TAURI_EVENT_PLUGIN_INTERNALS__",{unregisterListener:i.
unregister}),y(globalThis,"isTauri",!0)}var Ii=()=>J(globalThis,"bytelane");function Di({origins:t}){let{window:e}=globalThis;if(e!==e.top||(e.opener??null)!==null||globalThis.document?.
contentType==="application/json")return!1;let{origin:n,protocol:r,host:o}=globalThis.location,s=r+"//"+o;for(let i=0;i<t.length;i++){let a=t[i]??
"";if(Gr(a,n)||Gr(a,s))return!0}return!1}function Hi({label:t,debug:e,limits:n,tauri:r},o){let s=Fi(o,{label:t,debug:e,limits:n});return G(globalThis,
"bytelane",{__proto__:null,value:s.client,enumerable:!0}),r!==null&&Ci(s,r),s}function Ni({leave:t,restart:e},n){re(globalThis,"pagehide",r=>{
r.isTrusted&&t()}),re(globalThis,"pageshow",r=>{!r.isTrusted||!r.persisted||(n(),e())})}function Gd(){let t=globalThis;if(!J(t,"__BYTELANE_NATIVES__"))return;let e=t.__BYTELANE_NATIVES__;return delete t.__BYTELANE_NATIVES__,e}var ji="\
a page that is loaded from a text has no origin, which the engine requires: load it with `AttachOptions::html` in place of `WebViewBuilder::\
with_html`";function Mi(){let{protocol:t}=globalThis.location;return globalThis.window===globalThis.window.top&&(t==="about:"||t==="data:")}
function Jd(t){let{base:e,debug:n}=t,r=Gd();if(Ii())return;let o=c=>kn("bytelane: "+c);if(!Di(t)){n&&Mi()&&o(ji);return}let s=hs(),i=Mi()?ji:
void 0;Mo(t.limits);let a=t.compared?new wt:void 0;a!==void 0&&G(globalThis,"__BYTELANE_UNANSWERED__",{__proto__:null,value:a.compare});let d=ms(
e,s,void 0,ls(e),a),l=t.lane==="webview2"?gs(d,o):ds(t.lane,r,s,d,o,i),u=r===void 0?[]:t.guarded;t.schemes.length+u.length>0&&Cs({schemes:t.
schemes,secret:s,guarded:u,mark:()=>r?.mark()??""});let m=Hi({...t,limits:O},l);t.tauri!==null&&Is(m.client.invoke),Ni(m,()=>s.renew())}Jd(__BYTELANE_CONFIG__);})();
