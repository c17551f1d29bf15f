// bytelane: an injected script. Built from js/src by `npm run build`; do not edit.
"use strict";(()=>{var Yn="bytelane-secret",zr="bytelane-error",Yr="bytelane-sequence",Gr="bytes:";var $t={head_bytes_max:131072,header_count_max:64,header_bytes_max:65536,headers_bytes_max:65536,path_bytes_max:2048,command_bytes_max:128,json_bytes_max:1073741824,
json_depth_max:127,body_bytes_max:1073741824,attachments_max:65536,inline_body_bytes_max:1048576,segment_bytes_max:2097152,segments_in_flight_max:6,
batch_bytes_max:1048576,batch_frames_max:4096,calls_in_flight_max:65536,channel_bytes_max:8388608,channel_frames_max:1024,channel_open_bytes:65536,
channel_open_frames:64,channels_open_max:65536,document_bytes_max:67108864,process_bytes_max:268435456,message_cost_bytes_min:64},Jr=1024,Kr=8388608;var{bind:Di,call:Hi}=Function.prototype,I=Di.bind(Hi),qt=globalThis.Error,Fn=t=>()=>{throw new qt(`bytelane: this webview has no ${t}`)},z=(t,e)=>I(
Object.getOwnPropertyDescriptor(t,e)?.get??Fn(`property ${String(e)}`)),Xr=(t,e)=>I(Object.getOwnPropertyDescriptor(t,e)?.set??Fn(`property ${String(
e)}`)),Qr=globalThis,ce=t=>Qr[t],re=t=>Qr[t]?.prototype??{},V=(t,e)=>I(re(t)[e]??Fn(`${t}.${e}`));var C=globalThis.Promise,$d=globalThis.ArrayBuffer,Ni=globalThis.DataView,k=globalThis.Uint8Array,Re=globalThis.Int32Array,Vt=globalThis.Float64Array,
Pe=globalThis.Map,Gn=globalThis.Set,Fe=qt,Y=globalThis.TypeError,xe=JSON.parse,Ln=JSON.stringify,H=Object.freeze,Q=Object.keys,G=Object.defineProperty,
fn=Object.setPrototypeOf,Jn=Object.getPrototypeOf,J=I(Object.prototype.hasOwnProperty),M=Array.isArray,Xe=Number.isSafeInteger,no=Number.isFinite;var ee=Math.min,Kn=Math.max,Wt=I(Number.prototype.toString),ne=I(String.prototype.slice),me=I(String.prototype.startsWith),zt=I(String.prototype.
indexOf),oe=I(String.prototype.charCodeAt),to=globalThis.encodeURIComponent,ro=I(String.prototype.toLowerCase),Le=I(globalThis.Map.prototype.
get),je=I(globalThis.Map.prototype.set),mn=I(globalThis.Map.prototype.has),_e=I(globalThis.Map.prototype.delete),qd=I(globalThis.Map.prototype.
clear),Yt=I(globalThis.Map.prototype.forEach),{get:ji,set:Mi,has:Ui,delete:$i,clear:qi}=globalThis.Map.prototype,Vi=Object.getOwnPropertyDescriptor(
globalThis.Map.prototype,"size")?.get??Fn("Map.size"),Gt={__proto__:null,get:ji,set:Mi,has:Ui,delete:$i,clear:qi};Object.defineProperty(Gt,"\
size",{__proto__:null,get:Vi});Object.freeze(Gt);function q(){return fn(new Pe,Gt)}var ae=Yt,Xn=I(globalThis.Set.prototype.add),Qn=I(globalThis.
Set.prototype.has),Vd=I(globalThis.Set.prototype.delete),oo=Object.prototype,Wi=Array.prototype,Zn=Object.getPrototypeOf(globalThis.Uint8Array.
prototype),et=globalThis.DataView.prototype,Me=globalThis.ArrayBuffer.isView,Oe=z(globalThis.ArrayBuffer.prototype,"byteLength"),hn=z(Zn,Symbol.
toStringTag),K=z(Zn,"buffer"),Qe=z(Zn,"byteOffset"),b=z(Zn,"byteLength"),se=I(globalThis.Uint8Array.prototype.set),so=z(et,"buffer"),io=z(et,
"byteOffset"),ao=z(et,"byteLength"),Zr=I(et.getUint32),yn={__proto__:null,Int8Array,Uint8Array:globalThis.Uint8Array,Uint8ClampedArray,Int16Array,
Uint16Array,Int32Array:Re,Uint32Array,Float32Array,Float64Array:Vt,BigInt64Array,BigUint64Array,Float16Array:ce("Float16Array")},D=new k(0);
function Z(t,e,n){return new k(K(t),Qe(t)+e,n-e)}function W(t){let e=new k(b(t));return se(e,t,0),e}var lo=I(globalThis.ArrayBuffer.prototype.
slice),uo=globalThis.ArrayBuffer.prototype.transfer,zi=I(uo),co=uo===void 0?()=>{}:t=>void zi(t,0);function Ue(t,e){let n=new k(e),r=0;for(let o=0;o<
t.length;o++){let s=t[o];s!==void 0&&(se(n,s,r),r+=b(s))}return n}var Yi=new TextEncoder,Gi=new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}),
Ji=I(TextEncoder.prototype.encode),Ki=I(TextDecoder.prototype.decode),he=t=>Ji(Yi,t),Te=t=>Ki(Gi,t),Xi=I(C.prototype.then);function y(t){return G(
t,"constructor",{__proto__:null,value:C})}function O(t,e,n){Xi(y(t),e,n)}var $e=globalThis.queueMicrotask,On=globalThis.setTimeout,nt=globalThis.
clearTimeout;function qe(t){return new C(e=>e(t))}function tt(t){return new C((e,n)=>{let r=t.length;r===0&&e();for(let o=0;o<t.length;o++){
let s=t[o];s!==void 0&&O(s,()=>{r-=1,r===0&&e()},n)}})}function Ze(t){return new C(e=>{On(e,t)})}var rt=globalThis.fetch,Jt=z(re("Response"),
"status"),Kt=z(re("Response"),"headers"),Xt=V("Response","arrayBuffer"),Qt=V("Headers","get"),ot=V("Headers","forEach"),Cn=globalThis.AbortController,
In=V("AbortController","abort"),st=z(re("AbortController"),"signal"),de=z(re("AbortSignal"),"aborted"),le=z(re("AbortSignal"),"reason"),te=V(
"EventTarget","addEventListener"),Ve=V("EventTarget","removeEventListener"),fo=globalThis.EventTarget,mo=globalThis.Event,ho=V("EventTarget",
"dispatchEvent"),it=globalThis.DOMException,Dn=V("Blob","arrayBuffer"),yo=V("Blob","slice"),at=z(re("Blob"),"size"),Zt=ce("ReadableStream"),
er=ce("WritableStream"),po=V("ReadableStream","getReader"),bo=V("ReadableStreamDefaultReader","read"),go=V("ReadableStreamDefaultReader","ca\
ncel"),wo=V("WritableStream","getWriter"),vo=V("ReadableStreamDefaultController","error"),Eo=V("ReadableStreamDefaultController","enqueue"),
xo=V("ReadableStreamDefaultController","close"),nr=ce("MessageChannel"),_o=t=>t in re("MessageChannel")?z(re("MessageChannel"),t):e=>e[t],To=_o(
"port1"),Bo=_o("port2"),Ao=V("MessagePort","postMessage"),ko=Xr(re("MessagePort"),"onmessage"),So=z(re("MessageEvent"),"data"),en=I(Function.
prototype[Symbol.hasInstance]),pn=t=>e=>t!==void 0&&en(t,e),Hn=pn(ce("Blob")),Ro=pn(ce("Headers")),Po=pn(globalThis.Map),tr=pn(ce("ReadableS\
tream"));function bn(t){return Jn(t)===oo||M(t)}var Qi=pn(globalThis.ArrayBuffer);function gn(t){if(typeof t!="object"||t===null)return!1;if(Qi(
t))return!0;let e=Jn(t);if(e===null||e===oo||M(t))return!1;try{return Oe(t),!0}catch{return!1}}var rr=pn(ce("SharedArrayBuffer")),eo=ce("cry\
pto"),Zi=V("Crypto","getRandomValues");function Fo(t){if(eo===void 0)throw new Fe("this webview has no crypto.getRandomValues");Zi(eo,t)}function Nn(t){
let e=new k(t);Fo(e);let n="";for(let r=0;r<t;r++){let o=e[r]??0;n+=(o<16?"0":"")+Wt(o,16)}return n}function dt(){let t=new k(8);Fo(t);let e=new Ni(
K(t));return{low:Zr(e,0,!0),high:Zr(e,4,!0)}}var Lo=globalThis.console,Oo=V("Element","getAttribute"),ea=re("Element"),na=I(Object.prototype.
isPrototypeOf),Co=t=>typeof t=="object"&&t!==null&&na(ea,t),ta=I(Lo.warn),wn=t=>ta(Lo,t),lt=Symbol.dispose??Symbol.for("Symbol.dispose"),Ce=Symbol.
asyncIterator;function E(){return fn([],null)}function v(t,e){t[t.length]=e}function or(t){return fn(t,Wi)}function Io(t){return G(t,Symbol.
iterator,{__proto__:null,value:()=>{let r=0;return T({next(){let o=t[r];return r+=1,r<=t.length?{done:!1,value:o}:{done:!0,value:void 0}}})},
enumerable:!1})}function T(t){return fn(t,null)}var sr=T({...$t}),R=sr;function Do(t){let e=Q(sr);for(let n=0;n<e.length;n++){let r=e[n];if(r===void 0)continue;let o=J(t,r)?t[r]:void 0;sr[r]=
typeof o=="number"?o:$t[r]}}var ra="https://github.com/bytelane/bytelane/blob/main/docs/errors.md#",f=class extends Fe{name="IpcError";code;command;key;data;constructor(e,n,r){
super(n,{__proto__:null,cause:r?.cause}),this.code=e,this.command=r?.command,this.key=r?.key,this.data=r?.data}get help(){return ra+this.code}};
H(f);H(f.prototype);function A(t){throw new f("bad_frame",t)}var S=t=>({__proto__:null,value:t});var N=class{#e;#n;#r=0;get size(){return this.#r}push(e){let n={value:e,next:void 0};this.#n===void 0?this.#e=n:this.#n.next=n,this.#n=n,this.#r+=
1}peek(){return this.#e?.value}shift(){let e=this.#e;if(e!==void 0)return this.#e=e.next,this.#e===void 0&&(this.#n=void 0),this.#r-=1,e.value}};var Ho=new fo,oa=new mo("checkpoint");te(Ho,"checkpoint",()=>{});function No(){ho(Ho,oa)}var sa=H(T({reason:"ended"})),ol=H(E());function nn(t){let e;try{e=xe(Te(t))}catch(n){throw new f("bad_frame","the head is not JSON",{cause:n})}
return(typeof e!="object"||e===null||M(e))&&A("the head is not an object"),e}function We(t,e){let n=J(t,e)?t[e]:void 0;return typeof n=="str\
ing"?n:A(`the head has no text "${e}"`)}function Ie(t,e){let n=J(t,e)?t[e]:void 0;return Xe(n)&&n>=0?n:A(`the head has no integer "${e}"`)}function be(t,e,n,r){
J(e,n)&&(t[n]=r(e,n))}function ia(t,e){let n=t[e];if(!M(n))return A(`"${e}" in the head is not an array`);let r=E();for(let o=0;o<n.length;o++){
let s=n[o];if(!M(s)||s.length!==2||typeof s[0]!="string"||typeof s[1]!="string")return A(`"${e}" in the head contains a value that is not a \
pair of texts`);v(r,[s[0],s[1]])}return r}function aa(t){if(t.length===0||t.length>R.command_bytes_max)throw new f("bad_path",`a command nam\
e has 1 to ${R.command_bytes_max} characters, this one has ${t.length}`);for(let e=0;e<t.length;e++){let n=oe(t,e);if(!(n>=48&&n<=58||n>=65&&
n<=90||n>=97&&n<=122)&&n!==95&&n!==46&&n!==47&&n!==124&&n!==45)throw new f("bad_path",`character ${e+1} of the command name is not allowed; \
names are letters, digits and _ . : / | -`)}}function da(t){if(t>=48&&t<=57||t>=65&&t<=90||t>=94&&t<=122)return!0;switch(t){case 33:case 35:case 36:case 37:case 38:case 39:case 42:case 43:case 45:case 46:case 124:case 126:
return!0;default:return!1}}function la(t){return b(he(t))}function ua(t){if(t.length>R.header_count_max)throw new f("headers_too_large",`${t.
length} headers; header_count_max is ${R.header_count_max}`);let e=0;for(let n=0;n<t.length;n++){let r=t[n];if(r===void 0)continue;let o=r[0],
s=r[1];if(o.length===0)throw new f("bad_header","a header without a name");for(let a=0;a<o.length;a++)if(!da(oe(o,a)))throw new f("bad_heade\
r",`the name of header ${n+1} is not a token of letters, digits and !#$%&'*+-.^_\`|~`);for(let a=0;a<s.length;a++){let d=oe(s,a);if(d===0||d===
10||d===13)throw new f("bad_header",`header "${o}" contains CR, LF or NUL`)}let i=o.length+la(s);if(e+=i,i>R.header_bytes_max)throw new f("h\
eaders_too_large",`header "${o}" has ${i} bytes; header_bytes_max is ${R.header_bytes_max}`);if(e>R.headers_bytes_max)throw new f("headers_t\
oo_large",`the headers are too long; headers_bytes_max is ${R.headers_bytes_max}`)}}var jn=t=>he(Ln(t)??"{}");function Uo(t){return jn(T({client:t}))}
var ca=H(E()),ut=q(),fa=256;function ir(t,e,n=ca){if(e.length!==0||n.length!==0)return jo(t,e,n);let r=ut.get(t);if(r!==void 0)return r;let o=jo(
t,e,n);return ut.size===fa&&ut.clear(),ut.set(t,o),o}function jo(t,e,n){aa(t),ua(e);let r=T({cmd:t});if(n.length>0&&(r.streams=n),e.length===
0)return jn(r);let o=E();for(let s=0;s<e.length;s++){let i=E();v(i,e[s]?.[0]??""),v(i,e[s]?.[1]??""),v(o,i)}return r.headers=o,jn(r)}var Mo=4096,
ma=128,ha=6;function $o(t){if(!(t.reason==="ended"&&t.message===void 0))return jn(T(t.message===void 0?{reason:t.reason}:{reason:t.reason,message:ya(
t.message)}))}function ya(t){let e=(R.head_bytes_max-ma)/ha,n=e<Mo?e|0:Mo;if(t.length<=n)return t;if(n<=0)return"";let r=oe(t,n-1),o=r>=55296&&
r<=56319;return`${ne(t,0,o?n-1:n)}\u2026`}function qo(t){let e=nn(t),n=We(e,"lane"),r=J(e,"limits")?e.limits:void 0;if(typeof r!="object"||r===null||M(r))return A("the head has no li\
mits");let o=Q(r),s=T({});for(let i=0;i<o.length;i++){let a=o[i]??"";s[a]=Ie(r,a)}return{lane:n,limits:s}}function Vo(t){let e=T({});if(b(t)===0)return e;let n=nn(t);return be(e,n,"frames",Ie),be(e,n,"bytes",Ie),e}function tn(t){let e=T({});if(b(
t.head)!==0){let n=nn(t.head);be(e,n,"status",Ie),be(e,n,"headers",ia),be(e,n,"body",Ie),be(e,n,"stream",Ie),be(e,n,"length",Ie)}return(t.flags&
1)!==0&&e.body===void 0&&A("a deferred reply names no body"),e}function rn(t){let e=nn(t),n=T({code:We(e,"code"),message:We(e,"message")});return be(
n,e,"command",We),be(n,e,"key",We),n}function Wo(t){if(b(t)===0)return sa;let e=nn(t),n=T({reason:We(e,"reason")});return be(n,e,"message",We),
n}function Mn(t){return Ie(nn(t),"body")}function zo(t){return jn(T({body:t}))}function ct(t,e){let n=nn(t.head),r=T({event:We(n,"event")});
if(e==="page")r.target=J(n,"target")?n.target:A("an event without a target");else{let o=J(n,"listeners")?n.listeners:void 0;if(!M(o))return A(
"an event without listeners");for(let s=0;s<o.length;s++)Xe(o[s])||A("a listener id is not an integer");r.listeners=o}return be(r,n,"body",Ie),
(t.flags&1)!==0&&r.body===void 0&&A("a deferred event names no body"),r}var ar=4294967296;function U(t){let e=t%16;return e===0?t:t+16-e}function ye(t,e){return((t[e]??0)|(t[e+1]??0)<<8|(t[e+2]??0)<<16|(t[e+3]??0)<<
24)>>>0}function ue(t,e){return ye(t,e+4)*ar+ye(t,e)}function De(t,e,n){t[e]=n,t[e+1]=n>>>8,t[e+2]=n>>>16,t[e+3]=n>>>24}function vn(t,e,n){let r=n%
ar;De(t,e,r),De(t,e+4,(n-r)/ar)}var ba=32*1024,ge=class{bytes;length;#e;#n;#r;#o=!1;#t=!1;constructor(e,n){this.#r=n,this.bytes=e,this.length=b(e),this.#e=K(e),this.#n=Qe(e)}keep(){
this.#t=!0}get kept(){return this.#t}words(){let e=(this.length-this.length%4)/4;return this.#n%4===0?new Re(this.#e,this.#n,e):new Re(K(W(this.
bytes)),0,e)}view(e,n){return new k(this.#e,this.#n+e,n-e)}copy(e,n){if(this.#r!==void 0&&n-e>=ba){let r=this.#r(e,n);if(r!==null)return r}return this.#o||
(this.#o=!0,G(this.#e,"constructor",{__proto__:null,value:void 0})),lo(this.#e,this.#n+e,this.#n+n)}};var En=32,dr=32*1024;var Yo=(t,e)=>ye(t,e+4),lr=(t,e)=>ue(t,e+8),Go=(t,e)=>ue(t,e+16),Jo=(t,e)=>ue(t,e+24),Ko=U;function Xo(t,e){let n=(t[e+3]??0)&1;return U(32+
ye(t,e+4))+(n!==0?0:U(ue(t,e+24)))}function Qo(t){try{let{code:e,message:n}=rn(t);return e+": "+n}catch{return b(t)===0?"the host has closed\
 the link":Te(t)}}var fe=class{cause;constructor(e){this.cause=e}};var ga=3,wa=50;async function ft(t,e,n,r,o,s){for(let i=1;;i++)try{let a=(await y(t.body(e,n,r,o,s))).value,d=Oe(a);if(d!==r)throw new f("bo\
dy_truncated",`received ${d} of ${r} bytes of a segment at offset ${n}`);return S(new k(a))}catch(a){if(!(a instanceof fe)||i===ga)throw a;await y(
Ze(wa*i*i))}}function Zo(t,{bytes:e,inFlight:n},r){let o=0,s=!1,i=async()=>{for(;o<t&&!s;){let d=o,l=ee(e,t-d);o=d+l;try{await y(r(d,l))}catch(u){
throw s=!0,u}}},a=E();for(let d=0;d<n&&d*e<t;d++)v(a,i());return tt(a)}async function es(t,e,n,r,o,s){if(t.transfer!==void 0)return await y(
ft(t,e,0,n,o,s));let i;try{i=new k(n)}catch(a){throw ur(n,a)}return await y(cr(t,e,i,r,o,s)),S(i)}var ur=(t,e)=>new f("body_too_large",`ther\
e is no memory for ${t} bytes: read the reply with invoke.stream, or pass a buffer as \`into\``,{cause:e});function cr(t,e,n,r,o,s){return t.
transfer!==void 0?t.transfer(e,0,n,o,s):Zo(b(n),r,async(i,a)=>{let d=(await y(ft(t,e,i,a,o,s))).value;se(n,d,i),co(d.buffer)})}function mt(t,e,n,r,o,s,i,a=!1){
let d=()=>Zo(b(r),o,async(l,u)=>{if(s!==void 0&&de(s))throw le(s);await y(t.upload(e,n+l,Z(r,l,l+u),s)),i(u)});return t.inTurn===void 0?d():
t.inTurn(d,a)}var ns=1024*1024,ht=class{#e;#n;constructor(e){this.#e=e}push(e,n,r,o){let s=ee(b(r),ns),i=this.#n??=new k(ns);return se(i,Z(r,0,s),0),this.#e.
push(e,n,Z(i,0,s),o)}};var on=class{#e=new N;#n;#r=0;constructor(e=1){this.#n=e}get isBusy(){return this.#r===this.#n}run(e){return new C((n,r)=>{let o=()=>{this.#r+=
1,O(e(),()=>{this.#o(),n()},s=>{this.#o(),r(s)})};this.isBusy?this.#e.push(o):o()})}#o(){this.#r-=1,this.#e.shift()?.()}};var ts=3e3,va=20,sn=()=>new f("document_gone","the host has closed the shared-memory link of this document");function os(t,e,n,r,o){let s=new fr(
t,n),i=!1,a=l=>{i||(i=!0,nt(d),l===void 0?r(s):o(l))},d=On(()=>{t.close(),a(new f("internal",`the host did not answer the handshake within ${ts}\
 ms`))},ts);t.open(e,l=>s.receive(l,a))<=0&&a(new f("internal","the extension cannot reach the host"))}var fr=class{name="shm";#e;#n;#r=q();#o=q();#t=new N;#s=new N;#i=new N;#u=new on;#d;#a;#l=E();#c=0;#m=!1;#h=0;#f=!1;#b;constructor(e,n){
this.#e=e,this.#b=new ht(e),this.#n=n}call(e){return new C((n,r)=>{if(this.#f)throw sn();this.#r.set(ue(e,rs),{resolve:n,reject:r}),this.#w(
e)})}frames(e){return new C((n,r)=>{if(this.#f)throw sn();e[0]===1?this.#a={resolve:n,reject:r}:n(S(K(D))),this.#w(e)})}enqueue(e){return this.#f?
!1:(this.#E(e),this.#y(),!0)}#w(e){this.#E(e),!this.#m&&(this.#m=!0,$e(()=>{this.#m=!1,this.#y()}))}#E(e){let n=b(e);this.#c+n>dr&&this.#y(),
v(this.#l,e),this.#c+=n}#y(){let e=this.#l;if(e.length===0)return;let n=e.length===1?e[0]??D:Ue(e,this.#c);this.#l=E(),this.#c=0,this.#v(()=>this.#e.
send(n)!==0)}#v(e){(this.#s.size>0||!e())&&this.#s.push(e)}#_(){this.#g(this.#s),this.#s.size===0&&this.#g(this.#i)}#g(e){for(;;){let n=e.peek();
if(n===void 0||!this.#f&&!n())return;e.shift()}}upload(e,n,r,o){return this.#y(),new C((s,i)=>{let a=0,d=b(r),l=()=>{if(o!==void 0&&de(o))return i(
le(o)),!0;for(;a<d;){let u=this.#b.push(e,n+a,Z(r,a,d),0);if(u===0)return!1;if(u<0)return i(sn()),!0;a+=u}return s(),!0};(this.#s.size>0||this.#i.
size>0||!l())&&this.#i.push(l)})}inTurn=e=>this.#u.run(e);tryUpload(e,n,r){return this.#y(),this.#u.isBusy||this.#s.size>0||this.#i.size>0||
this.#f?0:Kn(0,this.#b.push(e,n,r,va))}body(e,n,r,o,s){return new C((i,a)=>{if(r===0)return i(S(K(new k(0))));let d=u=>{let c=this.#e.filled(
u);c===null?a(sn()):i(S(c))},l=u=>this.#e.allocate(u,e,n,r);this.#p(r,o,s,l,d,a)})}transfer=(e,n,r,o,s)=>new C((i,a)=>{let d=b(r);if(d===0)return i();
let l=u=>this.#e.transfer(u,e,n,r);this.#p(d,o,s,l,()=>i(),a)});#p(e,n,r,o,s,i){if(this.#f)throw sn();if(n!==void 0&&de(n))throw le(n);this.#h+=
1;let a=this.#h,d=()=>{n===void 0||this.#o.get(a)===void 0||(l(),this.#e.stop(a),i(le(n)))},l=()=>{this.#o.delete(a),n!==void 0&&Ve(n,"abort",
d)};this.#o.set(a,{length:e,received:0,onBytes:r,done:()=>s(a),reject:i,release:l}),n!==void 0&&te(n,"abort",d),this.#y(),this.#v(()=>{if(this.#o.
get(a)===void 0)return!0;let u=o(a);return u===-2&&(l(),i(ur(e))),u!==0})}poll(e){return new C((n,r)=>{if(this.#f)throw sn();let o=this.#t.shift();
if(o!==void 0)return n(S(o));this.#d?.resolve(S({first:e+1,batch:D,done:void 0})),this.#d={resolve:n,reject:r}})}receive(e,n){let r=new ge(e),
o=r.length,s=0;for(;s+En<=o;){let i=s+En,a=i+Yo(e,s);if(a>o)return;let d=r.view(i,a);switch(e[s]){case 16:this.#T(d);break;case 17:this.#A(this.#x(
Go(e,s),d,e));break;case 18:this.#a?.resolve(S(K(W(d)))),this.#a=void 0;break;case 19:{let{code:l,message:u}=rn(d);this.#n(`the host refused\
 a batch of frames: ${l}: ${u}`);break}case 20:this.#k(lr(e,s),Jo(e,s));break;case 21:{let l=this.#o.get(lr(e,s));if(l===void 0)break;let{code:u,
message:c}=rn(d);l.release(),l.reject(new f(u,c));break}case 32:n(void 0);break;case 33:this.#B(),n(new f("internal",Qo(d)));break;case 34:this.#_();
break}s=Ko(a)}No()}#T(e){let n=new ge(e),r=0;for(;r<n.length;){let o=r;r+=Xo(e,o);let s=n.view(o,r),i=ue(e,o+rs),a=this.#r.get(i);this.#r.delete(
i),a?.resolve(S(s))}}#x(e,n,r){return b(n)>dr&&b(r)===En+b(n)?{first:e,batch:n,done:()=>this.#e.reuse(r),copy:(s,i)=>this.#e.copy(r,En+s,En+
i)}:{first:e,batch:n,done:void 0}}#A(e){let n=this.#d;this.#d=void 0,n===void 0?this.#t.push(e):n.resolve(S(e))}#k(e,n){let r=this.#o.get(e);
if(r===void 0)return;r.received+=n;let o=r.received>=r.length;o&&r.release(),r.onBytes(n),o&&r.done()}#B(){if(this.#f)return;this.#f=!0;let e=E();
ae(this.#r,n=>v(e,n)),ae(this.#o,n=>v(e,n)),this.#d!==void 0&&v(e,this.#d),this.#a!==void 0&&v(e,this.#a);for(let n=0;n<e.length;n++)e[n]?.reject(
sn());this.#_()}restart(){this.#e.close(),this.#B()}},rs=8;function ss(t,e,n,r,o,s="the web process has not loaded the extension"){return t==="protocol"?r:new mr(t==="shm",e,n,r,o,s)}var mr=class{#e;#n;#r;#o;#t;#s;#i;#u=new N;constructor(e,n,r,o,s,i){
this.#e=e,this.#n=n,this.#r=r,this.#o=o,this.#t=s,this.#s=i,this.#d()}#d(){this.#i=void 0;let e=this.#n,n=({message:r})=>{if(this.#e)return this.#a(
Ea(r));this.#t(`the shared-memory lane is not available, so the protocol lane is used: ${r}`),this.#a(this.#o)};if(e===void 0)return n(new f(
"internal",this.#s));os(e,this.#r.text(),this.#t,r=>this.#a(r),n)}#a(e){this.#i=e;for(let n=this.#u.shift();n!==void 0;n=this.#u.shift())n(e)}get name(){
return this.#i===void 0?"shm":this.#i.name}#l(e){return this.#i!==void 0?e(this.#i):new C((n,r)=>this.#u.push(o=>O(e(o),n,r)))}call(e,n){return this.#l(
r=>r.call(e,n))}upload(e,n,r,o){return this.#l(s=>s.upload(e,n,r,o))}body(e,n,r,o,s){return this.#l(i=>i.body(e,n,r,o,s))}frames(e){return this.#l(
n=>n.frames(e))}enqueue(e){return this.#i?.enqueue?.(e)??!1}poll(e){return this.#l(n=>n.poll(e))}get transfer(){return this.#i?.transfer}tryUpload(e,n,r){
return this.#i?.tryUpload?.(e,n,r)??0}inTurn(e,n){return this.#l(r=>r.inTurn===void 0?e():r.inTurn(e,n))}isCrowded(e){return this.#i?.isCrowded?.(
e)??!1}restart(){this.#i?.restart(),this.#d()}};function Ea(t){let e=()=>new C((n,r)=>r(new f("internal","only the lane shm is allowed, and \
it is not available: "+t)));return{name:"shm",call:e,upload:e,body:e,frames:e,poll:e,restart:()=>{}}}var xa=3;function is(t){let e;return te(globalThis,"securitypolicyviolation",n=>{let{isTrusted:r,disposition:o,blockedURI:s,effectiveDirective:i,
originalPolicy:a}=n;if(!r||o!=="enforce"||i!=="connect-src"||s===""||!_a(t,s))return;let d=me(t,"http://")?ne(t,0,-1):ne(t,0,-12);e=new f("p\
olicy_denied",`the request was not sent: the Content Security Policy of the page blocks ${t}. Add ${d} to its directive ${i}. The policy is:\
 ${a}`)}),async()=>{for(let n=0;n<xa&&e===void 0;n++)await y(Ze(0));return S(e)}}function _a(t,e){return me(e,t)||me(t,e+":")||me(t,e+"/")}function as(t,e,n){let r=Ta(t);return new f(e??r("code")??"internal",r("message")??n,{command:r("command"),key:r("key")})}function Ta(t){let e;
try{e=xe(Te(t))}catch{}return n=>{if(typeof e!="object"||e===null||!J(e,n))return;let r=e[n];return typeof r=="string"?r:void 0}}var Ba=()=>qe(S(void 0)),ds=4,Aa=16*1024*1024,ka=1024;function us(t,e,n=rt,r=Ba){let o=async(l,u,c)=>{let m=T({method:"POST",headers:T({[Yn]:e.
text()}),body:u,signal:c,cache:"no-store"}),h;try{h=await y(n(t+l,m))}catch(x){throw ls(c)??(await y(r())).value??new fe(x)}if(Jt(h)!==200)throw(await y(
Ra(h))).value;return S(h)},s=async(l,u)=>{try{return S(await y(Xt(l.value)))}catch(c){throw ls(u)??new fe(c)}},i=0,a=new on(ds),d=new on(ds);
return H({name:"protocol",async call(l,u){let c=b(l);i+=c;try{return S(new k((await y(s(await y(o("call",l,u)),u))).value))}finally{i-=c}},isCrowded:l=>l>
ka&&i+l>Aa,inTurn:(l,u)=>(u?d:a).run(l),async upload(l,u,c,m){await y(s(await y(o("upload/"+l+"/"+u+"/"+b(c),c,m)),m))},async body(l,u,c,m,h){
let x=await y(s(await y(o("body/"+l+"/"+u+"/"+c,void 0,m)),m));return h(Oe(x.value)),x},async frames(l){try{return await y(s(await y(o("fram\
es/"+b(l),l,void 0)),void 0))}catch(u){throw u instanceof f&&(u.code==="body_truncated"||u.code==="too_many_inflight")?new fe(u):u}},async poll(l){
let u=await y(o("poll/"+l,void 0,void 0)),c=+(Qt(Kt(u.value),Yr)??l+1);if(!Xe(c))throw new f("bad_frame","the answer to a poll has no sequen\
ce number");return S({first:c,batch:new k((await y(s(u,void 0))).value),done:void 0})},restart:()=>{}})}function ls(t){return t!==void 0&&de(
t)?le(t):void 0}function Sa(t){switch(t){case 401:return"token_bad";case 403:return"origin_denied";case 410:return"document_gone";case 413:return"\
body_too_large";case 429:return"too_many_inflight";case 503:return"shutting_down";default:return"internal"}}async function Ra(t){let e=Jt(t),
n=Qt(Kt(t),zr)??Sa(e),r=D;try{r=new k(await y(Xt(t)))}catch{}return S(as(r,n,"the host answered with HTTP status "+e))}function cs(){let t=Nn(16);return H({text:()=>t,renew:()=>{t=Nn(16)}})}var xn=ce("Request"),ve=t=>z(re("Request"),t),fs=ce("FormData"),pt=t=>xn!==void 0&&en(xn,t),hr=ve("url"),ms=ve("method"),hs=ve("headers"),ys=V(
"Request","arrayBuffer"),Pa=ve("signal"),Fa=ve("mode"),La=ve("credentials"),Oa=ve("cache"),Ca=ve("referrer"),Ia=ve("referrerPolicy"),Da=ve("\
integrity"),Ha=ve("keepalive"),ps=t=>fs!==void 0&&en(fs,t),bs=V("FormData","forEach"),gs=z(re("Blob"),"type"),ws=z(re("File"),"name"),vs=t=>({
signal:Pa(t),mode:Fa(t),credentials:La(t),cache:Oa(t),referrer:Ca(t),referrerPolicy:Ia(t),integrity:Da(t),keepalive:Ha(t)});var Es=10,xs=13,_s=34;function Bs(t,e,n){let r="",o=0;for(let s=0;s<t.length;s++){let i=oe(t,s);i!==xs&&i!==Es&&i!==_s||(r+=ne(t,o,s)+(i===_s?
n:e),i===xs&&s+1<t.length&&oe(t,s+1)===Es&&(s+=1),o=s+1)}return r+ne(t,o)}var Ts=t=>Bs(t,"%0D%0A","%22");async function As(t){let e="----byt\
elane"+Nn(16),n=E();bs(t,(i,a)=>v(n,[a,i]));let r=E(),o=0,s=i=>{v(r,i),o+=b(i)};for(let i=0;i<n.length;i++){let a=n[i];if(a===void 0)continue;
let d=a[1],l=`--${e}\r
Content-Disposition: form-data; name="${Ts(a[0])}"`;if(typeof d!="string"){let u=gs(d);s(he(`${l}; filename="${Ts(ws(d))}"\r
Content-Type: ${u===""?"application/octet-stream":u}\r
\r
`)),s(new k(await y(Dn(d)))),s(he(`\r
`))}else s(he(`${l}\r
\r
${Bs(d,`\r
`,'"')}\r
`))}return s(he(`--${e}--\r
`)),S({type:"multipart/form-data; boundary="+e,bytes:Ue(r,o)})}var Na=64,an=rt,ja="bytelane-mark=";function ks({schemes:t,secret:e,guarded:n,mark:r}){let{protocol:o}=globalThis.location,s=(m,h)=>{let x=ro(
ne(h,0,Na));for(let P=0;P<m.length;P++)if(me(x,m[P]+":"))return!0;return!1},i=m=>s(t,m)||s(n,m),a=s(t,o),d=m=>{let h=zt(m,"#"),x=h<0?m:ne(m,
0,h);return x+(zt(x,"?")<0?"?":"&")+ja+r()},l=async(m,h)=>{let x=T({...h}),P=x.body;if(!pt(m)&&s(n,m)&&Ma(P))return await y(an(d(m),x));if(xn===
void 0)return await y(an(m,x));let j=hr(pt(m)?m:new xn(m));if(!i(j))return await y(an(m,x));let X=ps(P)?(await y(As(P))).value:void 0;X!==void 0&&
(x.body=X.bytes);let g=new xn(m,x),p=s(n,j),w=ms(g),B=w!=="GET"&&w!=="HEAD";if(!B&&!p)return await y(an(g));let _=B?await y(ys(g)):void 0,F=T(
{});ot(hs(g),($,ie)=>{F[ie]=$}),X!==void 0&&(F["content-type"]??=X.type),p||(F[Yn]=e.text());let L={method:w,headers:F,body:_===void 0||Oe(_)===
0?void 0:_,redirect:"error"};return await y(an(p?d(j):j,T({...vs(g),...L})))},u=(m,h)=>{if(pt(m))return i(hr(m))?l(m,h):an(m,h);let x=`${m}`;
return a||i(x)?l(x,h):an(x,h)};G(u,"name",{__proto__:null,value:"fetch"}),G(globalThis,"fetch",{__proto__:null,value:u,writable:!0,enumerable:!0,
configurable:!0})}var Ma=t=>t==null||typeof t=="string"||Me(t)||gn(t);var Ua="data-tauri-drag-region";function Ss(t){let e=()=>{};te(globalThis,"mousedown",n=>{let{button:r,detail:o,target:s}=n;if(r!==0||o!==1&&
o!==2||!Co(s))return;let i=Oo(s,Ua);i===null||i==="false"||(n.preventDefault(),n.stopImmediatePropagation(),O(t(o===2?"plugin:window|interna\
l_toggle_maximize":"plugin:window|start_dragging"),e,e))})}var $a=1024,qa=4096,Rs=64,Va=8;function yr(t,e=Va){if(typeof t!="object"||t===null||e===0||!bn(t))return;let n=M(t)?t:Q(t),r=M(t)?Wa(t):void 0;
for(let o=0;r===void 0&&o<n.length&&o<Rs;o++)r=yr(M(t)?t[o]:t[n[o]],e-1);return r}function Wa(t){let e=t.length<$a?void 0:"bytes";for(let n=0;e!==
void 0&&n<Rs;n++){let r=t[n];if(typeof r!="number")return;(r<0||r>255||r%1!==0)&&(e=t.length<qa?void 0:"numbers")}return e}var Ps=[{name:"Uint8Array",bytes:1},{name:"Int8Array",bytes:1},{name:"Uint8Array",bytes:1},{name:"Uint8ClampedArray",bytes:1},{name:"Int16Ar\
ray",bytes:2},{name:"Uint16Array",bytes:2},{name:"Int32Array",bytes:4},{name:"Uint32Array",bytes:4},{name:"Float32Array",bytes:4},{name:"Flo\
at64Array",bytes:8},{name:"BigInt64Array",bytes:8},{name:"BigUint64Array",bytes:8},{name:"Float16Array",bytes:2}],bt=13,Fs=t=>t>=0&&t<bt?Ps[t]:
void 0;function _n(t){let e=hn(t);for(let n=1;n<bt;n++)if(n!==2&&Ps[n]?.name===e)return n;return e==="Uint8Array"?2:void 0}function gt(t,e){
let n=Fs(t);if(n===void 0)return A(`unknown element ${t}`);e%n.bytes!==0&&A(`${e} bytes are not a multiple of the element's ${n.bytes}`)}function wt(t,e){
let n=b(e);gt(t,n);let r=Fs(t),o=r===void 0?void 0:yn[r.name]??yn.Uint16Array;if(r===void 0||o===void 0)throw new f("internal",`no typed arr\
ay for element ${t}`);return new o(K(e),Qe(e),n/r.bytes)}var pr=Symbol.for("bytelane.typed");function vt(t){if(_n(t)===void 0)throw new Y("typed() needs a typed array");return H(T({[pr]:t}))}function br(t){
return J(t,pr)?t[pr]:void 0}var Ls=34,za=92;function gr(t){let e=b(t);if(e<=R.json_depth_max)return;let n=0,r=!1;for(let o=0;o<e;o++){let s=t[o]??0;if(r)s===za?o+=1:s===
Ls&&(r=!1);else if(s===Ls)r=!0;else if(s===91||s===123){if(n+=1,n>R.json_depth_max)throw new f("too_deep",`JSON is nested too deeply; json_d\
epth_max is ${R.json_depth_max}`)}else(s===93||s===125)&&(n-=1)}}function Tn(t){if(t>R.json_bytes_max)throw new f("body_too_large",`JSON tex\
t of ${t} bytes; json_bytes_max is ${R.json_bytes_max}: pass large data as bytes, or raise the limit in the host`)}function dn(t){let e=b(t);
Tn(e),gr(t);try{return xe(Te(t))}catch(n){throw new f("bad_json","a body is not JSON",{cause:n})}}var Is=65536,Et=12,Os={},ze=new Re(Is/4),Ya=new k(K(ze)),Cs=538976288,Ga=1528832032,Ja=538976349,Ds=1e8+dt().low%9e8,wr=Ka(Ds);function Ka(t){
let e=new Re(Et/4),n=new k(K(e));n[0]=n[10]=44,n[11]=32;for(let r=9,o=t;r>0;r--)n[r]=48+o%10,o=(o-o%10)/10;return e}var xt=class{#e;#n;#r;#o=[];#t=0;#s=!1;constructor(e,n,r){
this.#e=e,this.#n=n,this.#r=r}release(){this.#r=void 0}value(e){let n=(e-this.#t)*2;if(n>=this.#o.length&&!this.#s&&this.#r!==void 0&&(this.#o=
this.#i(this.#r,e),this.#t=e,n=0),n<0||n>=this.#o.length)return ln;let r=this.#o[n];return r===Os?ln:(this.#o[n]=Os,r)}#i(e,n){ze[0]=Ga;let r=1,
o=n;for(;o<e.length&&e.hasJson(o);o++){let s=e.bodyBytes(o),i=e.bodyFrom(o);if(s>R.json_bytes_max||r*4+s+4+Et>Is||s>R.json_depth_max&&!this.#d(
i,s))break;r=this.#u(i,s,r)}if(o-n<2)return[];r-=Et/4,ze[r]=Ja;try{let s=xe(Te(Z(Ya,0,r*4+4)));if(Xa(s,o-n))return s}catch{}return this.#s=!0,
[]}#u(e,n,r){let o=this.#n,s=e>>2,i=n>>2;for(let l=0;l<i;l++)ze[r+l]=o[s+l]??0;let a=r+i,d=(n&3)*8;if(d!==0){let l=(1<<d)-1;ze[a]=(o[s+i]??0)&
l|Cs&~l,a+=1}return ze[a]=wr[0]??0,ze[a+1]=wr[1]??0,ze[a+2]=wr[2]??0,a+Et/4}#d(e,n){let r=this.#n,o=e>>2,s=o+(n+3>>2),i=0;for(let a=o;a<s;a++){
let d=((r[a]??0)|Cs)^2071690107;(d-16843009&~d&2155905152)!==0&&(i+=1)}if(i*4<=R.json_depth_max)return!0;try{return gr(this.#e.view(e,e+n)),
!0}catch{return!1}}},ln={};function Xa(t,e){if(!M(t)||t.length!==e*2-1)return!1;for(let n=1;n<t.length;n+=2)if(t[n]!==Ds)return!1;return!0}var Un=class{kind;payload;element;flags;id;seq;bodyBytes;frameBytes;#e;#n;#r;#o;#t;#s;#i;constructor(e,n,r,o,s){this.kind=r.kind,this.payload=
r.payload,this.element=r.element,this.flags=r.flags,this.id=r.id,this.seq=r.seq,this.bodyBytes=r.bodyBytes;let i=_t(r),a=U(32+r.headBytes);this.
frameBytes=a+U(i),this.#e=e,this.#n=n+32,this.#r=this.#n+r.headBytes,this.#o=n+a,this.#t=this.#o+i,this.#s=r.payload===2&&i!==0?o:void 0,this.#i=
s}get head(){return this.#n===this.#r?D:this.#e.view(this.#n,this.#r)}get body(){return this.#o===this.#t?D:this.#e.view(this.#o,this.#t)}bodyCopy(){
return this.#e.copy(this.#o,this.#t)}keep(){this.#e.keep()}json(){let e=this.#s===void 0?ln:this.#s.value(this.#i);return e===ln?dn(this.body):
e}},_t=({kind:t,flags:e,bodyBytes:n})=>(e&1)!==0||t===7?0:n,Qa=15;function Za(t){switch(t){case 2:case 8:return 1;case 3:return 7;case 5:return 9;case 1:
return 4;default:return 0}}var ed=t=>t===2||t===3||t===5||t===8,nd=t=>t===4||t===7||t===9,Tt=()=>{throw new f("body_truncated","the frame en\
ds early")};function Hs(t,e=R.body_bytes_max){let n=new ge(t);n.length<32&&Tt();let r={kind:t[0]??0,payload:t[1]??0,element:t[2]??0,flags:t[3]??
0,headBytes:ye(t,4),id:ue(t,8),seq:ue(t,16),bodyBytes:ue(t,24)};return vr(r,n.length,e),new Un(n,0,r,void 0,0)}function vr(t,e,n){let{kind:r,
payload:o,element:s,flags:i,headBytes:a,id:d,seq:l,bodyBytes:u}=t;(d>9007199254740991||l>9007199254740991||u>9007199254740991)&&A("an intege\
r over 2^53 - 1"),(r<1||r>10)&&A(`unknown kind ${r}`),o>5&&A(`unknown payload ${o}`),s!==0&&o!==4&&A("an element code without a typed array"),
s>=bt&&A(`unknown element ${s}`),(i&~Qa)!==0&&A(`flags ${i} contain an unknown bit`),(i&~Za(r))!==0&&A(`flags ${i} on kind ${r}`),(i&2)!==0&&
(i&4)!==0&&A("the flags FAILED and REFUSED exclude each other"),a>R.head_bytes_max&&A(`a head of ${a} bytes; head_bytes_max is ${R.head_bytes_max}`),
a!==0&&nd(r)&&A(`a head on kind ${r}`);let c=(i&1)!==0;if(a!==0&&r===5&&!c&&A("a head on DATA that is not deferred"),!ed(r)&&o!==0&&A(`a bod\
y on kind ${r}`),u!==0&&r!==7&&o===0&&A("a body with payload NONE"),u!==0&&(i&4)!==0&&A("a body in a refusal"),r!==7&&u>n)throw new f("body_\
too_large",`a body of ${u} bytes; the limit is ${n}`);U(32+a)+U(_t(t))>e&&Tt()}function Bn(t,e,n,r=D,o=0){return{kind:t,payload:0,element:0,flags:0,id:e,seq:n,bodyBytes:o,head:r,body:D}}function Er(t,e,n,r,o,s){return{kind:t,
payload:s.kind,element:s.element,flags:r,id:e,seq:n,bodyBytes:void 0,head:o,body:s.bytes}}function Bt(t,e,n,r,o,s){let i=b(s.bytes),a=r|1;return{
kind:t,payload:s.kind,element:s.element,flags:a,id:e,seq:n,bodyBytes:i,head:o,body:D}}var Ns=(t,e)=>Bn(1,0,t,e),js=t=>Bn(4,t,0),Ms=t=>Bn(9,t,
0),Us=t=>Bn(10,t,0),$s=(t,e,n)=>Bn(6,t,e,n),qs=(t,e,n)=>Bn(7,t,e,D,n),Vs=(t,e,n)=>Er(5,t,e,0,D,n);function $n(t){return U(32+b(t.head))+U(b(
t.body))}function Ws(t){let e=new k($n(t));return xr(t,e,0),e}function xr(t,e,n){let{kind:r,payload:o,element:s,flags:i,id:a,seq:d,head:l,body:u}=t,
c=b(l);if(c>R.head_bytes_max)throw new f("headers_too_large",`a head of ${c} bytes; head_bytes_max is ${R.head_bytes_max}`);let m=b(u);e[n]=
r,e[n+1]=o,e[n+2]=s,e[n+3]=i,De(e,n+4,c),vn(e,n+8,a),vn(e,n+16,d),vn(e,n+24,t.bodyBytes??m),c!==0&&se(e,l,n+32);let h=n+U(32+c);return m!==0&&
se(e,u,h),h+U(m)}var qn=16,At=16,zs=t=>ne("00000000"+Wt(t,16),-8);function _r(t,e){return Gr+zs(e)+zs(t)+":"}function Tr(t,e,n,r){let o=he(t),s=b(o);Tn(s);let i=r.
length;if(i>R.attachments_max)throw new f("too_many_buffers",`${i} buffers in one payload; attachments_max is ${R.attachments_max}`);let a=qn+
At*i,d=a+U(s);for(let c=0;c<i;c++){let m=b(r[c]?.bytes??o);d+=c+1<i?U(m):m}let l=new k(d);De(l,0,s),De(l,4,i),De(l,8,e),De(l,12,n),se(l,o,a);
let u=a+U(s);for(let c=0;c<i;c++){let m=r[c];if(m===void 0)continue;let h=b(m.bytes),x=qn+At*c;vn(l,x,h),l[x+8]=m.element,se(l,m.bytes,u),u+=
U(h)}return l}function td(t){let e=b(t);e<qn&&A("a MIXED body ends in its header");let n=ye(t,0),r=ye(t,4),o=_r(ye(t,8),ye(t,12));r>R.attachments_max&&
A(`${r} attachments`),Tn(n);let s=qn+At*r,i=s+U(n);i>e&&A("the JSON text exceeds the body");let a=E();for(let l=0;l<r;l++){let u=qn+At*l,c=ue(
t,u),m=t[u+8]??0;(c>9007199254740991||i+c>e)&&A(`attachment ${l} exceeds the body`),gt(m,c),v(a,{element:m,bytes:Z(t,i,i+c)}),i+=l+1<r?U(c):
c,i>e&&A(`the padding of attachment ${l} exceeds the body`)}return i!==e&&A("bytes after the last attachment"),{value:dn(Z(t,s,s+n)),prefix:o,
attachments:a}}function rd(t,e,n){if(!me(t,e))return;let r=t.length-e.length,o=0;for(let s=e.length;s<t.length;s++){let i=oe(t,s)-48;(i<0||i>
9)&&A("the name of an attachment has an invalid index"),o=o*10+i}return(r===0||r>1&&oe(t,e.length)===48||o>=n)&&A("the name of an attachment\
 refers to none"),o}function od(t,e){let n=t.attachments.length,r=o=>{if(typeof o=="string"){let i=rd(o,t.prefix,n);return i===void 0?o:e(i)}
if(typeof o!="object"||o===null)return o;if(M(o)){for(let i=0;i<o.length;i++){let a=o[i],d=r(a);d!==a&&(o[i]=d)}return o}let s=Q(o);for(let i=0;i<
s.length;i++){let a=s[i]??"",d=o[a],l=r(d);if(l===d)continue;G(o,a,{__proto__:null,value:l,writable:!0,enumerable:!0,configurable:!0})}return o};
return r(t.value)}function Be(t){return t.payload===1||t.payload===5?t.bodyCopy():t.payload===4?wt(t.element,new k(t.bodyCopy())):t.payload===
2?t.json():He(t,t.body,!1)}function He(t,e,n){return sd({kind:t.payload,element:t.element,bytes:e},n)}function sd({kind:t,element:e,bytes:n},r=!1){
switch(t){case 0:return b(n)===0?null:A("payload NONE has no body");case 1:case 5:return K(r?n:W(n));case 2:return dn(n);case 4:return gt(e,
b(n)),wt(e,r?n:W(n));case 3:{let o=td(n),s=E();for(let i=0;i<o.attachments.length;i++){let a=o.attachments[i];a!==void 0&&v(s,wt(a.element,W(
a.bytes)))}return od(o,i=>s[i])}default:return A(`unknown payload ${t}`)}}var Pr=4294967296,id=2147483647,pe=4,An=0,Br=1,Ar=2,kr=3,Ye=3,Ys=0,Gs=1,kt=2,Fr=(t,e)=>t|e<<8,Js=Fr(5,1),Ks=Fr(5,2),ad=Fr(8,2);function Lr(t){
return{capacity:t,integers:new Re(t*pe),numbers:new Vt(t*Ye)}}function dd(t){let e=Lr(t.capacity*2);for(let n=0;n<t.capacity*pe;n++)e.integers[n]=
t.integers[n]??0;for(let n=0;n<t.capacity*Ye;n++)e.numbers[n]=t.numbers[n]??0;return e}var Vn,kn=class{length;source;#e;#n;#r;#o;constructor(e,n){
e.length>id&&A("a batch over 2 GiB");let r=e.words(),o=Vn??Lr(64);Vn=void 0;let{integers:s,numbers:i}=o,a=0,d=0;for(;d<e.length;){a===R.batch_frames_max&&
A("too many frames in a batch"),e.length-d<32&&Tt(),a===o.capacity&&(o=dd(o),s=o.integers,i=o.numbers);let l=d>>2,u=r[l]??0,c=(r[l+1]??0)>>>
0,m=Rr(r,l+2),h=Rr(r,l+4),x=Rr(r,l+6),P=d+32,j=P+U(x);if(!((u===Ks||u===Js)&&c===0)||j>e.length||x>n||m>=Pr||h>=Pr){let w=Xs(u,c,m,h,x);vr(w,
e.length-d,n),P=d+U(32+c),j=P+U(_t(w))}let g=a*pe;s[g+An]=u,s[g+Br]=d,s[g+Ar]=c,s[g+kr]=P;let p=a*Ye;i[p+Ys]=m,i[p+Gs]=h,i[p+kt]=x,a+=1,d=j}
this.source=e,this.length=a,this.#o=o,this.#n=s,this.#r=i,this.#e=new xt(e,r,this)}release(){this.#e.release(),(Vn===void 0||Vn.capacity<this.#o.
capacity)&&(Vn=this.#o),this.#o=Sr,this.#n=Sr.integers,this.#r=Sr.numbers}isMessage(e){let n=this.#n[e*pe+An]??0;return(n&255)===5&&n>>>24===
0}isEvent(e){let n=this.#n[e*pe+An]??0;return(n&255)===8&&n>>>24===0}id(e){return this.#r[e*Ye+Ys]??0}seq(e){return this.#r[e*Ye+Gs]??0}bodyBytes(e){
return this.#r[e*Ye+kt]??0}bodyFrom(e){return this.#n[e*pe+kr]??0}hasJson(e){let n=this.#n[e*pe+An]??0;return(n===Ks||n===ad)&&(this.#r[e*Ye+
kt]??0)!==0}hasHead(e,n,r){if(this.#n[e*pe+Ar]!==r)return!1;let{bytes:o}=this.source,s=(this.#n[e*pe+Br]??0)+32;for(let i=0;i<r;i++)if(o[s+i]!==
n[i])return!1;return!0}value(e){if((this.#n[e*pe+An]??0)===Js){let s=this.#n[e*pe+kr]??0;return this.source.copy(s,s+(this.#r[e*Ye+kt]??0))}
if(!this.hasJson(e))return Be(this.frame(e));let r=this.#e.value(e);if(r!==ln)return r;let o=this.bodyFrom(e);return dn(this.source.view(o,o+
this.bodyBytes(e)))}frame(e){let n=this.#n,r=e*pe,o=n[r+Ar]??0,s=Xs(n[r+An]??0,o,this.id(e),this.seq(e),this.bodyBytes(e)),i=this.hasJson(e)?
this.#e:void 0;return new Un(this.source,n[r+Br]??0,s,i,e)}message(e){return this.frame(e)}event(e){return this.frame(e)}},Sr=Lr(0);function Rr(t,e){
let n=(t[e]??0)>>>0,r=t[e+1]??0;return r===0?n:(r>>>0)*Pr+n}var Xs=(t,e,n,r,o)=>({kind:t&255,payload:t>>>8&255,element:t>>>16&255,flags:t>>>
24,headBytes:e,id:n,seq:r,bodyBytes:o});function Qs(t,e=R.body_bytes_max){let n=new kn(new ge(t),e),r=E();for(let o=0;o<n.length;o++)v(r,n.frame(o));return r}function Or(t){let e=Hs(
t,9007199254740991);return e.frameBytes!==b(t)&&A("bytes after the frame"),e}function Zs(t){let e=0;for(let o=0;o<t.length;o++){let s=t[o];s!==
void 0&&(e+=$n(s))}let n=new k(e),r=0;for(let o=0;o<t.length;o++){let s=t[o];s!==void 0&&(r=xr(s,n,r))}return n}var Ge=({number:t,from:e,to:n})=>t+n-e-1;function Cr(t,e){let n=(e.flags&1)!==0?Mn(e.head):0;return{type:"message",channel:e.id,number:t,frame:e,
body:n}}function Ir(t){let e=Wo(t.head);return fn({reason:e.reason,message:e.message},null)}var St=class{#e=D;#n=0;#r;isSame(e,n){return e.hasHead(n,this.#e,this.#n)}of(e,n){if(this.#r!==void 0&&this.isSame(e,n))return this.#r;let r=e.
event(n),o=ct(r,"host");return this.#e=W(r.head),this.#n=b(this.#e),this.#r=o,o}};var Rt=class{#e=q();get size(){return this.#e.size}name(e){let n=this.#e.get(e);n===void 0?this.#e.set(e,{calls:1,ends:1,end:void 0}):(n.calls+=
1,n.ends+=1)}unname(e){let n=this.#e.get(e);if(n!==void 0&&(n.calls-=1,!(n.calls>0)))return this.#e.delete(e),n.end}received(e){if(this.#e.size===
0)return;let n=this.#e.get(e);n!==void 0&&(n.end=void 0)}ends(e,n){let r=this.#e.get(e);return r===void 0||r.ends===1||n.reason!=="ended"?!0:
(r.ends-=1,r.end=n,!1)}};function Ne(t){return Kn(t,R.message_cost_bytes_min)}var Sn=class{#e;#n=q();#r=0;#o=0;#t;#s;#i=!1;#u=0;#d=0;#a=0;#l=0;duplicates=0;constructor(e){
this.#e={frames:e.channel_frames_max,bytes:e.channel_bytes_max}}get ended(){return this.#i?this.#s:void 0}acceptNext(e,n){return this.#i||e!==
this.#o||this.#n.size!==0?!1:(n&&this.#c(e+1,{reason:"ended",message:void 0}),this.#o+=1,this.#m(),!0)}accept(e,n,r,o){let s=E();if(this.#i)
return s;if(e<this.#o||this.#n.has(e))return this.duplicates+=1,s;if(o&&this.#c(e+1,{reason:"ended",message:void 0}),e!==this.#o){let i=Ne(r),
a=this.#n.size;return a>=Jr||a>0&&this.#r+i>Kr?(this.stop({reason:"frame_lost",message:"too many messages wait for a missing one"}),s):(this.#n.
set(e,{item:n,cost:i}),this.#r+=i,s)}for(v(s,n),this.#o+=1;;){let i=this.#n.get(this.#o);if(i===void 0)break;this.#n.delete(this.#o),this.#r-=
i.cost,v(s,i.item),this.#o+=1}return this.#m(),s}end(e,n){this.#i||(this.#c(e,n),this.#m())}stop(e){this.#i||(this.#s=e,this.#i=!0)}drain(){
let e=E();return ae(this.#n,n=>v(e,n.item)),this.#n.clear(),this.#r=0,e}dequeued(e,n){if(this.#u+=e,this.#d+=n,this.#i)return;let{frames:r,bytes:o}=this.#e,
s=this.#u-this.#a,i=this.#d-this.#l;if(!(s*2<r&&i*2<o))return this.grant()}grant(){return this.#a=this.#u,this.#l=this.#d,{frames:this.#u+this.#e.
frames,bytes:this.#d+this.#e.bytes}}setCredit(e){this.#e={frames:e.frames??this.#e.frames,bytes:e.bytes??this.#e.bytes}}#c(e,n){this.#t===void 0&&
(this.#t=e,this.#s=n)}#m(){this.#t!==void 0&&this.#o>=this.#t&&(this.#i=!0)}};var Pt=class{#e;#n;#r=0;#o=0;constructor(e,n="host"){this.#e=e.channel_frames_max,this.#n=e.channel_bytes_max,n==="page"&&(this.#e=ee(e.channel_open_frames,
e.channel_frames_max),this.#n=ee(e.channel_open_bytes,e.channel_bytes_max))}get sent(){return this.#o}get exhausted(){return this.#o>9007199254740991}reserve(e){
if(this.exhausted||this.#o>=this.#e||this.#r>=this.#n)return;this.#r+=Ne(e);let n=this.#o;return this.#o+=1,n}grant(e){e.frames>this.#e&&(this.#e=
e.frames),e.bytes>this.#n&&(this.#n=e.bytes)}};var ld=H(E()),Ft=class{#e=0;#n=q();#r=q();#o=0;get delivered(){return this.#o}get waits(){return this.#r.size!==0}arrived(e){this.#e=e}acknowledge(e){
if(!(e<=this.#o||e>this.#e)){if(e!==this.#o+1){this.#n.set(e,!0);return}for(this.#o=e;this.#n.size!==0&&this.#n.delete(this.#o+1);)this.#o+=
1}}acknowledgeAll(e,n){if(e===this.#o+1&&n<=this.#e)this.#o=n-1,this.acknowledge(n);else for(let r=e;r<=n;r++)this.acknowledge(r)}reply(e,n){
return n<=this.#o?!0:(this.#r.set(e,n),!1)}forget(e){this.#r.delete(e)}dequeue(){if(this.#r.size===0)return ld;let e=E();ae(this.#r,(n,r)=>{
n<=this.#o&&v(e,r)});for(let n=0;n<e.length;n++)this.forget(e[n]??0);return e}};var Wn=class{#e;#n=q();#r=q();#o=q();#t=new Ft;#s=new N;#i=new N;#u=new St;#d=q();#a=new Rt;#l=0;#c=0;#m;duplicates=0;constructor(e){this.#e=
e}get last(){return this.#c}get ended(){return this.#m}get expectsFrames(){return this.#n.size!==0||this.#r.size!==0||this.#a.size!==0||this.#t.
waits}nextCall(){return this.#l+=1,this.#l}cancel(e){this.#t.forget(e),this.#h("control",js(e))}reply(e,n){return this.#t.reply(e,n)}acknowledge(e,n){
return this.#t.acknowledgeAll(e,n),this.#t.dequeue()}hello(e,n){this.#h("control",Ns(e,Uo(n)))}release(e){this.#h("control",Ms(e))}dequeue(e){
let n=e==="control"?this.#s:this.#i,r=E(),o=0;for(;r.length<this.#e.batch_frames_max;){let s=n.peek();if(s===void 0)break;let i=$n(s);if(r.length>
0&&o+i>this.#e.batch_bytes_max)break;o+=i,v(r,s),n.shift()}return r}#h(e,n){this.#m===void 0&&(e==="control"?this.#s:this.#i).push(n)}openReceiver(e){
if(this.#n.size>=this.#e.channels_open_max)throw new f("too_many_channels",`too many channels are open; channels_open_max is ${this.#e.channels_open_max}`);
this.#n.set(e,new Sn(this.#e))}receives(e){return this.#n.has(e)}name(e){this.#a.name(e)}unname(e){let n=E(),r=this.#a.unname(e);return r===
void 0||(this.close(e,{reason:"cancelled",message:void 0}),v(n,{type:"end",channel:e,end:r})),n}openSender(e){if(this.#r.has(e))return;let n=new Pt(
this.#e,"page"),r=this.#o.get(e);r!==void 0&&n.grant(r),this.#o.delete(e),this.#r.set(e,n),this.#h("data",Us(e))}openStream(e){let n=new Sn(
this.#e);this.#n.set(e,n),this.#f(e,n.grant())}enqueue(e,n,r,o){let s=this.#r.get(e);if(s===void 0)throw new f("channel_closed","the channel\
 has ended");let i=s.reserve(r);if(i===void 0)return!1;if(r<=this.#e.inline_body_bytes_max||o===void 0)return this.#h("data",Vs(e,i,n)),!0;let a=o(),
d=Bt(5,e,i,0,zo(a),n);return this.#d.set(d,{channel:e,id:a,bytes:n.bytes}),this.#h("data",d),!0}dequeueBody(e){if(this.#d.size===0)return;let n=this.#d.
get(e);return this.#d.delete(e),n}sends(e){return this.#r.has(e)}close(e,n){let r=this.#r.get(e),o=this.#n.get(e);if(r===void 0&&o===void 0)
return;this.#r.delete(e),this.#n.delete(e),this.#o.delete(e),o!==void 0&&this.#x(o);let s=$o(n.message===void 0?{reason:n.reason}:{reason:n.
reason,message:n.message});this.#h("data",$s(e,r?.sent??0,s??D))}dequeued(e,n,r){let o=this.#n.get(e)?.dequeued(n,r);return o!==void 0&&this.#f(
e,o),o!==void 0}#f(e,n){this.#h("control",qs(e,n.frames,n.bytes))}receive(e,n){let r=E();if(this.#m!==void 0)return r;if(n.length>0&&e>this.#c+
1)throw new f("internal",`frames ${this.#c+1} to ${e-1} of the session are missing`);for(let o=0;o<n.length;){let s=e+o;if(s<=this.#c){this.
duplicates+=1,o+=1;continue}let i=n.isMessage(o)?this.#w(n,o,s,r):n.isEvent(o)?this.#E(n,o,s,r):o;if(i!==o){o=i;continue}this.#b(s),this.#y(
s,n.frame(o),r),o+=1}return r}#b(e){this.#c=e,this.#t.arrived(e)}#w(e,n,r,o){let s=e.id(n),i=this.#n.get(s);if(i===void 0)return n;let a=n;for(;a<
e.length&&e.isMessage(a)&&e.id(a)===s&&i.acceptNext(e.seq(a),!1);)a+=1;return a===n?n:(this.#b(r+a-n-1),this.#a.received(s),v(o,{type:"messa\
ges",channel:s,frames:e,from:n,number:r,to:a}),this.#T(s,i,o),a)}#E(e,n,r,o){let s=this.#u.of(e,n),i=n+1;for(;i<e.length&&e.isEvent(i)&&this.#u.
isSame(e,i);)i+=1;return this.#b(r+i-n-1),v(o,{type:"events",head:s,frames:e,from:n,number:r,to:i}),i}#y(e,n,r){switch(n.kind){case 5:return this.#v(
e,n,r);case 8:v(r,{type:"event",number:e,frame:n,head:ct(n,"host")});return;case 6:return this.#t.acknowledge(e),this.#_(n,r);case 7:this.#t.
acknowledge(e),this.#p(n.id,{frames:n.seq,bytes:n.bodyBytes}),v(r,{type:"credit",channel:n.id});return;case 10:return this.#t.acknowledge(e),
this.#g(n);default:this.#t.acknowledge(e),A(`a poll returned a frame of kind ${n.kind}`)}}#v(e,n,r){let o=this.#n.get(n.id);if(o===void 0){(n.
flags&1)!==0&&this.release(Mn(n.head)),this.#t.acknowledge(e);return}this.#a.received(n.id);let{seq:s}=n,i=(n.flags&8)!==0;if(o.acceptNext(s,
i)){v(r,Cr(e,n)),this.#T(n.id,o,r);return}n.keep();let a=o.duplicates,d=o.accept(s,{number:e,frame:n},n.bodyBytes,i);o.duplicates!==a&&(this.
duplicates+=1,this.#t.acknowledge(e));for(let l=0;l<d.length;l++){let u=d[l];u!==void 0&&v(r,Cr(u.number,u.frame))}this.#T(n.id,o,r)}#_(e,n){
let r=e.id,o=this.#n.get(r);if(o===void 0){this.#r.delete(r)&&v(n,{type:"end",channel:r,end:Ir(e)});return}let{seq:s}=e;o.end(s,Ir(e)),this.#T(
r,o,n)}#g(e){let n=this.#n.get(e.id);n!==void 0&&(n.setCredit(Vo(e.head)),this.#f(e.id,n.grant()))}#p(e,n){let r=this.#r.get(e);r!==void 0?r.
grant(n):this.#n.has(e)&&this.#o.set(e,n)}#T(e,n,r){let o=n.ended;if(o!==void 0){if(!this.#a.ends(e,o)){this.#r.delete(e),this.#n.set(e,new Sn(
this.#e));return}this.#n.delete(e),this.#r.delete(e),this.#o.delete(e),this.#x(n),v(r,{type:"end",channel:e,end:o})}}#x(e){let n=e.drain();for(let r=0;r<
n.length;r++){let o=n[r];o!==void 0&&((o.frame.flags&1)!==0&&this.release(Mn(o.frame.head)),this.#t.acknowledge(o.number))}}end(e){let n=E();
return this.#m!==void 0||(this.#m=e,this.#d.clear(),ae(this.#n,(r,o)=>v(n,{type:"end",channel:o,end:e})),ae(this.#r,(r,o)=>{this.#n.has(o)||
v(n,{type:"end",channel:o,end:e})})),n}};var ud=50,cd=2e3,Dr=t=>ee(cd,ud*2**ee(t-1,10));function Hr(t){if(!(t instanceof f))return!1;switch(t.code){case"token_missing":case"token_ba\
d":case"origin_denied":case"policy_denied":case"document_gone":case"shutting_down":return!0;default:return!1}}function ei(t,e,n){switch(n.type){case"messages":{let r=e.get(n.channel);return r!==void 0?r.messages(n):t.acknowledge(n.number,Ge(n))}case"\
message":{let r=e.get(n.channel);return r!==void 0?r.message(n.frame,n.body,n.number):(n.body!==0&&t.release(n.body),t.acknowledge(n.number))}case"\
end":{let r=e.get(n.channel);return e.delete(n.channel),r?.end(n.end)}case"credit":return e.get(n.channel)?.credit();case"events":return t.onEvents(
n.head,n);case"event":return t.onEvent(n.head,n.frame,n.number)}}function ni(){return{calls:0,replies:0,cancelled:0,bytesUp:0,bytesDown:0,framesIn:0,framesOut:0,duplicatesDropped:0,polls:0,pollRetries:0,restarts:0}}var Lt=class{#e;#n=q();constructor(e){this.#e=e}open(e){this.#n.set(e,!0);let n={message:(r,o,s)=>{o!==0&&this.#e.release(o),this.close(e),this.#e.
acknowledge(s)},messages:r=>{this.close(e),this.#e.acknowledge(r.number,Ge(r))},end:()=>this.#n.delete(e),credit:()=>{}};this.#e.open(n,e)}close(e){
this.#n.delete(e)&&this.#e.close(e,{reason:"cancelled",message:"the page has no channel of this id"})}};var fd={reason:"document_gone",message:"the document has gone"},Ot=class{lane;limits;segments;counters=ni();warn;#e;#n=q();#r=q();#o=new Lt(
this);#t;#s=0;#i=0;#u;#d;#a;#l=!1;#c=!1;#m=0;left=!1;onEvent=(e,n,r)=>this.acknowledge(r);onEvents=(e,n)=>this.acknowledge(n.number,Ge(n));onRestart=()=>{};onChannelNamed=()=>{};constructor(e,n){
this.lane=e,this.limits=n.limits,this.warn=n.warn,this.#e=n.version,this.segments={bytes:n.limits.segment_bytes_max,inFlight:n.limits.segments_in_flight_max},
this.#t=new Wn(n.limits),this.#t.hello(1,n.version),this.flush()}get session(){return this.#t}get duplicates(){return this.#m+this.#t.duplicates}register(e){
let n=this.drawId();return this.#r.set(n,e),this.counters.calls+=1,n}unregister(e){this.#r.delete(e)}cancel(e){this.counters.cancelled+=1,this.#t.
cancel(e),this.flush()}replied(e,n){return this.counters.replies+=1,this.#t.ended!==void 0||this.#t.reply(e,n)?!0:(this.poll(),!1)}async pull(e,n,r,o){
try{return await y(es(this.lane,e,n,this.segments,r,this.#h(o)))}finally{this.release(e)}}async pullInto(e,n,r,o){try{await y(cr(this.lane,e,
n,this.segments,r,this.#h(o)))}finally{this.release(e)}}#h(e){return n=>{this.counters.bytesDown+=n,e(n)}}release(e){this.#t.release(e),this.
flush()}drawChannel(){return this.#s+=1,this.#s}open(e,n=this.drawChannel()){let{ended:r}=this.#t;return r!==void 0?($e(()=>e.end(r)),n):(this.#t.
openReceiver(n),this.#n.set(n,e),this.poll(),n)}name(e){this.#t.name(e),!this.#t.receives(e)&&this.#t.ended===void 0?this.#o.open(e):this.poll()}unname(e){
this.#o.close(e),this.#g(this.#t.unname(e))}openStream(e,n){let{ended:r}=this.#t;if(r!==void 0)return $e(()=>n.end(r));this.#n.set(e,n),this.#t.
openStream(e),this.flush(),this.poll()}drawId(){return this.#i+this.#t.nextCall()}close(e,n){this.#n.delete(e),this.#t.close(e,n),this.flush()}acknowledge(e,n=e){
let r=this.#t.acknowledge(e,n);for(let o=0;o<r.length;o++)this.#r.get(r[o]??0)?.pass()}listen(){this.#c=!0,this.poll()}dequeued(e,n,r){this.#t.
dequeued(e,n,r)&&this.#f("control")}flush(){this.#l||(this.#l=!0,$e(()=>{this.#l=!1,this.#f("control"),this.#f("data")}))}#f(e){let n=this.#t;
if((e==="control"?this.#d:this.#a)===n)return;let r=n.dequeue(e);if(r.length===0)return;let o=Zs(r);if(r[0]?.kind!==1&&this.lane.enqueue?.(o)===
!0)return this.counters.framesOut+=r.length,this.#w(n,r),this.#f(e);e==="control"?this.#d=n:this.#a=n;let s=()=>{e==="control"&&this.#d===n&&
(this.#d=void 0),e==="data"&&this.#a===n&&(this.#a=void 0),this.#t===n&&this.#f(e)};O(this.#b(n,o,r),s,s)}async#b(e,n,r){for(let o=1;this.#t===
e&&e.ended===void 0;o++)try{let s=(await y(this.lane.frames(n))).value;if(this.counters.framesOut+=r.length,this.#t!==e)return;this.#w(e,r),
this.#v(Qs(new k(s)));return}catch(s){if(Hr(s))return this.#p(e,{reason:"document_gone",message:s.message});if(!(s instanceof fe)){this.warn(
`the host refused a batch of frames: ${s instanceof f?s.code+": "+s.message:"unknown"}`),this.#t===e&&this.#E(e,r,s);return}await y(Ze(Dr(o)))}}#w(e,n){
for(let r=0;r<n.length;r++){let o=n[r],s=o===void 0?void 0:e.dequeueBody(o);s!==void 0&&O(mt(this.lane,s.id,0,s.bytes,this.segments,void 0,()=>{},
!0),()=>{},i=>{i instanceof f&&(i.code==="unknown_body"||i.code==="unknown_channel")||this.#t===e&&this.#y(s.channel)})}}#E(e,n,r){if(r instanceof
f&&(r.code==="unknown_channel"||r.code==="too_many_channels"))return this.#w(e,n);for(let o=0;o<n.length;o++){let s=n[o];s!==void 0&&(e.dequeueBody(
s),(s.kind===5||s.kind===10)&&this.#y(s.id))}}#y(e){let n=this.#n.get(e);if(n===void 0)return;let r={reason:"frame_lost",message:"a message \
could not be sent"};this.close(e,r),n.end(r)}#v(e){for(let n=0;n<e.length;n++){let r=e[n];r===void 0||r.kind!==1||((r.flags&4)!==0?(this.warn(
`the host uses version ${r.seq} of the protocol, this client version ${1}`),this.#p(this.#t,{reason:"failed",message:"the host uses another \
version of the protocol"})):qo(r.head))}}poll(){let e=this.#t;this.#u===e||e.ended!==void 0||!(this.#c||e.expectsFrames)||(this.#u=e,O(this.#_(
e),()=>{},n=>{this.warn(`a batch of frames from the host cannot be decoded: ${n instanceof f?n.message:"unknown"}`),this.#p(e,{reason:"frame\
_lost",message:"a batch of frames from the host cannot be decoded"})}))}async#_(e){let n=0;for(;this.#t===e&&e.ended===void 0&&(this.#c||e.expectsFrames);){
let r;try{this.counters.polls+=1,r=(await y(this.lane.poll(e.last))).value,n=0}catch(i){if(this.#t!==e)return;if(Hr(i))return this.#p(e,{reason:"\
document_gone",message:i.message});n+=1,this.counters.pollRetries+=1,await y(Ze(Dr(n)));continue}if(this.#t!==e)return;let o=new ge(r.batch,
r.copy),s=new kn(o,9007199254740991);this.counters.framesIn+=s.length,this.#g(e.receive(r.first,s)),s.release(),o.kept||r.done?.()}this.#u===
e&&(this.#u=void 0)}#g(e){for(let n=0;n<e.length;n++){let r=e[n];r!==void 0&&ei(this,this.#n,r)}this.acknowledge(0),this.flush()}#p(e,n){let r=e.
end(n);if(this.#t!==e)return;this.#g(r);let o=E();ae(this.#r,s=>v(o,s));for(let s=0;s<o.length;s++)o[s]?.gone(n)}restart(){let e=this.#t;this.
left=!1,this.counters.restarts+=1,this.#p(e,fd),this.#m+=e.duplicates,this.#i=this.counters.calls,this.lane.restart(),this.#t=new Wn(this.limits),
this.#t.hello(1,this.#e),this.flush(),this.onRestart(),this.poll()}};function Ae(t){$e(()=>{throw t})}function ke(t){if(Me(t))return hn(t)===void 0?Nr(so(t),()=>io(t),()=>ao(t)):Nr(K(t),()=>Qe(t),()=>b(t));if(gn(t))return Nr(t,()=>0,()=>Oe(t));
rr(t)&&ri()}function Nr(t,e,n){rr(t)&&ri();try{return new k(t,e(),n())}catch(r){throw new f("detached_buffer","a buffer in the arguments is \
detached: it was transferred before the call",{cause:r})}}function ri(){throw new Y("a SharedArrayBuffer cannot be sent: copy its bytes into\
 an ArrayBuffer first")}function Rn(t,e){let n=ke(t);if(n===void 0)throw new Y("the option `into` is not an ArrayBuffer or a view");let r=b(
n);if(e>r)throw new f("body_too_large",`the reply has ${e} bytes, and the buffer in \`into\` only ${r}`);return Z(n,0,e)}var md=Jn(k),oi=Q(yn);function jr(t){if(!en(md,t))return;let e=Q(t),n=0;for(;n<e.length&&e[n]===`${n}`;)n+=1;for(let r=0;r<oi.length;r++){let o=yn[oi[r]??
""];if(o===void 0||!en(o,t))continue;let s=new o(n);for(let i=0;i<n;i++)s[i]=t[i];return s}}function si(t,e){let n=t.entries();for(;;){let{done:r,
value:o}=n.next();if(r===!0)return;e(o[1],o[0])}}var hd=t=>typeof t=="object"&&t!==null&&typeof t[Ce]=="function";function Mr(t){return Hn(t)||tr(t)||hd(t)}function Ct(t){return Hn(t)?at(t):
void 0}function ii(t){let e=ke(t);if(e===void 0)throw new Y("a stream or async iterable in the arguments yielded a value that is not an Arra\
yBuffer or a view");return W(e)}function Ur(t,e){if(Hn(t)){let r=0;return T({async next(){let o=at(t);if(r>=o)return;let s=ee(r+e,o),i=new k(
await y(Dn(yo(t,r,s))));return r=s,S(i)},cancel(){r=at(t)}})}if(tr(t)){let r=po(t);return T({async next(){let{done:o,value:s}=await y(bo(r));
return o?void 0:S(ii(s))},cancel(o){O(go(r,o),()=>{},()=>{})}})}let n=t[Ce]();return T({async next(){let{done:r,value:o}=await y(qe(n.next()));
return r===!0?void 0:S(ii(o))},cancel(){O((async()=>{await y(qe(n.return?.()))})(),()=>{},()=>{})}})}async function $r(t){if(Hn(t))return S(
new k(await y(Dn(t))));let e=E(),n=0,r=Ur(t,0);for(;;){let o=await y(r.next());if(o===void 0)break;v(e,o.value),n+=b(o.value)}return S(Ue(e,
n))}function ai(t,e){let n=E();for(let r=0;r<t.length;r++){let o=t[r];if(o===void 0)continue;v(n,(async()=>e(r,(await y($r(o))).value))())}return tt(
n)}var yd=64,zn="__CHANNEL__:";function pd(t){let e=0;for(let n=zn.length;n<t.length;n++){let r=oe(t,n)-48;if(r<0||r>9)return 0;e=e*10+r}return Xe(
e)?e:0}var Ee=(t,e,n=0)=>({kind:t,element:n,bytes:e}),li=E(),Se=(t,e=li)=>({now:t,later:void 0,following:e}),ui=(t,e=li)=>({now:void 0,later:t,
following:e});function ci(t,e){return e!==void 0&&(Ct(t)??e+1)>e}function It(t,e,n){if(t==null)return Se(Ee(0,D));if(typeof t=="object"){let o=ke(
t);if(o!==void 0)return Se(Ee(1,o));let s=br(t);if(s!==void 0)return Se(Ee(4,ke(s)??D,_n(s)??0));let i=bn(t)?void 0:ke(jr(t));if(i!==void 0)
return Se(Ee(1,i));let a=t.toJSON;if(Mr(t)&&typeof a!="function"){if(!ci(t,e))return ui(wd(t));let d=E();return v(d,{attachment:0,source:t,length:Ct(
t)}),Se(Ee(1,D),d)}}let r=gd(t);return r===void 0?vd(t,e,n):Se(fi(r))}var bd=16;function gd(t){if(typeof t!="object"||t===null||M(t)||!bn(t))
return;let{toJSON:e,__TAURI_TO_IPC_KEY__:n}=t;if(typeof e=="function"||typeof n=="function")return;let r=Q(t);if(r.length>bd)return;let o=T(
{});for(let s=0;s<r.length;s++){let i=r[s]??"",a=t[i];if(typeof a=="string"){if(me(a,zn))return}else if(typeof a!="number"&&typeof a!="boole\
an"&&a!==null)return;o[i]=a}return Ln(o)}function fi(t){let e=he(t);return Tn(b(e)),Ee(2,e)}async function wd(t){return S(Ee(1,(await y($r(t))).
value))}function vd(t,e,n){let r=E(),o=E(),s=E(),i=E(),a="",d=0,l=0,u=(p,w)=>{if(a===""){let B=dt();d=B.low,l=B.high,a=_r(d,l)}return v(r,{element:p,
bytes:w}),a+(r.length-1)},c=E(),m=E(),h=0,x=p=>{let w="the argument";for(let B=1;B<h;B++)w+="."+(m[B]??"");return h===0?w:w+"."+p},P=p=>{if(n===
void 0||!me(p,zn))return p;let w=pd(p);return w!==0&&n(w),p},j=(p,w,B)=>{for(;h>0&&c[h-1]!==p;)h-=1;let _=B;if(typeof _=="string")return P(_);
if(typeof _=="bigint")throw new Y(`${x(w)} is a BigInt, which JSON cannot represent: pass a string or a BigInt64Array`);if(typeof _!="object"||
_===null)return _;if(typeof _.__TAURI_TO_IPC_KEY__=="function"){if(_=_.__TAURI_TO_IPC_KEY__(),typeof _=="string")return P(_);if(typeof _!="o\
bject"||_===null)return _}if(!bn(_)){let L=ke(_);if(L!==void 0)return u(di(_,()=>x(w)),L);let $=br(_);if($!==void 0)return u(_n($)??0,ke($)??
D);if(Mr(_))return ci(_,e)&&i.length<yd?v(i,{attachment:r.length,source:_,length:Ct(_)}):(v(o,_),v(s,r.length)),u(0,D);let ie=jr(_);if(ie!==
void 0)return u(di(ie,()=>x(w)),ke(ie)??D);Po(_)&&(_=xd(_))}for(let L=0;L<h;L++)if(c[L]===_)throw new Y(`${x(w)} contains itself: JSON canno\
t represent a cycle`);if(h===R.json_depth_max)throw new f("too_deep",`${x(w)} is nested too deeply; json_depth_max is ${R.json_depth_max}`);
return c[h]=_,m[h]=w,h+=1,_},X=Ln(t,function(p,w){return j(this,p,w)});if(X===void 0)throw new Y("the argument is a value that JSON cannot r\
epresent");if(a==="")return Se(fi(X));if(o.length===0)return Se(Ee(3,Tr(X,d,l,r)),i);for(let p=0;p<r.length;p++){let{element:w,bytes:B}=r[p]??
{element:0,bytes:D};r[p]={element:w,bytes:W(B)}}return ui((async()=>(await y(ai(o,(p,w)=>{r[s[p]??0]={element:0,bytes:w}})),S(Ee(3,Tr(X,d,l,
r)))))(),i)}function di(t,e){let n=Me(t)?hn(t):void 0;if(n===void 0||n==="Uint8Array")return 0;let r=_n(t);if(r===void 0)throw new Y(`${e()}\
 is a ${n}, which is not supported: pass its buffer or another typed array`);return r}function Ed(t){try{return mn(t,0),!0}catch{return!1}}function xd(t){
let e=T({}),n=(r,o)=>{let s={__proto__:null,value:r,writable:!0,enumerable:!0,configurable:!0};G(e,typeof o=="symbol"?o:`${o}`,s)};return Ed(
t)?Yt(t,n):si(t,n),e}function Dt(t,e){t.ready=!0;try{t.value=e()}catch(n){t.error=n}}function Pn(t,e){let n=e?.reason??"ended",r=n==="document_gone"?n:t==="stream"&&n==="failed"?"stream_failed":"channel_closed";return new f(r,
e?.message??`the ${t} has ended: ${n}`,{data:n})}var mi=32,_d=65536;function yi(t){class e{id;closed;onend;#e;#n=()=>{};#r;#o=new N;#t=new N;#s=new N;#i=new N;#u=0;#d;#a;#l=!1;#c;#m;constructor(o,s){
this.#e=o,this.closed=new C(i=>{this.#n=i}),this.#r={message:(i,a,d)=>this.#b(i,a,d),messages:i=>this.#h(i),end:i=>{this.#d=i,this.#E()},credit:()=>this.#A()},
this.id=t.open(this.#r,s),G(this,"id",{__proto__:null,writable:!1,configurable:!1})}get onmessage(){return this.#e}set onmessage(o){this.#e=
o,this.#v()}#h(o){let{frames:s,from:i,to:a,number:d}=o,l=i;for(;l<a;){let u=this.#e;if(u!==void 0&&this.#o.size===0&&this.#t.size===0&&this.#a===
void 0){l=this.#f(u,o,l);continue}let c={number:d+l-i,bytes:s.bodyBytes(l),ready:!1,value:void 0,error:void 0};t.counters.bytesDown+=c.bytes;
let m=l;Dt(c,()=>s.value(m)),this.#o.size===0?this.#y(c):this.#o.push(c),l+=1}}#f(o,{frames:s,from:i,to:a,number:d},l){let u=l,c=0,m=0,h=0;for(;u<
a&&this.#e===o&&this.#a===void 0;){let x=s.bodyBytes(u);c+=x;let P;try{P=s.value(u)}catch(j){u+=1,this.#w(j);break}u+=1;try{o(P)}catch(j){Ae(
j)}m+=1,h+=Ne(x),(m===mi||h>=_d||a-i<mi)&&(t.dequeued(this.id,m,h),m=0,h=0)}return m!==0&&t.dequeued(this.id,m,h),t.counters.bytesDown+=c,t.
acknowledge(d+l-i,d+u-i-1),u}#b(o,s,i){let a={number:i,bytes:o.bodyBytes,ready:!1,value:void 0,error:void 0};if((o.flags&1)===0){t.counters.
bytesDown+=o.bodyBytes,Dt(a,()=>Be(o)),this.#o.size===0?this.#y(a):this.#o.push(a);return}this.#o.push(a),O(t.pull(s,o.bodyBytes,void 0,()=>{}),
d=>{Dt(a,()=>He(o,d.value,!0)),this.#E()},d=>{a.ready=!0,a.error=d,this.#E()})}#w(o){let s=o instanceof f?o.message:"the body of a message c\
ould not be fetched";t.close(this.id,{reason:"frame_lost",message:s}),this.#g({reason:"frame_lost",message:s})}#E(){for(;;){let o=this.#o.peek();
if(o===void 0||!o.ready)break;this.#o.shift(),this.#y(o)}this.#d!==void 0&&this.#o.size===0&&this.#g(this.#d)}#y(o){this.#a===void 0&&(o.error!==
void 0?this.#w(o.error):this.#e!==void 0&&this.#t.size===0?this.#_(this.#e,o.value,o.bytes):(this.#t.push(o),this.#v())),t.acknowledge(o.number)}#v(){
for(;this.#t.size>0;){let o=this.#e;if(o!==void 0){let s=this.#t.shift();if(s===void 0)return;this.#_(o,s.value,s.bytes)}else{let s=this.#s.
shift();if(s===void 0)return;let i=this.#t.shift();if(i===void 0)return;s.resolve({done:!1,value:i.value}),t.dequeued(this.id,1,Ne(i.bytes))}}
this.#x(),this.#T()}#_(o,s,i){try{o(s)}catch(a){Ae(a)}t.dequeued(this.id,1,Ne(i))}#g(o){this.#a===void 0&&(this.#a=o,this.#k(),this.#v())}#p=!1;#T(){
let o=this.#a;if(!(o===void 0||this.#p)){this.#p=!0,this.#n(o.reason);try{this.onend?.(o.reason,o.message)}catch(s){Ae(s)}}}#x(){let o=this.#a;
if(o!==void 0)for(;;){let s=this.#s.shift();if(s===void 0)return;o.reason==="ended"||o.reason==="cancelled"?s.resolve({done:!0,value:void 0}):
s.reject(Pn("channel",o))}}[Symbol.asyncIterator](){return T({next:()=>new C((o,s)=>{this.#s.push({resolve:o,reject:s}),this.#v()}),return:()=>new C(
o=>{this.close(),o({done:!0,value:void 0})}),[Ce](){return this}})}get bufferedAmount(){return this.#u}send(o){return new C((s,i)=>{if(this.#l||
this.#a!==void 0)throw Pn("channel",this.#a);let a=It(o),d={payload:void 0,resolve:s,reject:i},l=c=>{i(c),d.payload=hi,this.#A()},u=c=>{let m=b(
c.bytes),{body_bytes_max:h}=t.limits;if(m>h)return l(new f("body_too_large",`a message of ${m} bytes on channel ${this.id}; body_bytes_max i\
s ${h}`));d.payload=c,this.#u+=m,this.#A()};t.session.openSender(this.id),this.#i.push(d),a.now!==void 0?u({...a.now,bytes:W(a.now.bytes)}):
a.later!==void 0&&O(a.later,c=>u(c.value),l)})}#A(){for(;;){let o=this.#i.peek();if(o?.payload===void 0)break;if(o.payload!==hi){let s=b(o.payload.
bytes);if(!t.session.enqueue(this.id,o.payload,s,()=>t.drawId()))break;t.counters.bytesUp+=s,this.#u-=s,o.resolve()}this.#i.shift()}t.flush(),
this.#c!==void 0&&this.#i.size===0&&this.#B(this.#c)}#k(){for(;;){let o=this.#i.shift();if(o===void 0)break;o.reject(Pn("channel",this.#a))}
this.#u=0}get writer(){if(this.#m===void 0){if(er===void 0)throw new f("internal","this engine has no WritableStream");let o={write:s=>this.
send(s),close:()=>this.close(),abort:s=>this.close("failed",s instanceof Fe?s.message:void 0)};this.#m=wo(new er(T(o)))}return this.#m}close(o,s){
this.#a!==void 0||this.#l&&(o??"ended")==="ended"||(this.#c={reason:o??(t.session.sends(this.id)?"ended":"cancelled"),message:s},this.#l=!0,
(this.#i.size===0||this.#c.reason!=="ended")&&this.#B(this.#c))}#B(o){if(this.#a===void 0){for(t.close(this.id,o);this.#t.size>0;)this.#t.shift();
this.#g(o)}}#S(){return this.#p&&this.#a?.reason==="ended"&&!this.#l&&(this.#a=void 0,this.#d=void 0,this.#p=!1,t.open(this.#r,this.id)),zn+
this.id}toJSON(){return this.#S()}__TAURI_TO_IPC_KEY__(){return this.#S()}}let n=e.prototype;return G(n,lt,{__proto__:null,value(){this.close()}}),
H(e),H(n),e}var hi=H({kind:0,element:0,bytes:W(D)});function Td({frame:t,bytes:e,error:n}){if(n!==void 0)throw n;return e===void 0?Be(t):He(t,e,!1)}var Bd=1024,Ad={kind:"Any"},qr=t=>t===void 0?
Ad:typeof t=="string"?{kind:"AnyLabel",label:t}:t;function pi(t,e){let n=q(),r=new N,o=new N,s=0,i=0,a=(g,p)=>{try{g.handler({event:p.head.event,
id:g.id,payload:Td(p)})}catch(w){Ae(w)}},d=g=>{let p=g.head.listeners??E();for(let w=0;w<p.length;w++){let B=p[w]??0,_=n.get(B);_!==void 0?a(
_,g):s>0&&o.size<Bd&&(g.frame.keep(),o.push({id:B,arrived:g}))}t.acknowledge(g.number)};t.onEvents=(g,{frames:p,from:w,to:B,number:_})=>{let F=g.
listeners??E(),L=w;for(;L<B&&r.size===0&&s===0;L++){t.counters.bytesDown+=p.bodyBytes(L);for(let $=0;$<F.length;$++){let ie=n.get(F[$]??0);ie!==
void 0&&l(ie,g.event,p,L)}}for(L>w&&t.acknowledge(_,_+L-w-1);L<B;L++)t.onEvent(g,p.event(L),_+L-w)};let l=(g,p,w,B)=>{try{g.handler({event:p,
id:g.id,payload:w.value(B)})}catch(_){Ae(_)}},u=()=>{for(;;){let g=r.peek();if(g===void 0||!g.ready)return;r.shift(),d(g)}};t.onEvent=(g,p,w)=>{
let B={head:g,frame:p,number:w,ready:!0,bytes:void 0,error:void 0};if((p.flags&1)===0){if(t.counters.bytesDown+=p.bodyBytes,r.size===0)return d(
B);p.keep(),r.push(B);return}B.ready=!1,r.push(B),O(t.pull(g.body??0,p.bodyBytes,void 0,()=>{}),_=>{B.bytes=_.value,B.ready=!0,u()},_=>{B.error=
_,B.ready=!0,u()})};let c=async g=>{s+=1,i+=1,t.listen();try{let p=await y(e("plugin:event|listen",{event:g.name,target:g.target,handler:i}));
if(typeof p!="number")throw new f("internal","the host registered a listener without an id");g.id=p,g.gone?O(h(g),m,m):n.set(p,g)}finally{s-=
1;let p=o;for(o=new N;;){let w=p.shift();if(w===void 0)break;let B=n.get(w.id);B!==void 0?a(B,w.arrived):s>0&&o.push(w)}}},m=()=>{},h=g=>e("\
plugin:event|unlisten",{event:g.name,eventId:g.id}),x=g=>g.gone?qe(null):(g.gone=!0,g.id===0?qe(null):(n.delete(g.id),h(g)));t.onRestart=()=>{
let g=E();ae(n,p=>v(g,p));for(let p=0;p<g.length;p++){let w=g[p];w!==void 0&&(n.delete(w.id),O(c(w),()=>{},Ae))}};let P=async(g,p,w)=>{let B={
name:g,target:qr(w?.target),handler:p,id:0,gone:!1},_=w?.signal,F=()=>{O(x(B),m,m),_!==void 0&&Ve(_,"abort",F)};if(G(F,lt,{__proto__:null,value:F}),
_!==void 0){if(de(_))return B.gone=!0,F;te(_,"abort",F)}return await y(c(B)),F};return T({listen:P,once:(g,p,w)=>{let B,_=!1,F=P(g,L=>{_||(_=
!0,B?.(),p(L))},w);return O(F,L=>{B=L,_&&L()},()=>{}),F},attach:async(g,p,w)=>{let B={name:g,target:qr(p),handler:w,id:0,gone:!1};return await y(
c(B)),S({id:B.id,detach:()=>x(B)})},async emit(g,p){await y(e("plugin:event|emit",p===void 0?{event:g}:{event:g,payload:p}))},async emitTo(g,p,w){
let B=qr(g);await y(e("plugin:event|emit_to",w===void 0?{target:B,event:p}:{target:B,event:p,payload:w}))},events(g,p){return kd(P,g,p)}})}function kd(t,e,n){
let r=()=>{let o=new N,s=new N,i=!1,a=()=>{i=!0;for(let u=s.shift();u!==void 0;u=s.shift())u({done:!0,value:void 0})},d=n?.signal;d!==void 0&&
te(d,"abort",a);let l=t(e,u=>{let c=s.shift();c===void 0?o.push(u):c({done:!1,value:u})},n);return T({async next(){await y(l);let u=o.shift();
return u!==void 0?{done:!1,value:u}:i||d!==void 0&&de(d)?{done:!0,value:void 0}:await y(new C(c=>s.push(c)))},async return(){return a(),(await y(
l))(),{done:!0,value:void 0}}})};return T({[Ce]:r})}var Ht=class{channel;#e;#n;#r;#o;#t;#s;constructor(e,n,r,o){this.#e=e,this.#n=Ur(n,e.limits.inline_body_bytes_max),this.#r=r,this.#o=o,this.
channel=e.open(this)}message(e,n,r){n!==0&&this.#e.release(n),this.#e.acknowledge(r)}messages(e){this.#e.acknowledge(e.number,Ge(e))}end(e){
this.#t===void 0&&(this.#t=e,this.#n.cancel(new f("channel_closed",e.message??`the host has closed the upload: ${e.reason}`,{data:e.reason})),
this.credit())}credit(){let e=this.#s;this.#s=void 0,e?.()}start(){this.#e.session.openSender(this.channel),O(this.#i(),()=>this.#d({reason:"\
ended",message:void 0}),e=>{this.#t===void 0&&(this.#d({reason:"failed",message:e instanceof Fe?e.message:"the source failed"}),this.#o(e))})}cancel(e){
this.#t===void 0&&(this.#d({reason:"cancelled",message:void 0}),this.#n.cancel(e),this.credit())}async#i(){let e=this.#e.limits.inline_body_bytes_max;
for(;this.#t===void 0;){let n=await y(this.#n.next());if(n===void 0)return;let r=n.value,o=b(r);for(let s=0;s<o;s+=e){let i=Z(r,s,ee(s+e,o));
if(await y(this.#u(T({kind:1,element:0,bytes:i}))),this.#t!==void 0)return}}}async#u(e){let n=b(e.bytes);for(;this.#t===void 0&&!this.#e.session.
enqueue(this.channel,e,n);)await y(new C(r=>{this.#s=r}));this.#t===void 0&&(this.#e.counters.bytesUp+=n,this.#r(n),this.#e.flush())}#d(e){this.#t===
void 0&&(this.#t=e,this.#e.close(this.channel,e))}};function bi(t,e,n){return M(t)?Se(Ee(1,Sd(t))):It(t,e,n)}function Sd(t){let e=new k(t.length);for(let n=0;n<t.length;n++){let r=t[n];if(typeof r!=
"number"||r<0||r>255||r%1!==0)throw new Y(`an array as the whole argument is read as bytes, and element ${n} is not an integer from 0 to 255\
: pass an object, such as { values }`);e[n]=r}return e}function gi(t){let e=E();if(t==null)return e;if(Ro(t))ot(t,(n,r)=>v(e,[r,n]));else if(M(t))for(let n=0;n<t.length;n++){let r=t[n];if(!M(r)||
r.length!==2)throw new Y(`header ${n+1} is not a pair of a name and a value`);v(e,[`${r[0]}`,`${r[1]}`])}else if(typeof t=="object"){let n=Q(
t);for(let r=0;r<n.length;r++){let o=n[r]??"";v(e,[o,`${t[o]}`])}}else throw new Y("headers must be an object, an array of pairs or a Header\
s object");return e}var Je=class{value;constructor(e){this.value=e}},Nt=class{command;options;#e;#n;#r;#o;#t=0;#s=!1;#i;#u=!1;#d=!1;#a;#l;#c;#m;#h;#f=E();#b;constructor(e,n,r,o,s,i){
this.#e=e,this.command=n,this.options=r,this.#n=o,this.#r=s,this.#o=i}get signal(){return this.#l===void 0?void 0:st(this.#l)}start(e){try{if(this.#e.
left)throw new f("document_gone","the page is being left: a call that starts in or after `pagehide` does not run");let{signal:n,timeout:r,headers:o}=this.
options;if(n!==void 0&&de(n))return this.#S(le(n),!0);let s=gi(o),i=ir(this.command,s),a=bi(e,this.#e.limits.inline_body_bytes_max,l=>this.#w(
l)),{following:d}=a;this.#E(n,r),a.now!==void 0?this.#y(i,s,a.now,d,!0):a.later!==void 0&&O(a.later,({value:l})=>{if(!this.#s)try{this.#y(i,
s,l,d,!1)}catch(u){this.fail(u)}},l=>this.fail(l))}catch(n){this.fail(n)}}#w(e){this.#e.onChannelNamed(e),this.#e.name(e),v(this.#b??=E(),e)}#E(e,n){
if(!(e===void 0&&n===void 0)&&(this.#l=new Cn,e!==void 0&&(this.#c=e,this.#h=()=>this.#k(le(e)),te(e,"abort",this.#h)),n!==void 0)){if(typeof n!=
"number"||n<0||n!==n)throw new Y("the option `timeout` must be a number of milliseconds that is not negative");no(n)&&(this.#m=On(()=>this.#k(
new it(`${this.command} did not finish within its timeout of ${n} ms`,"TimeoutError")),n))}}#y(e,n,r,o,s){let i=this.#e,{limits:a}=i,d=b(r.bytes);
if(d>a.body_bytes_max)throw new f("body_too_large",`the arguments have ${d} bytes; body_bytes_max is ${a.body_bytes_max}`);let l=d>a.inline_body_bytes_max||
(i.lane.isCrowded?.(d)??!1);l&&this.#l===void 0&&(this.#l=new Cn);let u=o.length===0?e:ir(this.command,n,this.#g(o)),c=i.register(this);this.#t=
c,i.counters.bytesUp+=d;let m=l?Bt(2,c,0,0,u,r):Er(2,c,0,0,u,r);O(i.lane.call(Ws(m),this.signal),h=>this.#p(h.value),h=>this.fail(h));for(let h=0;h<
this.#f.length;h++)this.#f[h]?.start();l&&this.#v(c,r.bytes,s)}#v(e,n,r){let o=this.#e,s=b(n),i=this.progress("upload",s),a=this.#_(e,n,i);if(a>=
s||this.#s)return;let d=Z(n,a,s);O(mt(o.lane,e,a,r?W(d):d,o.segments,this.signal,i),()=>{},l=>{this.#s||this.#u||(this.#i=l,o.cancel(e))})}#_(e,n,r){
let{lane:o,segments:s}=this.#e;if(o.tryUpload===void 0)return 0;let i=b(n),a=0;for(;a<i&&!this.#s;){let d=o.tryUpload(e,a,Z(n,a,ee(i,a+s.bytes)));
if(d===0)break;a+=d,r(d)}return a}#g(e){let n=E(),r=0;for(let s=0;s<e.length;s++){let i=e[s]?.length;r=r===void 0||i===void 0?void 0:r+i}let o=this.
progress("upload",r);for(let s=0;s<e.length;s++){let i=e[s];if(i===void 0)continue;let a=c=>{this.#s||this.#k(c)},d=new Ht(this.#e,i.source,
o,a);v(this.#f,d);let{attachment:l,length:u}=i;v(n,T(u===void 0?{attachment:l,channel:d.channel}:{attachment:l,channel:d.channel,length:u}))}
return n}progress(e,n){let{onProgress:r}=this.options,o=0;return s=>{if(o+=s,!(r===void 0||this.#s))try{r({phase:e,loaded:o,total:n})}catch(i){
this.fail(i)}}}#p(e){if(this.#s)return this.#T(e);try{let n=Or(e);if(n.kind!==3||n.id!==this.#t)throw new f("internal",`the lane answered ca\
ll ${this.#t} with another frame, of kind ${n.kind}`);if(this.#u=!0,this.#d=this.#e.replied(this.#t,n.seq),(n.flags&4)!==0){let{code:o,message:s,
command:i,key:a}=rn(n.head);return o==="cancelled"&&this.#i!==void 0?this.fail(this.#i):(this.#l!==void 0&&In(this.#l,new f(o,s)),this.#a={value:new f(
o,s,{command:i??this.command,key:a}),failed:!0},this.#x())}let r=this.#n(this,n);"now"in r?(this.#a={value:r.now,failed:!1},this.#x()):O(r.later,
({value:o})=>{this.#a={value:o,failed:!1},this.#x()},o=>this.fail(o))}catch(n){this.fail(n)}}#T(e){try{let n=Or(e);n.kind===3&&(n.flags&1)!==
0&&this.#e.release(tn(n).body??0)}catch{}}pass(){this.#d=!0,this.#x()}gone(e){this.fail(new f("document_gone",e.message??"the document was c\
losed by the host",{command:this.command}))}#x(){this.#d&&this.#a!==void 0&&this.#S(this.#a.value,this.#a.failed)}fail(e){if(!this.#s){if(e instanceof
Je)return this.#a={value:e.value,failed:!0},this.#x();e instanceof fe&&this.#t!==0&&this.#e.cancel(this.#t),this.#S(this.#A(e),!0),this.#B(e)}}#A(e){
let{command:n}=this;return e instanceof fe?new f("internal",`the request of the call ${n} failed: the command may or may not have run, and t\
he call is not repeated`,{command:n,cause:e.cause}):e instanceof f&&e.command===void 0?new f(e.code,e.message,{command:n,key:e.key,data:e.data,
cause:e.cause}):e}#k(e){this.#s||(this.#S(e,!0),this.#t!==0&&!this.#u&&this.#e.cancel(this.#t),this.#B(e))}#B(e){for(let n=0;n<this.#f.length;n++)
this.#f[n]?.cancel(e);this.#l!==void 0&&In(this.#l,e)}#S(e,n){if(this.#s)return;this.#s=!0,this.#t!==0&&this.#e.unregister(this.#t);let r=this.#b;
if(r!==void 0)for(let o=0;o<r.length;o++)this.#e.unname(r[o]??0);this.#m!==void 0&&nt(this.#m),this.#c!==void 0&&this.#h!==void 0&&Ve(this.#c,
"abort",this.#h),n?this.#o(e):this.#r(e)}};var jt=class{#e;constructor(e){this.#e=b(e)===0?void 0:e}async next(){let e=this.#e;return this.#e=void 0,e===void 0?void 0:S(e)}close(){this.#e=
void 0}},Ke=class{status;headers;length;#e;#n=!1;constructor(e,n){this.status=e.status,this.headers=e.headers,this.length=e.length,this.#e=n}#r(){
if(this.#n)throw new f("bad_arguments","this stream is being read already: a body can be read once");return this.#n=!0,this.#e}[Symbol.asyncIterator](){
let e=this.#r();return T({async next(){let n=await y(e.next());return n===void 0?{done:!0,value:n}:{done:!1,value:n.value}},async return(){return e.
close(),{done:!0,value:void 0}},[Ce](){return this}})}get readable(){let e=this.#r();if(Zt===void 0)throw new f("internal","this webview has\
 no ReadableStream");return new Zt(T({async pull(n){try{let r=await y(e.next());r===void 0?xo(n):Eo(n,r.value)}catch(r){vo(n,r)}},cancel(){e.
close()}}),T({highWaterMark:0}))}async bytes(e){let n=this.length,r=e?.onProgress;return(await y(this.read(e?.into,(o,s)=>r?.({phase:"downlo\
ad",loaded:s,total:n})))).value}async read(e,n){let r=this.length,o=this.#r();try{let s;e!==void 0?s=Rn(e,r??0):r!==void 0&&(s=new k(r));let i=E(),
a=0;for(;;){let d=await y(o.next());if(d===void 0)break;let l=d.value,u=b(l);e!==void 0&&r===void 0&&(s=Rn(e,a+u)),s===void 0?v(i,l):se(s,l,
a),a+=u,n(u,a)}if(r!==void 0&&a<r)throw new f("cancelled",`the stream was cancelled after ${a} of ${r} bytes`);return S(s??Ue(i,a))}finally{
o.close()}}cancel(){this.#n=!0,this.#e.close()}};H(Ke);H(Ke.prototype);function cn(t,e){let n=E(),r=t.headers??n;for(let o=0;o<r.length;o++)v(n,[r[o]?.[0]??"",r[o]?.[1]??""]);return{status:t.status??200,headers:or(
n),length:t.stream===void 0?e.bodyBytes:t.length}}var Mt=class{#e;#n;#r;#o;#t;#s=new N;#i=new N;#u=0;#d;#a=!1;#l;constructor(e,n,r,o){this.#e=e,this.#n=n,this.#r=r,this.#o=o,this.#t=()=>this.#c(
o===void 0?void 0:le(o)),e.openStream(n,this),o!==void 0&&(de(o)?this.#c(le(o)):te(o,"abort",this.#t))}message(e,n,r){if(n!==0){this.#e.release(
n);let o={reason:"frame_lost",message:"the host deferred a message of a stream"};this.#e.close(this.#n,o),this.end(o)}else this.#a||(this.#s.
push(W(e.body)),this.#h());this.#e.acknowledge(r)}messages({frames:e,from:n,to:r,number:o}){for(let s=n;s<r;s++)this.message(e.message(s),0,
o+s-n)}end(e){this.#d??=e,this.#m(),this.#h()}credit(){}next(){return new C((e,n)=>{this.#i.push({resolve:e,reject:n}),this.#h()})}close(){if(!this.#a){
for(this.#a=!0,this.#m();this.#s.size>0;)this.#s.shift();this.#d===void 0&&this.#e.close(this.#n,{reason:"cancelled",message:void 0}),this.#h()}}#c(e){
this.#l=e,this.close()}#m(){this.#o!==void 0&&Ve(this.#o,"abort",this.#t)}#h(){for(;this.#i.size>0;){let e=this.#s.peek();if(e===void 0&&this.#d===
void 0&&!this.#a)return;let n=this.#i.shift();if(e===void 0){this.#l!==void 0?n?.reject(this.#l):this.#a?n?.resolve(void 0):this.#f(n);continue}
this.#s.shift();let r=b(e);this.#u+=r,this.#e.counters.bytesDown+=r,this.#e.session.dequeued(this.#n,1,Ne(r)),this.#e.flush(),n?.resolve(S(e))}}#f(e){
if((this.#d?.reason??"ended")!=="ended")return e?.reject(Pn("stream",this.#d));if(this.#r===void 0||this.#u===this.#r)return e?.resolve(void 0);
e?.reject(new f("stream_failed",`the stream ended at ${this.#u} of ${this.#r} bytes`))}},Ut=class{#e;#n;#r;#o;#t=new N;#s=0;#i=!1;constructor(e,n,r,o){
this.#e=e,this.#n=n,this.#r=r,this.#o=o}async next(){let{bytes:e,inFlight:n}=this.#e.segments;for(;!this.#i&&this.#s<this.#r&&this.#t.size<n;){
let o=ee(e,this.#r-this.#s),s=ft(this.#e.lane,this.#n,this.#s,o,this.#o,()=>{});O(s,()=>{},()=>{}),this.#t.push(s),this.#s+=o}let r=this.#t.
shift();if(r===void 0||this.#i){this.close();return}try{let o=await y(r);return this.#e.counters.bytesDown+=b(o.value),this.#s===this.#r&&this.#t.
size===0&&this.close(),o}catch(o){throw this.close(),o}}close(){this.#i||(this.#i=!0,this.#e.release(this.#n))}};function wi(t){return(e,n)=>{let r=tn(n),o=(n.flags&2)!==0;if(e.options.onResponse?.(cn(r,n)),r.stream!==void 0)return{now:Vr(t,r,n,r.stream,
e.options.signal)};if(r.body===void 0||(n.flags&1)===0){if(o)throw new Je(Be(n));return t.counters.bytesDown+=b(n.body),{now:new Ke(cn(r,n),
new jt(W(n.body)))}}if(o)return{later:Rd(t,e,n,r.body)};let s=e.options.signal;return{now:new Ke(cn(r,n),new Ut(t,r.body,n.bodyBytes,s))}}}async function Rd(t,e,n,r){
let o=(await y(t.pull(r,n.bodyBytes,e.signal,()=>{}))).value;throw new Je(He(n,o,!0))}function Vr(t,e,n,r,o){return new Ke(cn(e,n),new Mt(t,
r,e.length,o))}function vi(t,e){return(n,r)=>{let o=tn(r);n.options.onResponse?.(cn(o,r));let s=(a,d)=>{let l=a===void 0?Be(r):He(r,a,d);if((r.flags&2)!==0)
throw new Je(l);return r.payload===2&&e(n.command,l),l};if(o.stream!==void 0)return{later:Fd(t,n,r,o.stream,s)};let i=r.payload===1&&(r.flags&
2)===0?n.options.into:void 0;if(o.body===void 0||(r.flags&1)===0){let a=r.bodyBytes;if(t.counters.bytesDown+=a,n.progress("download",a)(a),i===
void 0)return{now:s(void 0,!1)};let d=Rn(i,a);return se(d,r.body,0),{now:d}}return{later:Pd(t,n,r,o.body,i,s)}}}async function Pd(t,e,n,r,o,s){
let i=e.progress("download",n.bodyBytes);if(o===void 0)return S(s((await y(t.pull(r,n.bodyBytes,e.signal,i))).value,!0));let a;try{a=Rn(o,n.
bodyBytes)}catch(d){throw t.release(r),d}return await y(t.pullInto(r,a,e.signal,i)),S(a)}async function Fd(t,e,n,r,o){let s=Vr(t,tn(n),n,r,e.
signal),{into:i}=e.options,a=e.progress("download",s.length),d=(await y(s.read(i,l=>a(l)))).value;return S(i===void 0?o(d,!0):d)}function Ei(t){if(nr===void 0)throw new f("internal","this webview has no MessageChannel");let e=new nr,n=To(e),r=new Pe,o=new Pe,s=d=>{try{
Ao(n,d,Io(d.type==="value"?Ld(d.value):E()))}catch(l){let u=l instanceof Fe?l.message:"the result cannot be cloned for the worker";s({type:"\
ipc-error",id:d.id,code:"internal",message:u,command:void 0,key:void 0,data:void 0})}},i=(d,l)=>{if(l instanceof f){let{code:u,message:c,command:m,
key:h,data:x}=l;s({type:"ipc-error",id:d,code:u,message:c,command:m,key:h,data:x})}else l instanceof it?s({type:"exception",id:d,name:l.name,
message:l.message}):s({type:"error",id:d,error:l})},a=d=>{let{id:l}=d;switch(d.type){case"invoke":{let u=new Cn;je(r,l,u);let c=T({headers:d.
headers,signal:st(u),timeout:d.timeout});d.progress&&(c.onProgress=({phase:h,loaded:x,total:P})=>s({type:"progress",id:l,phase:h,loaded:x,total:P}));
let m=d.typed?vt(d.args):d.args;O(t.invoke(d.command,m,c),h=>{_e(r,l),s({type:"value",id:l,value:h})},h=>{_e(r,l),i(l,h)});return}case"cance\
l":{let u=Le(r,l);u!==void 0&&In(u,void 0);return}case"listen":O(t.listen(d.event,u=>s({type:"event",id:l,event:u.event,listener:u.id,payload:u.
payload}),T({target:d.target})),u=>{je(o,l,u),s({type:"value",id:l,value:null})},u=>i(l,u));return;case"unlisten":Le(o,l)?.(),_e(o,l);return}};
return ko(n,d=>a(So(d))),Bo(e)}function Ld(t){let e=E(),n=new Gn,r=o=>{if(typeof o!="object"||o===null)return;let s=Me(o)?K(o):gn(o)?o:void 0;
if(s!==void 0){Qn(n,s)||(Xn(n,s),v(e,s));return}if(M(o)){for(let a=0;a<o.length;a++)r(o[a]);return}let i=Q(o);for(let a=0;a<i.length;a++)r(o[i[a]??
""])};return r(t),e}var xi="0.1.0";var _i=H(T({}));function Ti(t,{label:e,limits:n,debug:r}){let o=F=>{r&&wn("bytelane: "+F)},s=new Ot(t,{limits:n,version:xi,warn:o}),i=new Gn,
a=(F,L)=>{if(!r||Qn(i,F))return;let $=yr(L);if($===void 0)return;Xn(i,F),o(`${F}: a long array of ${$} was sent as JSON. ${$==="bytes"?"Retu\
rn Bytes or Vec<u8> alone; pass a Uint8Array.":"Return ipc::Typed; pass a typed array."}`)},d=(F,L,$,ie)=>new C((Ci,Ii)=>{a(L,$),new Nt(s,L,
ie,F,Ci,Ii).start($)}),l=vi(s,a),u=wi(s),c=((F,L,$)=>d(l,`${F}`,L,$??_i));c.stream=(F,L,$)=>d(u,`${F}`,L,$??_i),H(c);let m=T({}),h=(()=>{let F=T(
{...s.counters,duplicatesDropped:s.duplicates}),L=Q(m);for(let $=0;$<L.length;$++){let ie=L[$]??"";F[ie]=m[ie]?.()}return H(F)});h.add=(F,L)=>{
if(F==="duplicatesDropped"||J(s.counters,F)||J(m,F))throw new Y(`the counters ${F} exist already`);m[`${F}`]=L},H(h);let x=pi(s,c),{listen:P,
once:j,emit:X,emitTo:g,attach:p}=x,w=yi(s),B={invoke:c,Channel:w,IpcError:f,label:e,typed:vt,listen:P,once:j,emit:X,emitTo:g,events:x.events,
lane:()=>t.name,stats:h,workerPort:()=>Ei(B)},_=()=>{s.left=!0};return{client:H(T(B)),engine:s,Channel:w,attach:p,leave:_,restart:()=>s.restart()}}var Od=42,Cd=46;function Wr(t,e){let n=0;for(;n<t.length&&oe(t,n)!==Od;)n+=1;if(n===t.length)return t===e;let r=ne(t,0,n),o=ne(t,n+1),s=e.length-
o.length;if(s<=n||ne(e,0,n)!==r||ne(e,s)!==o)return!1;for(let i=n;i<s;i++)if(!Id(oe(e,i),o!==""))return!1;return!0}function Id(t,e){return t>=
48&&t<=57||e&&(t===Cd||t===45||t>=97&&t<=122)}function Bi(t,e){let n=new Pe,r=new Pe,o=i=>{_e(n,i);let a=Le(r,i);_e(r,i),a?.close()},s=(i,a)=>{let d=Le(n,i);d!==void 0?d(a):wn(`[TAURI] C\
ouldn't find callback id ${i}. This might happen when the app is reloaded while Rust is running an asynchronous operation.`)};return t.onChannelNamed=
i=>{if(!mn(n,i)||mn(r,i))return;let a=0,d=new e(l=>{let u=a;a+=1,s(i,{message:l,index:u})},i);je(r,i,d),d.onend=(l,u)=>{mn(n,i)&&(_e(r,i),s(
i,{end:!0,index:a}),l!=="ended"&&l!=="cancelled"&&Ae(new f("channel_closed",`channel ${i}: ${u??l}`,{data:l})))}},{map:n,transform(i,a=!1){let d=t.
drawChannel();return je(n,d,l=>(a&&o(d),i?.(l))),d},unregister:o,run:s}}var Dd=t=>typeof t=="object"&&t!==null&&typeof t.event=="string"&&typeof t.handler=="number";function Ai(t,e){let n=new Pe,r=async({event:o,
target:s,handler:i})=>{let a=0,d,{value:l}=await y(t(o,s,u=>{a===0&&(a=u.id),d?.muted!==!0&&e.run(i,{event:u.event,id:a,payload:u.payload})}));
return a=l.id,d={attached:l,muted:!1},je(n,a,d),a};return{serve(o,s){if(o==="plugin:event|listen")return Dd(s)?r(s):void 0;if(o!=="plugin:ev\
ent|unlisten")return;let i=s?.eventId,a=typeof i=="number"?Le(n,i):void 0;if(!(a===void 0||typeof i!="number"))return _e(n,i),a.muted=!0,a.attached.
detach()},unregister(o,s){let i=Le(n,s);i!==void 0&&(i.muted=!0)}}}function ki({client:t,engine:e,Channel:n,attach:r},o){let s=Bi(e,n),i=Ai(r,s),{label:a,scheme:d,sep:l,delimiter:u}=o,c=(P,j={},X)=>new C((g,p)=>O(
i.serve(P,j)??t.invoke(P,j,X),g,w=>p(w instanceof f?w.message:w))),m=({cmd:P,callback:j,error:X,payload:g,options:p})=>O(c(P,g,p),w=>s.run(j,
w),w=>s.run(X,w)),h={},x=(P,j,X)=>G(P,j,{__proto__:null,value:X,enumerable:!0});x(h,"invoke",c),x(h,"transformCallback",s.transform),x(h,"un\
registerCallback",s.unregister),x(h,"runCallback",s.run),x(h,"callbacks",s.map),x(h,"convertFileSrc",(P,j="asset")=>d[0]+j+d[1]+to(P)),x(h,"\
ipc",m),x(h,"postMessage",P=>m(typeof P=="string"?xe(P):P)),x(h,"metadata",{currentWindow:{label:a},currentWebview:{windowLabel:a,label:a}}),
x(h,"plugins",{path:{sep:l,delimiter:u}}),x(globalThis,"__TAURI_INTERNALS__",h),x(globalThis,"__TAURI_EVENT_PLUGIN_INTERNALS__",{unregisterListener:i.
unregister}),x(globalThis,"isTauri",!0)}var Si=()=>J(globalThis,"bytelane");function Ri({origins:t}){let{window:e}=globalThis;if(e!==e.top||(e.opener??null)!==null||globalThis.document?.
contentType==="application/json")return!1;let{origin:n,protocol:r,host:o}=globalThis.location,s=r+"//"+o;for(let i=0;i<t.length;i++){let a=t[i]??
"";if(Wr(a,n)||Wr(a,s))return!0}return!1}function Pi({label:t,debug:e,limits:n,tauri:r},o){let s=Ti(o,{label:t,debug:e,limits:n});return G(globalThis,
"bytelane",{__proto__:null,value:s.client,enumerable:!0}),r!==null&&ki(s,r),s}function Fi({leave:t,restart:e},n){te(globalThis,"pagehide",r=>{
r.isTrusted&&t()}),te(globalThis,"pageshow",r=>{!r.isTrusted||!r.persisted||(n(),e())})}function Hd(){let t=globalThis;if(!J(t,"__BYTELANE_NATIVES__"))return;let e=t.__BYTELANE_NATIVES__;return delete t.__BYTELANE_NATIVES__,e}var Li="\
a page that is loaded from a text has no origin, which the engine requires: load it with `AttachOptions::html` in place of `WebViewBuilder::\
with_html`";function Oi(){let{protocol:t}=globalThis.location;return globalThis.window===globalThis.window.top&&(t==="about:"||t==="data:")}
function Nd(t){let{base:e,debug:n}=t,r=Hd();if(Si())return;let o=c=>wn("bytelane: "+c);if(!Ri(t)){n&&Oi()&&o(Li);return}let s=cs(),i=Oi()?Li:
void 0;Do(t.limits);let a=us(e,s,void 0,is(e)),d=ss(t.lane,r,s,a,o,i),l=r===void 0?[]:t.guarded;t.schemes.length+l.length>0&&ks({schemes:t.schemes,
secret:s,guarded:l,mark:()=>r?.mark()??""});let u=Pi({...t,limits:R},d);t.tauri!==null&&Ss(u.client.invoke),Fi(u,()=>s.renew())}Nd(__BYTELANE_CONFIG__);})();
