// bytelane: an injected script. Built from js/src by `npm run build`; do not edit.
"use strict";(()=>{var Kn="bytelane-secret",Yr="bytelane-error",Gr="bytelane-sequence",Jr="bytes:";var qt={head_bytes_max:131072,header_count_max:64,header_bytes_max:65536,headers_bytes_max:65536,path_bytes_max:2048,command_bytes_max:128,json_bytes_max:1073741824,
json_depth_max:127,body_bytes_max:1073741824,attachments_max:65536,inline_body_bytes_max:1048576,segment_bytes_max:2097152,segments_in_flight_max:6,
batch_bytes_max:1048576,batch_frames_max:4096,calls_in_flight_max:65536,channel_bytes_max:8388608,channel_frames_max:1024,channel_open_bytes:65536,
channel_open_frames:64,channels_open_max:65536,document_bytes_max:67108864,process_bytes_max:268435456,message_cost_bytes_min:64},Kr=1024,Xr=8388608;var{bind:Hi,call:Ni}=Function.prototype,H=Hi.bind(Ni),Vt=globalThis.Error,Dn=t=>()=>{throw new Vt(`bytelane: this webview has no ${t}`)},J=(t,e)=>H(
Object.getOwnPropertyDescriptor(t,e)?.get??Dn(`property ${String(e)}`)),Qr=(t,e)=>H(Object.getOwnPropertyDescriptor(t,e)?.set??Dn(`property ${String(
e)}`)),Zr=globalThis,fe=t=>Zr[t],re=t=>Zr[t]?.prototype??{},W=(t,e)=>H(re(t)[e]??Dn(`${t}.${e}`));var D=globalThis.Promise,Vd=globalThis.ArrayBuffer,ji=globalThis.DataView,S=globalThis.Uint8Array,Re=globalThis.Int32Array,Wt=globalThis.Float64Array,
Pe=globalThis.Map,mn=globalThis.Set,Fe=Vt,z=globalThis.TypeError,xe=JSON.parse,In=JSON.stringify,j=Object.freeze,Q=Object.keys,G=Object.defineProperty,
hn=Object.setPrototypeOf,Xn=Object.getPrototypeOf,K=H(Object.prototype.hasOwnProperty),$=Array.isArray,Qe=Number.isSafeInteger,to=Number.isFinite;var ee=Math.min,Qn=Math.max,zt=H(Number.prototype.toString),ne=H(String.prototype.slice),me=H(String.prototype.startsWith),Yt=H(String.prototype.
indexOf),oe=H(String.prototype.charCodeAt),ro=globalThis.encodeURIComponent,oo=H(String.prototype.toLowerCase),Le=H(globalThis.Map.prototype.
get),Me=H(globalThis.Map.prototype.set),yn=H(globalThis.Map.prototype.has),_e=H(globalThis.Map.prototype.delete),Wd=H(globalThis.Map.prototype.
clear),Gt=H(globalThis.Map.prototype.forEach),{get:Mi,set:Ui,has:$i,delete:qi,clear:Vi}=globalThis.Map.prototype,Wi=Object.getOwnPropertyDescriptor(
globalThis.Map.prototype,"size")?.get??Dn("Map.size"),Jt={__proto__:null,get:Mi,set:Ui,has:$i,delete:qi,clear:Vi};Object.defineProperty(Jt,"\
size",{__proto__:null,get:Wi});Object.freeze(Jt);function U(){return hn(new Pe,Jt)}var se=Gt,pn=H(globalThis.Set.prototype.add),bn=H(globalThis.
Set.prototype.has),zd=H(globalThis.Set.prototype.delete),so=Object.prototype,zi=Array.prototype,Zn=Object.getPrototypeOf(globalThis.Uint8Array.
prototype),et=globalThis.DataView.prototype,Ue=globalThis.ArrayBuffer.isView,Oe=J(globalThis.ArrayBuffer.prototype,"byteLength"),gn=J(Zn,Symbol.
toStringTag),X=J(Zn,"buffer"),Ze=J(Zn,"byteOffset"),g=J(Zn,"byteLength"),ie=H(globalThis.Uint8Array.prototype.set),io=J(et,"buffer"),ao=J(et,
"byteOffset"),lo=J(et,"byteLength"),eo=H(et.getUint32),wn={__proto__:null,Int8Array,Uint8Array:globalThis.Uint8Array,Uint8ClampedArray,Int16Array,
Uint16Array,Int32Array:Re,Uint32Array,Float32Array,Float64Array:Wt,BigInt64Array,BigUint64Array,Float16Array:fe("Float16Array")},N=new S(0);
function Z(t,e,n){return new S(X(t),Ze(t)+e,n-e)}function Y(t){let e=new S(g(t));return ie(e,t,0),e}var uo=H(globalThis.ArrayBuffer.prototype.
slice),co=globalThis.ArrayBuffer.prototype.transfer,Yi=H(co),fo=co===void 0?()=>{}:t=>void Yi(t,0);function $e(t,e){let n=new S(e),r=0;for(let o=0;o<
t.length;o++){let s=t[o];s!==void 0&&(ie(n,s,r),r+=g(s))}return n}var Gi=new TextEncoder,Ji=new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}),
Ki=H(TextEncoder.prototype.encode),Xi=H(TextDecoder.prototype.decode),he=t=>Ki(Gi,t),Te=t=>Xi(Ji,t),Qi=H(D.prototype.then);function y(t){return G(
t,"constructor",{__proto__:null,value:D})}function P(t,e,n){Qi(y(t),e,n)}var qe=globalThis.queueMicrotask,Hn=globalThis.setTimeout,nt=globalThis.
clearTimeout;function Ve(t){return new D(e=>e(t))}function tt(t){return new D((e,n)=>{let r=t.length;r===0&&e();for(let o=0;o<t.length;o++){
let s=t[o];s!==void 0&&P(s,()=>{r-=1,r===0&&e()},n)}})}function Ce(t){return new D(e=>{Hn(e,t)})}var rt=globalThis.fetch,Kt=J(re("Response"),
"status"),Xt=J(re("Response"),"headers"),Qt=W("Response","arrayBuffer"),Zt=W("Headers","get"),ot=W("Headers","forEach"),Nn=globalThis.AbortController,
jn=W("AbortController","abort"),st=J(re("AbortController"),"signal"),de=J(re("AbortSignal"),"aborted"),le=J(re("AbortSignal"),"reason"),te=W(
"EventTarget","addEventListener"),We=W("EventTarget","removeEventListener"),mo=globalThis.EventTarget,ho=globalThis.Event,yo=W("EventTarget",
"dispatchEvent"),it=globalThis.DOMException,Mn=W("Blob","arrayBuffer"),po=W("Blob","slice"),at=J(re("Blob"),"size"),er=fe("ReadableStream"),
nr=fe("WritableStream"),bo=W("ReadableStream","getReader"),go=W("ReadableStreamDefaultReader","read"),wo=W("ReadableStreamDefaultReader","ca\
ncel"),vo=W("WritableStream","getWriter"),Eo=W("ReadableStreamDefaultController","error"),xo=W("ReadableStreamDefaultController","enqueue"),
_o=W("ReadableStreamDefaultController","close"),tr=fe("MessageChannel"),To=t=>t in re("MessageChannel")?J(re("MessageChannel"),t):e=>e[t],Ao=To(
"port1"),Bo=To("port2"),ko=W("MessagePort","postMessage"),So=Qr(re("MessagePort"),"onmessage"),Ro=J(re("MessageEvent"),"data"),en=H(Function.
prototype[Symbol.hasInstance]),vn=t=>e=>t!==void 0&&en(t,e),Un=vn(fe("Blob")),Po=vn(fe("Headers")),Fo=vn(globalThis.Map),rr=vn(fe("ReadableS\
tream"));function En(t){return Xn(t)===so||$(t)}var Zi=vn(globalThis.ArrayBuffer);function xn(t){if(typeof t!="object"||t===null)return!1;if(Zi(
t))return!0;let e=Xn(t);if(e===null||e===so||$(t))return!1;try{return Oe(t),!0}catch{return!1}}var or=vn(fe("SharedArrayBuffer")),no=fe("cry\
pto"),ea=W("Crypto","getRandomValues");function Lo(t){if(no===void 0)throw new Fe("this webview has no crypto.getRandomValues");ea(no,t)}function nn(t){
let e=new S(t);Lo(e);let n="";for(let r=0;r<t;r++){let o=e[r]??0;n+=(o<16?"0":"")+zt(o,16)}return n}function dt(){let t=new S(8);Lo(t);let e=new ji(
X(t));return{low:eo(e,0,!0),high:eo(e,4,!0)}}var Oo=globalThis.console,Co=W("Element","getAttribute"),na=re("Element"),ta=H(Object.prototype.
isPrototypeOf),Do=t=>typeof t=="object"&&t!==null&&ta(na,t),ra=H(Oo.warn),_n=t=>ra(Oo,t),lt=Symbol.dispose??Symbol.for("Symbol.dispose"),De=Symbol.
asyncIterator;function x(){return hn([],null)}function E(t,e){t[t.length]=e}function sr(t){return hn(t,zi)}function Io(t){return G(t,Symbol.
iterator,{__proto__:null,value:()=>{let r=0;return T({next(){let o=t[r];return r+=1,r<=t.length?{done:!1,value:o}:{done:!0,value:void 0}}})},
enumerable:!1})}function T(t){return hn(t,null)}var ir=T({...qt}),F=ir;function Ho(t){let e=Q(ir);for(let n=0;n<e.length;n++){let r=e[n];if(r===void 0)continue;let o=K(t,r)?t[r]:void 0;ir[r]=
typeof o=="number"?o:qt[r]}}var oa="https://github.com/bytelane/bytelane/blob/main/docs/errors.md#",m=class extends Fe{name="IpcError";code;command;key;data;constructor(e,n,r){
super(n,{__proto__:null,cause:r?.cause}),this.code=e,this.command=r?.command,this.key=r?.key,this.data=r?.data}get help(){return oa+this.code}};
j(m);j(m.prototype);function B(t){throw new m("bad_frame",t)}var R=t=>({__proto__:null,value:t});var M=class{#e;#n;#r=0;get size(){return this.#r}push(e){let n={value:e,next:void 0};this.#n===void 0?this.#e=n:this.#n.next=n,this.#n=n,this.#r+=
1}peek(){return this.#e?.value}shift(){let e=this.#e;if(e!==void 0)return this.#e=e.next,this.#e===void 0&&(this.#n=void 0),this.#r-=1,e.value}};var No=new mo,sa=new ho("checkpoint");te(No,"checkpoint",()=>{});function jo(){yo(No,sa)}var ia=j(T({reason:"ended"})),il=j(x());function tn(t){let e;try{e=xe(Te(t))}catch(n){throw new m("bad_frame","the head is not JSON",{cause:n})}
return(typeof e!="object"||e===null||$(e))&&B("the head is not an object"),e}function ze(t,e){let n=K(t,e)?t[e]:void 0;return typeof n=="str\
ing"?n:B(`the head has no text "${e}"`)}function Ie(t,e){let n=K(t,e)?t[e]:void 0;return Qe(n)&&n>=0?n:B(`the head has no integer "${e}"`)}function be(t,e,n,r){
K(e,n)&&(t[n]=r(e,n))}function aa(t,e){let n=t[e];if(!$(n))return B(`"${e}" in the head is not an array`);let r=x();for(let o=0;o<n.length;o++){
let s=n[o];if(!$(s)||s.length!==2||typeof s[0]!="string"||typeof s[1]!="string")return B(`"${e}" in the head contains a value that is not a \
pair of texts`);E(r,[s[0],s[1]])}return r}function da(t){if(t.length===0||t.length>F.command_bytes_max)throw new m("bad_path",`a command nam\
e has 1 to ${F.command_bytes_max} characters, this one has ${t.length}`);for(let e=0;e<t.length;e++){let n=oe(t,e);if(!(n>=48&&n<=58||n>=65&&
n<=90||n>=97&&n<=122)&&n!==95&&n!==46&&n!==47&&n!==124&&n!==45)throw new m("bad_path",`character ${e+1} of the command name is not allowed; \
names are letters, digits and _ . : / | -`)}}function la(t){if(t>=48&&t<=57||t>=65&&t<=90||t>=94&&t<=122)return!0;switch(t){case 33:case 35:case 36:case 37:case 38:case 39:case 42:case 43:case 45:case 46:case 124:case 126:
return!0;default:return!1}}function ua(t){return g(he(t))}function ca(t){if(t.length>F.header_count_max)throw new m("headers_too_large",`${t.
length} headers; header_count_max is ${F.header_count_max}`);let e=0;for(let n=0;n<t.length;n++){let r=t[n];if(r===void 0)continue;let o=r[0],
s=r[1];if(o.length===0)throw new m("bad_header","a header without a name");for(let a=0;a<o.length;a++)if(!la(oe(o,a)))throw new m("bad_heade\
r",`the name of header ${n+1} is not a token of letters, digits and !#$%&'*+-.^_\`|~`);for(let a=0;a<s.length;a++){let d=oe(s,a);if(d===0||d===
10||d===13)throw new m("bad_header",`header "${o}" contains CR, LF or NUL`)}let i=o.length+ua(s);if(e+=i,i>F.header_bytes_max)throw new m("h\
eaders_too_large",`header "${o}" has ${i} bytes; header_bytes_max is ${F.header_bytes_max}`);if(e>F.headers_bytes_max)throw new m("headers_t\
oo_large",`the headers are too long; headers_bytes_max is ${F.headers_bytes_max}`)}}var $n=t=>he(In(t)??"{}");function $o(t){return $n(T({client:t}))}
var fa=j(x()),ut=U(),ma=256;function ar(t,e,n=fa){if(e.length!==0||n.length!==0)return Mo(t,e,n);let r=ut.get(t);if(r!==void 0)return r;let o=Mo(
t,e,n);return ut.size===ma&&ut.clear(),ut.set(t,o),o}function Mo(t,e,n){da(t),ca(e);let r=T({cmd:t});if(n.length>0&&(r.streams=n),e.length===
0)return $n(r);let o=x();for(let s=0;s<e.length;s++){let i=x();E(i,e[s]?.[0]??""),E(i,e[s]?.[1]??""),E(o,i)}return r.headers=o,$n(r)}var Uo=4096,
ha=128,ya=6;function qo(t){if(!(t.reason==="ended"&&t.message===void 0))return $n(T(t.message===void 0?{reason:t.reason}:{reason:t.reason,message:pa(
t.message)}))}function pa(t){let e=(F.head_bytes_max-ha)/ya,n=e<Uo?e|0:Uo;if(t.length<=n)return t;if(n<=0)return"";let r=oe(t,n-1),o=r>=55296&&
r<=56319;return`${ne(t,0,o?n-1:n)}\u2026`}function Vo(t){let e=tn(t),n=ze(e,"lane"),r=K(e,"limits")?e.limits:void 0;if(typeof r!="object"||r===null||$(r))return B("the head has no li\
mits");let o=Q(r),s=T({});for(let i=0;i<o.length;i++){let a=o[i]??"";s[a]=Ie(r,a)}return{lane:n,limits:s}}function Wo(t){let e=T({});if(g(t)===0)return e;let n=tn(t);return be(e,n,"frames",Ie),be(e,n,"bytes",Ie),e}function rn(t){let e=T({});if(g(
t.head)!==0){let n=tn(t.head);be(e,n,"status",Ie),be(e,n,"headers",aa),be(e,n,"body",Ie),be(e,n,"stream",Ie),be(e,n,"length",Ie)}return(t.flags&
1)!==0&&e.body===void 0&&B("a deferred reply names no body"),e}function on(t){let e=tn(t),n=T({code:ze(e,"code"),message:ze(e,"message")});return be(
n,e,"command",ze),be(n,e,"key",ze),n}function zo(t){if(g(t)===0)return ia;let e=tn(t),n=T({reason:ze(e,"reason")});return be(n,e,"message",ze),
n}function qn(t){return Ie(tn(t),"body")}function Yo(t){return $n(T({body:t}))}function ct(t,e){let n=tn(t.head),r=T({event:ze(n,"event")});
if(e==="page")r.target=K(n,"target")?n.target:B("an event without a target");else{let o=K(n,"listeners")?n.listeners:void 0;if(!$(o))return B(
"an event without listeners");for(let s=0;s<o.length;s++)Qe(o[s])||B("a listener id is not an integer");r.listeners=o}return be(r,n,"body",Ie),
(t.flags&1)!==0&&r.body===void 0&&B("a deferred event names no body"),r}var dr=4294967296;function q(t){let e=t%16;return e===0?t:t+16-e}function ye(t,e){return((t[e]??0)|(t[e+1]??0)<<8|(t[e+2]??0)<<16|(t[e+3]??0)<<
24)>>>0}function ue(t,e){return ye(t,e+4)*dr+ye(t,e)}function He(t,e,n){t[e]=n,t[e+1]=n>>>8,t[e+2]=n>>>16,t[e+3]=n>>>24}function Tn(t,e,n){let r=n%
dr;He(t,e,r),He(t,e+4,(n-r)/dr)}var ga=32*1024,ge=class{bytes;length;#e;#n;#r;#o=!1;#t=!1;constructor(e,n){this.#r=n,this.bytes=e,this.length=g(e),this.#e=X(e),this.#n=Ze(e)}keep(){
this.#t=!0}get kept(){return this.#t}words(){let e=(this.length-this.length%4)/4;return this.#n%4===0?new Re(this.#e,this.#n,e):new Re(X(Y(this.
bytes)),0,e)}view(e,n){return new S(this.#e,this.#n+e,n-e)}copy(e,n){if(this.#r!==void 0&&n-e>=ga){let r=this.#r(e,n);if(r!==null)return r}return this.#o||
(this.#o=!0,G(this.#e,"constructor",{__proto__:null,value:void 0})),uo(this.#e,this.#n+e,this.#n+n)}};var An=32,lr=32*1024;var Go=(t,e)=>ye(t,e+4),ur=(t,e)=>ue(t,e+8),Jo=(t,e)=>ue(t,e+16),Ko=(t,e)=>ue(t,e+24),Xo=q;function Qo(t,e){let n=(t[e+3]??0)&1;return q(32+
ye(t,e+4))+(n!==0?0:q(ue(t,e+24)))}function Zo(t){try{let{code:e,message:n}=on(t);return e+": "+n}catch{return g(t)===0?"the host has closed\
 the link":Te(t)}}var ce=class{cause;constructor(e){this.cause=e}};var wa=3,va=50;async function ft(t,e,n,r,o,s){for(let i=1;;i++)try{let a=(await y(t.body(e,n,r,o,s))).value,d=Oe(a);if(d!==r)throw new m("bo\
dy_truncated",`received ${d} of ${r} bytes of a segment at offset ${n}`);return R(new S(a))}catch(a){if(!(a instanceof ce)||i===wa)throw a;await y(
Ce(va*i*i))}}function es(t,{bytes:e,inFlight:n},r){let o=0,s=!1,i=async()=>{for(;o<t&&!s;){let d=o,l=ee(e,t-d);o=d+l;try{await y(r(d,l))}catch(u){
throw s=!0,u}}},a=x();for(let d=0;d<n&&d*e<t;d++)E(a,i());return tt(a)}async function ns(t,e,n,r,o,s){if(t.transfer!==void 0)return await y(
ft(t,e,0,n,o,s));let i;try{i=new S(n)}catch(a){throw cr(n,a)}return await y(fr(t,e,i,r,o,s)),R(i)}var cr=(t,e)=>new m("body_too_large",`ther\
e is no memory for ${t} bytes: read the reply with invoke.stream, or pass a buffer as \`into\``,{cause:e});function fr(t,e,n,r,o,s){return t.
transfer!==void 0?t.transfer(e,0,n,o,s):es(g(n),r,async(i,a)=>{let d=(await y(ft(t,e,i,a,o,s))).value;ie(n,d,i),fo(d.buffer)})}function mt(t,e,n,r,o,s,i,a=!1){
let d=()=>es(g(r),o,async(l,u)=>{if(s!==void 0&&de(s))throw le(s);await y(t.upload(e,n+l,Z(r,l,l+u),s)),i(u)});return t.inTurn===void 0?d():
t.inTurn(d,a)}var ts=1024*1024,ht=class{#e;#n;constructor(e){this.#e=e}push(e,n,r,o){let s=ee(g(r),ts),i=this.#n??=new S(ts);return ie(i,Z(r,0,s),0),this.#e.
push(e,n,Z(i,0,s),o)}};var sn=class{#e=new M;#n;#r=0;constructor(e=1){this.#n=e}get isBusy(){return this.#r===this.#n}run(e){return new D((n,r)=>{let o=()=>{this.#r+=
1,P(e(),()=>{this.#o(),n()},s=>{this.#o(),r(s)})};this.isBusy?this.#e.push(o):o()})}#o(){this.#r-=1,this.#e.shift()?.()}};var rs=3e3,Ea=20,an=()=>new m("document_gone","the host has closed the shared-memory link of this document");function ss(t,e,n,r,o){let s=new mr(
t,n),i=!1,a=l=>{i||(i=!0,nt(d),l===void 0?r(s):o(l))},d=Hn(()=>{t.close(),a(new m("internal",`the host did not answer the handshake within ${rs}\
 ms`))},rs);t.open(e,l=>s.receive(l,a))<=0&&a(new m("internal","the extension cannot reach the host"))}var mr=class{name="shm";#e;#n;#r=U();#o=U();#t=new M;#s=new M;#i=new M;#u=new sn;#d;#a;#l=x();#c=0;#m=!1;#h=0;#f=!1;#b;constructor(e,n){
this.#e=e,this.#b=new ht(e),this.#n=n}call(e){return new D((n,r)=>{if(this.#f)throw an();this.#r.set(ue(e,os),{resolve:n,reject:r}),this.#w(
e)})}frames(e){return new D((n,r)=>{if(this.#f)throw an();e[0]===1?this.#a={resolve:n,reject:r}:n(R(X(N))),this.#w(e)})}enqueue(e){return this.#f?
!1:(this.#E(e),this.#y(),!0)}#w(e){this.#E(e),!this.#m&&(this.#m=!0,qe(()=>{this.#m=!1,this.#y()}))}#E(e){let n=g(e);this.#c+n>lr&&this.#y(),
E(this.#l,e),this.#c+=n}#y(){let e=this.#l;if(e.length===0)return;let n=e.length===1?e[0]??N:$e(e,this.#c);this.#l=x(),this.#c=0,this.#v(()=>this.#e.
send(n)!==0)}#v(e){(this.#s.size>0||!e())&&this.#s.push(e)}#_(){this.#g(this.#s),this.#s.size===0&&this.#g(this.#i)}#g(e){for(;;){let n=e.peek();
if(n===void 0||!this.#f&&!n())return;e.shift()}}upload(e,n,r,o){return this.#y(),new D((s,i)=>{let a=0,d=g(r),l=()=>{if(o!==void 0&&de(o))return i(
le(o)),!0;for(;a<d;){let u=this.#b.push(e,n+a,Z(r,a,d),0);if(u===0)return!1;if(u<0)return i(an()),!0;a+=u}return s(),!0};(this.#s.size>0||this.#i.
size>0||!l())&&this.#i.push(l)})}inTurn=e=>this.#u.run(e);tryUpload(e,n,r){return this.#y(),this.#u.isBusy||this.#s.size>0||this.#i.size>0||
this.#f?0:Qn(0,this.#b.push(e,n,r,Ea))}body(e,n,r,o,s){return new D((i,a)=>{if(r===0)return i(R(X(new S(0))));let d=u=>{let h=this.#e.filled(
u);h===null?a(an()):i(R(h))},l=u=>this.#e.allocate(u,e,n,r);this.#p(r,o,s,l,d,a)})}transfer=(e,n,r,o,s)=>new D((i,a)=>{let d=g(r);if(d===0)return i();
let l=u=>this.#e.transfer(u,e,n,r);this.#p(d,o,s,l,()=>i(),a)});#p(e,n,r,o,s,i){if(this.#f)throw an();if(n!==void 0&&de(n))throw le(n);this.#h+=
1;let a=this.#h,d=()=>{n===void 0||this.#o.get(a)===void 0||(l(),this.#e.stop(a),i(le(n)))},l=()=>{this.#o.delete(a),n!==void 0&&We(n,"abort",
d)};this.#o.set(a,{length:e,received:0,onBytes:r,done:()=>s(a),reject:i,release:l}),n!==void 0&&te(n,"abort",d),this.#y(),this.#v(()=>{if(this.#o.
get(a)===void 0)return!0;let u=o(a);return u===-2&&(l(),i(cr(e))),u!==0})}poll(e){return new D((n,r)=>{if(this.#f)throw an();let o=this.#t.shift();
if(o!==void 0)return n(R(o));this.#d?.resolve(R({first:e+1,batch:N,done:void 0})),this.#d={resolve:n,reject:r}})}receive(e,n){let r=new ge(e),
o=r.length,s=0;for(;s+An<=o;){let i=s+An,a=i+Go(e,s);if(a>o)return;let d=r.view(i,a);switch(e[s]){case 16:this.#T(d);break;case 17:this.#B(this.#x(
Jo(e,s),d,e));break;case 18:this.#a?.resolve(R(X(Y(d)))),this.#a=void 0;break;case 19:{let{code:l,message:u}=on(d);this.#n(`the host refused\
 a batch of frames: ${l}: ${u}`);break}case 20:this.#k(ur(e,s),Ko(e,s));break;case 21:{let l=this.#o.get(ur(e,s));if(l===void 0)break;let{code:u,
message:h}=on(d);l.release(),l.reject(new m(u,h));break}case 32:n(void 0);break;case 33:this.#A(),n(new m("internal",Zo(d)));break;case 34:this.#_();
break}s=Xo(a)}jo()}#T(e){let n=new ge(e),r=0;for(;r<n.length;){let o=r;r+=Qo(e,o);let s=n.view(o,r),i=ue(e,o+os),a=this.#r.get(i);this.#r.delete(
i),a?.resolve(R(s))}}#x(e,n,r){return g(n)>lr&&g(r)===An+g(n)?{first:e,batch:n,done:()=>this.#e.reuse(r),copy:(s,i)=>this.#e.copy(r,An+s,An+
i)}:{first:e,batch:n,done:void 0}}#B(e){let n=this.#d;this.#d=void 0,n===void 0?this.#t.push(e):n.resolve(R(e))}#k(e,n){let r=this.#o.get(e);
if(r===void 0)return;r.received+=n;let o=r.received>=r.length;o&&r.release(),r.onBytes(n),o&&r.done()}#A(){if(this.#f)return;this.#f=!0;let e=x();
se(this.#r,n=>E(e,n)),se(this.#o,n=>E(e,n)),this.#d!==void 0&&E(e,this.#d),this.#a!==void 0&&E(e,this.#a);for(let n=0;n<e.length;n++)e[n]?.reject(
an());this.#_()}restart(){this.#e.close(),this.#A()}},os=8;function is(t,e,n,r,o,s="the web process has not loaded the extension"){return t==="protocol"?r:new hr(t==="shm",e,n,r,o,s)}var hr=class{#e;#n;#r;#o;#t;#s;#i;#u=new M;constructor(e,n,r,o,s,i){
this.#e=e,this.#n=n,this.#r=r,this.#o=o,this.#t=s,this.#s=i,this.#d()}#d(){this.#i=void 0;let e=this.#n,n=({message:r})=>{if(this.#e)return this.#a(
xa(r));this.#t(`the shared-memory lane is not available, so the protocol lane is used: ${r}`),this.#a(this.#o)};if(e===void 0)return n(new m(
"internal",this.#s));ss(e,this.#r.text(),this.#t,r=>this.#a(r),n)}#a(e){this.#i=e;for(let n=this.#u.shift();n!==void 0;n=this.#u.shift())n(e)}get name(){
return this.#i===void 0?"shm":this.#i.name}#l(e){return this.#i!==void 0?e(this.#i):new D((n,r)=>this.#u.push(o=>P(e(o),n,r)))}call(e,n){return this.#l(
r=>r.call(e,n))}upload(e,n,r,o){return this.#l(s=>s.upload(e,n,r,o))}body(e,n,r,o,s){return this.#l(i=>i.body(e,n,r,o,s))}frames(e){return this.#l(
n=>n.frames(e))}enqueue(e){return this.#i?.enqueue?.(e)??!1}poll(e){return this.#l(n=>n.poll(e))}get transfer(){return this.#i?.transfer}tryUpload(e,n,r){
return this.#i?.tryUpload?.(e,n,r)??0}inTurn(e,n){return this.#l(r=>r.inTurn===void 0?e():r.inTurn(e,n))}isCrowded(e){return this.#i?.isCrowded?.(
e)??!1}restart(){this.#i?.restart(),this.#d()}};function xa(t){let e=()=>new D((n,r)=>r(new m("internal","only the lane shm is allowed, and \
it is not available: "+t)));return{name:"shm",call:e,upload:e,body:e,frames:e,poll:e,restart:()=>{}}}var _a=3;function as(t){let e;return te(globalThis,"securitypolicyviolation",n=>{let{isTrusted:r,disposition:o,blockedURI:s,effectiveDirective:i,
originalPolicy:a}=n;if(!r||o!=="enforce"||i!=="connect-src"||s===""||!Ta(t,s))return;let d=me(t,"http://")?ne(t,0,-1):ne(t,0,-12);e=new m("p\
olicy_denied",`the request was not sent: the Content Security Policy of the page blocks ${t}. Add ${d} to its directive ${i}. The policy is:\
 ${a}`)}),async()=>{for(let n=0;n<_a&&e===void 0;n++)await y(Ce(0));return R(e)}}function Ta(t,e){return me(e,t)||me(t,e+":")||me(t,e+"/")}function ds(t,e,n){let r=Aa(t);return new m(e??r("code")??"internal",r("message")??n,{command:r("command"),key:r("key")})}function Aa(t){let e;
try{e=xe(Te(t))}catch{}return n=>{if(typeof e!="object"||e===null||!K(e,n))return;let r=e[n];return typeof r=="string"?r:void 0}}var Ba=()=>Ve(R(void 0)),ls=4,ka=16*1024*1024,Sa=1024;function cs(t,e,n=rt,r=Ba,o){let s=async(c,f,w)=>{let k=T({method:"POST",headers:T({[Kn]:e.
text()}),body:f,signal:w,cache:"no-store"}),C;try{C=await y(n(t+c,k))}catch(I){throw us(w)??(await y(r())).value??new ce(I)}if(Kt(C)!==200)throw(await y(
Pa(C))).value;try{return R(T({headers:Xt(C),body:await y(Qt(C))}))}catch(I){throw us(w)??new ce(I)}},i=(c,f,w)=>o===void 0?s(c,f,w):new D((k,C)=>{
let I=o.add(()=>C(new ce(new z("the webview has given the request up"))));P(s(c+"?"+o.name(I),f,w),p=>{o.remove(I),d(),k(p)},p=>{o.remove(I),
C(p)})}),a=!1,d=()=>{if(a)return;a=!0;let c=()=>{a=!1};P(i("watch",void 0,void 0),c,c)},l=0,u=new sn(ls),h=new sn(ls);return j({name:"protoc\
ol",async call(c,f){let w=g(c);l+=w;try{return R(new S((await y(i("call",c,f))).value.body))}finally{l-=w}},isCrowded:c=>c>Sa&&l+c>ka,inTurn:(c,f)=>(f?
h:u).run(c),async upload(c,f,w,k){await y(i("upload/"+c+"/"+f+"/"+g(w),w,k))},async body(c,f,w,k,C){let I=(await y(i("body/"+c+"/"+f+"/"+w,void 0,
k))).value.body;return C(Oe(I)),R(I)},async frames(c){try{return R((await y(i("frames/"+g(c),c,void 0))).value.body)}catch(f){throw f instanceof
m&&(f.code==="body_truncated"||f.code==="too_many_inflight")?new ce(f):f}},async poll(c){let f=(await y(i("poll/"+c,void 0,void 0))).value,w=+(Zt(
f.headers,Gr)??c+1);if(!Qe(w))throw new m("bad_frame","the answer to a poll has no sequence number");return R({first:w,batch:new S(f.body),done:void 0})},
restart:()=>{}})}function us(t){return t!==void 0&&de(t)?le(t):void 0}function Ra(t){switch(t){case 401:return"token_bad";case 403:return"or\
igin_denied";case 410:return"document_gone";case 413:return"body_too_large";case 429:return"too_many_inflight";case 503:return"shutting_down";default:
return"internal"}}async function Pa(t){let e=Kt(t),n=Zt(Xt(t),Yr)??Ra(e),r=N;try{r=new S(await y(Qt(t)))}catch{}return R(ds(r,n,"the host an\
swered with HTTP status "+e))}function fs(){let t=nn(16);return j({text:()=>t,renew:()=>{t=nn(16)}})}var Fa=1e3,pt=class{#e=nn(4);#n=U();#r=0;add(e){return this.#r+=1,this.#n.set(this.#r,e),this.#r}name(e){return this.#e+"-"+e}remove(e){this.#n.
delete(e)}compare=(e,n,r)=>{if(e!==this.#e)return;let o=new mn;for(let i=0;i<r.length;i++)pn(o,r[i]??0);let s=x();se(this.#n,(i,a)=>{a<=n&&!bn(
o,a)&&E(s,a)}),s.length!==0&&P(Ce(Fa),()=>{for(let i=0;i<s.length;i++)this.#o(s[i]??0)},()=>{})};#o(e){let n=this.#n.get(e);this.#n.delete(e),
n?.()}};var Bn=fe("Request"),ve=t=>J(re("Request"),t),ms=fe("FormData"),bt=t=>Bn!==void 0&&en(Bn,t),yr=ve("url"),hs=ve("method"),ys=ve("headers"),ps=W(
"Request","arrayBuffer"),La=ve("signal"),Oa=ve("mode"),Ca=ve("credentials"),Da=ve("cache"),Ia=ve("referrer"),Ha=ve("referrerPolicy"),Na=ve("\
integrity"),ja=ve("keepalive"),bs=t=>ms!==void 0&&en(ms,t),gs=W("FormData","forEach"),ws=J(re("Blob"),"type"),vs=J(re("File"),"name"),Es=t=>({
signal:La(t),mode:Oa(t),credentials:Ca(t),cache:Da(t),referrer:Ia(t),referrerPolicy:Ha(t),integrity:Na(t),keepalive:ja(t)});var xs=10,_s=13,Ts=34;function Bs(t,e,n){let r="",o=0;for(let s=0;s<t.length;s++){let i=oe(t,s);i!==_s&&i!==xs&&i!==Ts||(r+=ne(t,o,s)+(i===Ts?
n:e),i===_s&&s+1<t.length&&oe(t,s+1)===xs&&(s+=1),o=s+1)}return r+ne(t,o)}var As=t=>Bs(t,"%0D%0A","%22");async function ks(t){let e="----byt\
elane"+nn(16),n=x();gs(t,(i,a)=>E(n,[a,i]));let r=x(),o=0,s=i=>{E(r,i),o+=g(i)};for(let i=0;i<n.length;i++){let a=n[i];if(a===void 0)continue;
let d=a[1],l=`--${e}\r
Content-Disposition: form-data; name="${As(a[0])}"`;if(typeof d!="string"){let u=ws(d);s(he(`${l}; filename="${As(vs(d))}"\r
Content-Type: ${u===""?"application/octet-stream":u}\r
\r
`)),s(new S(await y(Mn(d)))),s(he(`\r
`))}else s(he(`${l}\r
\r
${Bs(d,`\r
`,'"')}\r
`))}return s(he(`--${e}--\r
`)),R({type:"multipart/form-data; boundary="+e,bytes:$e(r,o)})}var Ma=64,dn=rt,Ua="bytelane-mark=";function Ss({schemes:t,secret:e,guarded:n,mark:r}){let{protocol:o}=globalThis.location,s=(c,f)=>{let w=oo(
ne(f,0,Ma));for(let k=0;k<c.length;k++)if(me(w,c[k]+":"))return!0;return!1},i=c=>s(t,c)||s(n,c),a=s(t,o),d=c=>{let f=Yt(c,"#"),w=f<0?c:ne(c,
0,f);return w+(Yt(w,"?")<0?"?":"&")+Ua+r()},l=async(c,f)=>{let w=T({...f}),k=w.body;if(!bt(c)&&s(n,c)&&$a(k))return await y(dn(d(c),w));if(Bn===
void 0)return await y(dn(c,w));let C=yr(bt(c)?c:new Bn(c));if(!i(C))return await y(dn(c,w));let I=bs(k)?(await y(ks(k))).value:void 0;I!==void 0&&
(w.body=I.bytes);let p=new Bn(c,w),b=s(n,C),v=hs(p),A=v!=="GET"&&v!=="HEAD";if(!A&&!b)return await y(dn(p));let _=A?await y(ps(p)):void 0,L=T(
{});ot(ys(p),(V,ae)=>{L[ae]=V}),I!==void 0&&(L["content-type"]??=I.type),b||(L[Kn]=e.text());let O={method:v,headers:L,body:_===void 0||Oe(_)===
0?void 0:_,redirect:"error"};return await y(dn(b?d(C):C,T({...Es(p),...O})))},u=(c,f)=>{if(bt(c))return i(yr(c))?l(c,f):dn(c,f);let w=`${c}`;
return a||i(w)?l(w,f):dn(w,f)};G(u,"name",{__proto__:null,value:"fetch"}),G(globalThis,"fetch",{__proto__:null,value:u,writable:!0,enumerable:!0,
configurable:!0})}var $a=t=>t==null||typeof t=="string"||Ue(t)||xn(t);var qa="data-tauri-drag-region";function Rs(t){let e=()=>{};te(globalThis,"mousedown",n=>{let{button:r,detail:o,target:s}=n;if(r!==0||o!==1&&
o!==2||!Do(s))return;let i=Co(s,qa);i===null||i==="false"||(n.preventDefault(),n.stopImmediatePropagation(),P(t(o===2?"plugin:window|interna\
l_toggle_maximize":"plugin:window|start_dragging"),e,e))})}var Va=1024,Wa=4096,Ps=64,za=8;function pr(t,e=za){if(typeof t!="object"||t===null||e===0||!En(t))return;let n=$(t)?t:Q(t),r=$(t)?Ya(t):void 0;
for(let o=0;r===void 0&&o<n.length&&o<Ps;o++)r=pr($(t)?t[o]:t[n[o]],e-1);return r}function Ya(t){let e=t.length<Va?void 0:"bytes";for(let n=0;e!==
void 0&&n<Ps;n++){let r=t[n];if(typeof r!="number")return;(r<0||r>255||r%1!==0)&&(e=t.length<Wa?void 0:"numbers")}return e}var Fs=[{name:"Uint8Array",bytes:1},{name:"Int8Array",bytes:1},{name:"Uint8Array",bytes:1},{name:"Uint8ClampedArray",bytes:1},{name:"Int16Ar\
ray",bytes:2},{name:"Uint16Array",bytes:2},{name:"Int32Array",bytes:4},{name:"Uint32Array",bytes:4},{name:"Float32Array",bytes:4},{name:"Flo\
at64Array",bytes:8},{name:"BigInt64Array",bytes:8},{name:"BigUint64Array",bytes:8},{name:"Float16Array",bytes:2}],gt=13,Ls=t=>t>=0&&t<gt?Fs[t]:
void 0;function kn(t){let e=gn(t);for(let n=1;n<gt;n++)if(n!==2&&Fs[n]?.name===e)return n;return e==="Uint8Array"?2:void 0}function wt(t,e){
let n=Ls(t);if(n===void 0)return B(`unknown element ${t}`);e%n.bytes!==0&&B(`${e} bytes are not a multiple of the element's ${n.bytes}`)}function vt(t,e){
let n=g(e);wt(t,n);let r=Ls(t),o=r===void 0?void 0:wn[r.name]??wn.Uint16Array;if(r===void 0||o===void 0)throw new m("internal",`no typed arr\
ay for element ${t}`);return new o(X(e),Ze(e),n/r.bytes)}var br=Symbol.for("bytelane.typed");function Et(t){if(kn(t)===void 0)throw new z("typed() needs a typed array");return j(T({[br]:t}))}function gr(t){
return K(t,br)?t[br]:void 0}var Os=34,Ga=92;function wr(t){let e=g(t);if(e<=F.json_depth_max)return;let n=0,r=!1;for(let o=0;o<e;o++){let s=t[o]??0;if(r)s===Ga?o+=1:s===
Os&&(r=!1);else if(s===Os)r=!0;else if(s===91||s===123){if(n+=1,n>F.json_depth_max)throw new m("too_deep",`JSON is nested too deeply; json_d\
epth_max is ${F.json_depth_max}`)}else(s===93||s===125)&&(n-=1)}}function Sn(t){if(t>F.json_bytes_max)throw new m("body_too_large",`JSON tex\
t of ${t} bytes; json_bytes_max is ${F.json_bytes_max}: pass large data as bytes, or raise the limit in the host`)}function ln(t){let e=g(t);
Sn(e),wr(t);try{return xe(Te(t))}catch(n){throw new m("bad_json","a body is not JSON",{cause:n})}}var Is=65536,xt=12,Cs={},Ye=new Re(Is/4),Ja=new S(X(Ye)),Ds=538976288,Ka=1528832032,Xa=538976349,Hs=1e8+dt().low%9e8,vr=Qa(Hs);function Qa(t){
let e=new Re(xt/4),n=new S(X(e));n[0]=n[10]=44,n[11]=32;for(let r=9,o=t;r>0;r--)n[r]=48+o%10,o=(o-o%10)/10;return e}var _t=class{#e;#n;#r;#o=[];#t=0;#s=!1;constructor(e,n,r){
this.#e=e,this.#n=n,this.#r=r}release(){this.#r=void 0}value(e){let n=(e-this.#t)*2;if(n>=this.#o.length&&!this.#s&&this.#r!==void 0&&(this.#o=
this.#i(this.#r,e),this.#t=e,n=0),n<0||n>=this.#o.length)return un;let r=this.#o[n];return r===Cs?un:(this.#o[n]=Cs,r)}#i(e,n){Ye[0]=Ka;let r=1,
o=n;for(;o<e.length&&e.hasJson(o);o++){let s=e.bodyBytes(o),i=e.bodyFrom(o);if(s>F.json_bytes_max||r*4+s+4+xt>Is||s>F.json_depth_max&&!this.#d(
i,s))break;r=this.#u(i,s,r)}if(o-n<2)return[];r-=xt/4,Ye[r]=Xa;try{let s=xe(Te(Z(Ja,0,r*4+4)));if(Za(s,o-n))return s}catch{}return this.#s=!0,
[]}#u(e,n,r){let o=this.#n,s=e>>2,i=n>>2;for(let l=0;l<i;l++)Ye[r+l]=o[s+l]??0;let a=r+i,d=(n&3)*8;if(d!==0){let l=(1<<d)-1;Ye[a]=(o[s+i]??0)&
l|Ds&~l,a+=1}return Ye[a]=vr[0]??0,Ye[a+1]=vr[1]??0,Ye[a+2]=vr[2]??0,a+xt/4}#d(e,n){let r=this.#n,o=e>>2,s=o+(n+3>>2),i=0;for(let a=o;a<s;a++){
let d=((r[a]??0)|Ds)^2071690107;(d-16843009&~d&2155905152)!==0&&(i+=1)}if(i*4<=F.json_depth_max)return!0;try{return wr(this.#e.view(e,e+n)),
!0}catch{return!1}}},un={};function Za(t,e){if(!$(t)||t.length!==e*2-1)return!1;for(let n=1;n<t.length;n+=2)if(t[n]!==Hs)return!1;return!0}var Vn=class{kind;payload;element;flags;id;seq;bodyBytes;frameBytes;#e;#n;#r;#o;#t;#s;#i;constructor(e,n,r,o,s){this.kind=r.kind,this.payload=
r.payload,this.element=r.element,this.flags=r.flags,this.id=r.id,this.seq=r.seq,this.bodyBytes=r.bodyBytes;let i=Tt(r),a=q(32+r.headBytes);this.
frameBytes=a+q(i),this.#e=e,this.#n=n+32,this.#r=this.#n+r.headBytes,this.#o=n+a,this.#t=this.#o+i,this.#s=r.payload===2&&i!==0?o:void 0,this.#i=
s}get head(){return this.#n===this.#r?N:this.#e.view(this.#n,this.#r)}get body(){return this.#o===this.#t?N:this.#e.view(this.#o,this.#t)}bodyCopy(){
return this.#e.copy(this.#o,this.#t)}keep(){this.#e.keep()}json(){let e=this.#s===void 0?un:this.#s.value(this.#i);return e===un?ln(this.body):
e}},Tt=({kind:t,flags:e,bodyBytes:n})=>(e&1)!==0||t===7?0:n,ed=15;function nd(t){switch(t){case 2:case 8:return 1;case 3:return 7;case 5:return 9;case 1:
return 4;default:return 0}}var td=t=>t===2||t===3||t===5||t===8,rd=t=>t===4||t===7||t===9,At=()=>{throw new m("body_truncated","the frame en\
ds early")};function Ns(t,e=F.body_bytes_max){let n=new ge(t);n.length<32&&At();let r={kind:t[0]??0,payload:t[1]??0,element:t[2]??0,flags:t[3]??
0,headBytes:ye(t,4),id:ue(t,8),seq:ue(t,16),bodyBytes:ue(t,24)};return Er(r,n.length,e),new Vn(n,0,r,void 0,0)}function Er(t,e,n){let{kind:r,
payload:o,element:s,flags:i,headBytes:a,id:d,seq:l,bodyBytes:u}=t;(d>9007199254740991||l>9007199254740991||u>9007199254740991)&&B("an intege\
r over 2^53 - 1"),(r<1||r>10)&&B(`unknown kind ${r}`),o>5&&B(`unknown payload ${o}`),s!==0&&o!==4&&B("an element code without a typed array"),
s>=gt&&B(`unknown element ${s}`),(i&~ed)!==0&&B(`flags ${i} contain an unknown bit`),(i&~nd(r))!==0&&B(`flags ${i} on kind ${r}`),(i&2)!==0&&
(i&4)!==0&&B("the flags FAILED and REFUSED exclude each other"),a>F.head_bytes_max&&B(`a head of ${a} bytes; head_bytes_max is ${F.head_bytes_max}`),
a!==0&&rd(r)&&B(`a head on kind ${r}`);let h=(i&1)!==0;if(a!==0&&r===5&&!h&&B("a head on DATA that is not deferred"),!td(r)&&o!==0&&B(`a bod\
y on kind ${r}`),u!==0&&r!==7&&o===0&&B("a body with payload NONE"),u!==0&&(i&4)!==0&&B("a body in a refusal"),r!==7&&u>n)throw new m("body_\
too_large",`a body of ${u} bytes; the limit is ${n}`);q(32+a)+q(Tt(t))>e&&At()}function Rn(t,e,n,r=N,o=0){return{kind:t,payload:0,element:0,flags:0,id:e,seq:n,bodyBytes:o,head:r,body:N}}function xr(t,e,n,r,o,s){return{kind:t,
payload:s.kind,element:s.element,flags:r,id:e,seq:n,bodyBytes:void 0,head:o,body:s.bytes}}function Bt(t,e,n,r,o,s){let i=g(s.bytes),a=r|1;return{
kind:t,payload:s.kind,element:s.element,flags:a,id:e,seq:n,bodyBytes:i,head:o,body:N}}var js=(t,e)=>Rn(1,0,t,e),Ms=t=>Rn(4,t,0),Us=t=>Rn(9,t,
0),$s=t=>Rn(10,t,0),qs=(t,e,n)=>Rn(6,t,e,n),Vs=(t,e,n)=>Rn(7,t,e,N,n),Ws=(t,e,n)=>xr(5,t,e,0,N,n);function Wn(t){return q(32+g(t.head))+q(g(
t.body))}function zs(t){let e=new S(Wn(t));return _r(t,e,0),e}function _r(t,e,n){let{kind:r,payload:o,element:s,flags:i,id:a,seq:d,head:l,body:u}=t,
h=g(l);if(h>F.head_bytes_max)throw new m("headers_too_large",`a head of ${h} bytes; head_bytes_max is ${F.head_bytes_max}`);let c=g(u);e[n]=
r,e[n+1]=o,e[n+2]=s,e[n+3]=i,He(e,n+4,h),Tn(e,n+8,a),Tn(e,n+16,d),Tn(e,n+24,t.bodyBytes??c),h!==0&&ie(e,l,n+32);let f=n+q(32+h);return c!==0&&
ie(e,u,f),f+q(c)}var zn=16,kt=16,Ys=t=>ne("00000000"+zt(t,16),-8);function Tr(t,e){return Jr+Ys(e)+Ys(t)+":"}function Ar(t,e,n,r){let o=he(t),s=g(o);Sn(s);let i=r.
length;if(i>F.attachments_max)throw new m("too_many_buffers",`${i} buffers in one payload; attachments_max is ${F.attachments_max}`);let a=zn+
kt*i,d=a+q(s);for(let h=0;h<i;h++){let c=g(r[h]?.bytes??o);d+=h+1<i?q(c):c}let l=new S(d);He(l,0,s),He(l,4,i),He(l,8,e),He(l,12,n),ie(l,o,a);
let u=a+q(s);for(let h=0;h<i;h++){let c=r[h];if(c===void 0)continue;let f=g(c.bytes),w=zn+kt*h;Tn(l,w,f),l[w+8]=c.element,ie(l,c.bytes,u),u+=
q(f)}return l}function od(t){let e=g(t);e<zn&&B("a MIXED body ends in its header");let n=ye(t,0),r=ye(t,4),o=Tr(ye(t,8),ye(t,12));r>F.attachments_max&&
B(`${r} attachments`),Sn(n);let s=zn+kt*r,i=s+q(n);i>e&&B("the JSON text exceeds the body");let a=x();for(let l=0;l<r;l++){let u=zn+kt*l,h=ue(
t,u),c=t[u+8]??0;(h>9007199254740991||i+h>e)&&B(`attachment ${l} exceeds the body`),wt(c,h),E(a,{element:c,bytes:Z(t,i,i+h)}),i+=l+1<r?q(h):
h,i>e&&B(`the padding of attachment ${l} exceeds the body`)}return i!==e&&B("bytes after the last attachment"),{value:ln(Z(t,s,s+n)),prefix:o,
attachments:a}}function sd(t,e,n){if(!me(t,e))return;let r=t.length-e.length,o=0;for(let s=e.length;s<t.length;s++){let i=oe(t,s)-48;(i<0||i>
9)&&B("the name of an attachment has an invalid index"),o=o*10+i}return(r===0||r>1&&oe(t,e.length)===48||o>=n)&&B("the name of an attachment\
 refers to none"),o}function id(t,e){let n=t.attachments.length,r=o=>{if(typeof o=="string"){let i=sd(o,t.prefix,n);return i===void 0?o:e(i)}
if(typeof o!="object"||o===null)return o;if($(o)){for(let i=0;i<o.length;i++){let a=o[i],d=r(a);d!==a&&(o[i]=d)}return o}let s=Q(o);for(let i=0;i<
s.length;i++){let a=s[i]??"",d=o[a],l=r(d);if(l===d)continue;G(o,a,{__proto__:null,value:l,writable:!0,enumerable:!0,configurable:!0})}return o};
return r(t.value)}function Ae(t){return t.payload===1||t.payload===5?t.bodyCopy():t.payload===4?vt(t.element,new S(t.bodyCopy())):t.payload===
2?t.json():Ne(t,t.body,!1)}function Ne(t,e,n){return ad({kind:t.payload,element:t.element,bytes:e},n)}function ad({kind:t,element:e,bytes:n},r=!1){
switch(t){case 0:return g(n)===0?null:B("payload NONE has no body");case 1:case 5:return X(r?n:Y(n));case 2:return ln(n);case 4:return wt(e,
g(n)),vt(e,r?n:Y(n));case 3:{let o=od(n),s=x();for(let i=0;i<o.attachments.length;i++){let a=o.attachments[i];a!==void 0&&E(s,vt(a.element,Y(
a.bytes)))}return id(o,i=>s[i])}default:return B(`unknown payload ${t}`)}}var Fr=4294967296,dd=2147483647,pe=4,Pn=0,Br=1,kr=2,Sr=3,Ge=3,Gs=0,Js=1,St=2,Lr=(t,e)=>t|e<<8,Ks=Lr(5,1),Xs=Lr(5,2),ld=Lr(8,2);function Or(t){
return{capacity:t,integers:new Re(t*pe),numbers:new Wt(t*Ge)}}function ud(t){let e=Or(t.capacity*2);for(let n=0;n<t.capacity*pe;n++)e.integers[n]=
t.integers[n]??0;for(let n=0;n<t.capacity*Ge;n++)e.numbers[n]=t.numbers[n]??0;return e}var Yn,Fn=class{length;source;#e;#n;#r;#o;constructor(e,n){
e.length>dd&&B("a batch over 2 GiB");let r=e.words(),o=Yn??Or(64);Yn=void 0;let{integers:s,numbers:i}=o,a=0,d=0;for(;d<e.length;){a===F.batch_frames_max&&
B("too many frames in a batch"),e.length-d<32&&At(),a===o.capacity&&(o=ud(o),s=o.integers,i=o.numbers);let l=d>>2,u=r[l]??0,h=(r[l+1]??0)>>>
0,c=Pr(r,l+2),f=Pr(r,l+4),w=Pr(r,l+6),k=d+32,C=k+q(w);if(!((u===Xs||u===Ks)&&h===0)||C>e.length||w>n||c>=Fr||f>=Fr){let v=Qs(u,h,c,f,w);Er(v,
e.length-d,n),k=d+q(32+h),C=k+q(Tt(v))}let p=a*pe;s[p+Pn]=u,s[p+Br]=d,s[p+kr]=h,s[p+Sr]=k;let b=a*Ge;i[b+Gs]=c,i[b+Js]=f,i[b+St]=w,a+=1,d=C}
this.source=e,this.length=a,this.#o=o,this.#n=s,this.#r=i,this.#e=new _t(e,r,this)}release(){this.#e.release(),(Yn===void 0||Yn.capacity<this.#o.
capacity)&&(Yn=this.#o),this.#o=Rr,this.#n=Rr.integers,this.#r=Rr.numbers}isMessage(e){let n=this.#n[e*pe+Pn]??0;return(n&255)===5&&n>>>24===
0}isEvent(e){let n=this.#n[e*pe+Pn]??0;return(n&255)===8&&n>>>24===0}id(e){return this.#r[e*Ge+Gs]??0}seq(e){return this.#r[e*Ge+Js]??0}bodyBytes(e){
return this.#r[e*Ge+St]??0}bodyFrom(e){return this.#n[e*pe+Sr]??0}hasJson(e){let n=this.#n[e*pe+Pn]??0;return(n===Xs||n===ld)&&(this.#r[e*Ge+
St]??0)!==0}hasHead(e,n,r){if(this.#n[e*pe+kr]!==r)return!1;let{bytes:o}=this.source,s=(this.#n[e*pe+Br]??0)+32;for(let i=0;i<r;i++)if(o[s+i]!==
n[i])return!1;return!0}value(e){if((this.#n[e*pe+Pn]??0)===Ks){let s=this.#n[e*pe+Sr]??0;return this.source.copy(s,s+(this.#r[e*Ge+St]??0))}
if(!this.hasJson(e))return Ae(this.frame(e));let r=this.#e.value(e);if(r!==un)return r;let o=this.bodyFrom(e);return ln(this.source.view(o,o+
this.bodyBytes(e)))}frame(e){let n=this.#n,r=e*pe,o=n[r+kr]??0,s=Qs(n[r+Pn]??0,o,this.id(e),this.seq(e),this.bodyBytes(e)),i=this.hasJson(e)?
this.#e:void 0;return new Vn(this.source,n[r+Br]??0,s,i,e)}message(e){return this.frame(e)}event(e){return this.frame(e)}},Rr=Or(0);function Pr(t,e){
let n=(t[e]??0)>>>0,r=t[e+1]??0;return r===0?n:(r>>>0)*Fr+n}var Qs=(t,e,n,r,o)=>({kind:t&255,payload:t>>>8&255,element:t>>>16&255,flags:t>>>
24,headBytes:e,id:n,seq:r,bodyBytes:o});function Zs(t,e=F.body_bytes_max){let n=new Fn(new ge(t),e),r=x();for(let o=0;o<n.length;o++)E(r,n.frame(o));return r}function Cr(t){let e=Ns(
t,9007199254740991);return e.frameBytes!==g(t)&&B("bytes after the frame"),e}function ei(t){let e=0;for(let o=0;o<t.length;o++){let s=t[o];s!==
void 0&&(e+=Wn(s))}let n=new S(e),r=0;for(let o=0;o<t.length;o++){let s=t[o];s!==void 0&&(r=_r(s,n,r))}return n}var Je=({number:t,from:e,to:n})=>t+n-e-1;function Dr(t,e){let n=(e.flags&1)!==0?qn(e.head):0;return{type:"message",channel:e.id,number:t,frame:e,
body:n}}function Ir(t){let e=zo(t.head);return hn({reason:e.reason,message:e.message},null)}var Rt=class{#e=N;#n=0;#r;isSame(e,n){return e.hasHead(n,this.#e,this.#n)}of(e,n){if(this.#r!==void 0&&this.isSame(e,n))return this.#r;let r=e.
event(n),o=ct(r,"host");return this.#e=Y(r.head),this.#n=g(this.#e),this.#r=o,o}};var Pt=class{#e=U();get size(){return this.#e.size}name(e){let n=this.#e.get(e);n===void 0?this.#e.set(e,{calls:1,ends:1,end:void 0}):(n.calls+=
1,n.ends+=1)}unname(e){let n=this.#e.get(e);if(n!==void 0&&(n.calls-=1,!(n.calls>0)))return this.#e.delete(e),n.end}received(e){if(this.#e.size===
0)return;let n=this.#e.get(e);n!==void 0&&(n.end=void 0)}ends(e,n){let r=this.#e.get(e);return r===void 0||r.ends===1||n.reason!=="ended"?!0:
(r.ends-=1,r.end=n,!1)}};function je(t){return Qn(t,F.message_cost_bytes_min)}var Ln=class{#e;#n=U();#r=0;#o=0;#t;#s;#i=!1;#u=0;#d=0;#a=0;#l=0;duplicates=0;constructor(e){
this.#e={frames:e.channel_frames_max,bytes:e.channel_bytes_max}}get ended(){return this.#i?this.#s:void 0}acceptNext(e,n){return this.#i||e!==
this.#o||this.#n.size!==0?!1:(n&&this.#c(e+1,{reason:"ended",message:void 0}),this.#o+=1,this.#m(),!0)}accept(e,n,r,o){let s=x();if(this.#i)
return s;if(e<this.#o||this.#n.has(e))return this.duplicates+=1,s;if(o&&this.#c(e+1,{reason:"ended",message:void 0}),e!==this.#o){let i=je(r),
a=this.#n.size;return a>=Kr||a>0&&this.#r+i>Xr?(this.stop({reason:"frame_lost",message:"too many messages wait for a missing one"}),s):(this.#n.
set(e,{item:n,cost:i}),this.#r+=i,s)}for(E(s,n),this.#o+=1;;){let i=this.#n.get(this.#o);if(i===void 0)break;this.#n.delete(this.#o),this.#r-=
i.cost,E(s,i.item),this.#o+=1}return this.#m(),s}end(e,n){this.#i||(this.#c(e,n),this.#m())}stop(e){this.#i||(this.#s=e,this.#i=!0)}drain(){
let e=x();return se(this.#n,n=>E(e,n.item)),this.#n.clear(),this.#r=0,e}dequeued(e,n){if(this.#u+=e,this.#d+=n,this.#i)return;let{frames:r,bytes:o}=this.#e,
s=this.#u-this.#a,i=this.#d-this.#l;if(!(s*2<r&&i*2<o))return this.grant()}grant(){return this.#a=this.#u,this.#l=this.#d,{frames:this.#u+this.#e.
frames,bytes:this.#d+this.#e.bytes}}setCredit(e){this.#e={frames:e.frames??this.#e.frames,bytes:e.bytes??this.#e.bytes}}#c(e,n){this.#t===void 0&&
(this.#t=e,this.#s=n)}#m(){this.#t!==void 0&&this.#o>=this.#t&&(this.#i=!0)}};var Ft=class{#e;#n;#r=0;#o=0;constructor(e,n="host"){this.#e=e.channel_frames_max,this.#n=e.channel_bytes_max,n==="page"&&(this.#e=ee(e.channel_open_frames,
e.channel_frames_max),this.#n=ee(e.channel_open_bytes,e.channel_bytes_max))}get sent(){return this.#o}get exhausted(){return this.#o>9007199254740991}reserve(e){
if(this.exhausted||this.#o>=this.#e||this.#r>=this.#n)return;this.#r+=je(e);let n=this.#o;return this.#o+=1,n}grant(e){e.frames>this.#e&&(this.#e=
e.frames),e.bytes>this.#n&&(this.#n=e.bytes)}};var cd=j(x()),Lt=class{#e=0;#n=U();#r=U();#o=0;get delivered(){return this.#o}get waits(){return this.#r.size!==0}arrived(e){this.#e=e}acknowledge(e){
if(!(e<=this.#o||e>this.#e)){if(e!==this.#o+1){this.#n.set(e,!0);return}for(this.#o=e;this.#n.size!==0&&this.#n.delete(this.#o+1);)this.#o+=
1}}acknowledgeAll(e,n){if(e===this.#o+1&&n<=this.#e)this.#o=n-1,this.acknowledge(n);else for(let r=e;r<=n;r++)this.acknowledge(r)}reply(e,n){
return n<=this.#o?!0:(this.#r.set(e,n),!1)}forget(e){this.#r.delete(e)}dequeue(){if(this.#r.size===0)return cd;let e=x();se(this.#r,(n,r)=>{
n<=this.#o&&E(e,r)});for(let n=0;n<e.length;n++)this.forget(e[n]??0);return e}};var Gn=class{#e;#n=U();#r=U();#o=U();#t=new Lt;#s=new M;#i=new M;#u=new Rt;#d=U();#a=new Pt;#l=0;#c=0;#m;duplicates=0;constructor(e){this.#e=
e}get last(){return this.#c}get ended(){return this.#m}get expectsFrames(){return this.#n.size!==0||this.#r.size!==0||this.#a.size!==0||this.#t.
waits}nextCall(){return this.#l+=1,this.#l}cancel(e){this.#t.forget(e),this.#h("control",Ms(e))}reply(e,n){return this.#t.reply(e,n)}acknowledge(e,n){
return this.#t.acknowledgeAll(e,n),this.#t.dequeue()}hello(e,n){this.#h("control",js(e,$o(n)))}release(e){this.#h("control",Us(e))}dequeue(e){
let n=e==="control"?this.#s:this.#i,r=x(),o=0;for(;r.length<this.#e.batch_frames_max;){let s=n.peek();if(s===void 0)break;let i=Wn(s);if(r.length>
0&&o+i>this.#e.batch_bytes_max)break;o+=i,E(r,s),n.shift()}return r}#h(e,n){this.#m===void 0&&(e==="control"?this.#s:this.#i).push(n)}openReceiver(e){
if(this.#n.size>=this.#e.channels_open_max)throw new m("too_many_channels",`too many channels are open; channels_open_max is ${this.#e.channels_open_max}`);
this.#n.set(e,new Ln(this.#e))}receives(e){return this.#n.has(e)}name(e){this.#a.name(e)}unname(e){let n=x(),r=this.#a.unname(e);return r===
void 0||(this.close(e,{reason:"cancelled",message:void 0}),E(n,{type:"end",channel:e,end:r})),n}openSender(e){if(this.#r.has(e))return;let n=new Ft(
this.#e,"page"),r=this.#o.get(e);r!==void 0&&n.grant(r),this.#o.delete(e),this.#r.set(e,n),this.#h("data",$s(e))}openStream(e){let n=new Ln(
this.#e);this.#n.set(e,n),this.#f(e,n.grant())}enqueue(e,n,r,o){let s=this.#r.get(e);if(s===void 0)throw new m("channel_closed","the channel\
 has ended");let i=s.reserve(r);if(i===void 0)return!1;if(r<=this.#e.inline_body_bytes_max||o===void 0)return this.#h("data",Ws(e,i,n)),!0;let a=o(),
d=Bt(5,e,i,0,Yo(a),n);return this.#d.set(d,{channel:e,id:a,bytes:n.bytes}),this.#h("data",d),!0}dequeueBody(e){if(this.#d.size===0)return;let n=this.#d.
get(e);return this.#d.delete(e),n}sends(e){return this.#r.has(e)}close(e,n){let r=this.#r.get(e),o=this.#n.get(e);if(r===void 0&&o===void 0)
return;this.#r.delete(e),this.#n.delete(e),this.#o.delete(e),o!==void 0&&this.#x(o);let s=qo(n.message===void 0?{reason:n.reason}:{reason:n.
reason,message:n.message});this.#h("data",qs(e,r?.sent??0,s??N))}dequeued(e,n,r){let o=this.#n.get(e)?.dequeued(n,r);return o!==void 0&&this.#f(
e,o),o!==void 0}#f(e,n){this.#h("control",Vs(e,n.frames,n.bytes))}receive(e,n){let r=x();if(this.#m!==void 0)return r;if(n.length>0&&e>this.#c+
1)throw new m("internal",`frames ${this.#c+1} to ${e-1} of the session are missing`);for(let o=0;o<n.length;){let s=e+o;if(s<=this.#c){this.
duplicates+=1,o+=1;continue}let i=n.isMessage(o)?this.#w(n,o,s,r):n.isEvent(o)?this.#E(n,o,s,r):o;if(i!==o){o=i;continue}this.#b(s),this.#y(
s,n.frame(o),r),o+=1}return r}#b(e){this.#c=e,this.#t.arrived(e)}#w(e,n,r,o){let s=e.id(n),i=this.#n.get(s);if(i===void 0)return n;let a=n;for(;a<
e.length&&e.isMessage(a)&&e.id(a)===s&&i.acceptNext(e.seq(a),!1);)a+=1;return a===n?n:(this.#b(r+a-n-1),this.#a.received(s),E(o,{type:"messa\
ges",channel:s,frames:e,from:n,number:r,to:a}),this.#T(s,i,o),a)}#E(e,n,r,o){let s=this.#u.of(e,n),i=n+1;for(;i<e.length&&e.isEvent(i)&&this.#u.
isSame(e,i);)i+=1;return this.#b(r+i-n-1),E(o,{type:"events",head:s,frames:e,from:n,number:r,to:i}),i}#y(e,n,r){switch(n.kind){case 5:return this.#v(
e,n,r);case 8:E(r,{type:"event",number:e,frame:n,head:ct(n,"host")});return;case 6:return this.#t.acknowledge(e),this.#_(n,r);case 7:this.#t.
acknowledge(e),this.#p(n.id,{frames:n.seq,bytes:n.bodyBytes}),E(r,{type:"credit",channel:n.id});return;case 10:return this.#t.acknowledge(e),
this.#g(n);default:this.#t.acknowledge(e),B(`a poll returned a frame of kind ${n.kind}`)}}#v(e,n,r){let o=this.#n.get(n.id);if(o===void 0){(n.
flags&1)!==0&&this.release(qn(n.head)),this.#t.acknowledge(e);return}this.#a.received(n.id);let{seq:s}=n,i=(n.flags&8)!==0;if(o.acceptNext(s,
i)){E(r,Dr(e,n)),this.#T(n.id,o,r);return}n.keep();let a=o.duplicates,d=o.accept(s,{number:e,frame:n},n.bodyBytes,i);o.duplicates!==a&&(this.
duplicates+=1,this.#t.acknowledge(e));for(let l=0;l<d.length;l++){let u=d[l];u!==void 0&&E(r,Dr(u.number,u.frame))}this.#T(n.id,o,r)}#_(e,n){
let r=e.id,o=this.#n.get(r);if(o===void 0){this.#r.delete(r)&&E(n,{type:"end",channel:r,end:Ir(e)});return}let{seq:s}=e;o.end(s,Ir(e)),this.#T(
r,o,n)}#g(e){let n=this.#n.get(e.id);n!==void 0&&(n.setCredit(Wo(e.head)),this.#f(e.id,n.grant()))}#p(e,n){let r=this.#r.get(e);r!==void 0?r.
grant(n):this.#n.has(e)&&this.#o.set(e,n)}#T(e,n,r){let o=n.ended;if(o!==void 0){if(!this.#a.ends(e,o)){this.#r.delete(e),this.#n.set(e,new Ln(
this.#e));return}this.#n.delete(e),this.#r.delete(e),this.#o.delete(e),this.#x(n),E(r,{type:"end",channel:e,end:o})}}#x(e){let n=e.drain();for(let r=0;r<
n.length;r++){let o=n[r];o!==void 0&&((o.frame.flags&1)!==0&&this.release(qn(o.frame.head)),this.#t.acknowledge(o.number))}}end(e){let n=x();
return this.#m!==void 0||(this.#m=e,this.#d.clear(),se(this.#n,(r,o)=>E(n,{type:"end",channel:o,end:e})),se(this.#r,(r,o)=>{this.#n.has(o)||
E(n,{type:"end",channel:o,end:e})})),n}};var fd=50,md=2e3,Hr=t=>ee(md,fd*2**ee(t-1,10));function Nr(t){if(!(t instanceof m))return!1;switch(t.code){case"token_missing":case"token_ba\
d":case"origin_denied":case"policy_denied":case"document_gone":case"shutting_down":return!0;default:return!1}}function ni(t,e,n){switch(n.type){case"messages":{let r=e.get(n.channel);return r!==void 0?r.messages(n):t.acknowledge(n.number,Je(n))}case"\
message":{let r=e.get(n.channel);return r!==void 0?r.message(n.frame,n.body,n.number):(n.body!==0&&t.release(n.body),t.acknowledge(n.number))}case"\
end":{let r=e.get(n.channel);return e.delete(n.channel),r?.end(n.end)}case"credit":return e.get(n.channel)?.credit();case"events":return t.onEvents(
n.head,n);case"event":return t.onEvent(n.head,n.frame,n.number)}}function ti(){return{calls:0,replies:0,cancelled:0,bytesUp:0,bytesDown:0,framesIn:0,framesOut:0,duplicatesDropped:0,polls:0,pollRetries:0,restarts:0}}var Ot=class{#e;#n=U();constructor(e){this.#e=e}open(e){this.#n.set(e,!0);let n={message:(r,o,s)=>{o!==0&&this.#e.release(o),this.close(e),this.#e.
acknowledge(s)},messages:r=>{this.close(e),this.#e.acknowledge(r.number,Je(r))},end:()=>this.#n.delete(e),credit:()=>{}};this.#e.open(n,e)}close(e){
this.#n.delete(e)&&this.#e.close(e,{reason:"cancelled",message:"the page has no channel of this id"})}};var hd={reason:"document_gone",message:"the document has gone"},Ct=class{lane;limits;segments;counters=ti();warn;#e;#n=U();#r=U();#o=new Ot(
this);#t;#s=0;#i=0;#u;#d;#a;#l=!1;#c=!1;#m=0;left=!1;onEvent=(e,n,r)=>this.acknowledge(r);onEvents=(e,n)=>this.acknowledge(n.number,Je(n));onRestart=()=>{};onChannelNamed=()=>{};constructor(e,n){
this.lane=e,this.limits=n.limits,this.warn=n.warn,this.#e=n.version,this.segments={bytes:n.limits.segment_bytes_max,inFlight:n.limits.segments_in_flight_max},
this.#t=new Gn(n.limits),this.#t.hello(1,n.version),this.flush()}get session(){return this.#t}get duplicates(){return this.#m+this.#t.duplicates}register(e){
let n=this.drawId();return this.#r.set(n,e),this.counters.calls+=1,n}unregister(e){this.#r.delete(e)}cancel(e){this.counters.cancelled+=1,this.#t.
cancel(e),this.flush()}replied(e,n){return this.counters.replies+=1,this.#t.ended!==void 0||this.#t.reply(e,n)?!0:(this.poll(),!1)}async pull(e,n,r,o){
try{return await y(ns(this.lane,e,n,this.segments,r,this.#h(o)))}finally{this.release(e)}}async pullInto(e,n,r,o){try{await y(fr(this.lane,e,
n,this.segments,r,this.#h(o)))}finally{this.release(e)}}#h(e){return n=>{this.counters.bytesDown+=n,e(n)}}release(e){this.#t.release(e),this.
flush()}drawChannel(){return this.#s+=1,this.#s}open(e,n=this.drawChannel()){let{ended:r}=this.#t;return r!==void 0?(qe(()=>e.end(r)),n):(this.#t.
openReceiver(n),this.#n.set(n,e),this.poll(),n)}name(e){this.#t.name(e),!this.#t.receives(e)&&this.#t.ended===void 0?this.#o.open(e):this.poll()}unname(e){
this.#o.close(e),this.#g(this.#t.unname(e))}openStream(e,n){let{ended:r}=this.#t;if(r!==void 0)return qe(()=>n.end(r));this.#n.set(e,n),this.#t.
openStream(e),this.flush(),this.poll()}drawId(){return this.#i+this.#t.nextCall()}close(e,n){this.#n.delete(e),this.#t.close(e,n),this.flush()}acknowledge(e,n=e){
let r=this.#t.acknowledge(e,n);for(let o=0;o<r.length;o++)this.#r.get(r[o]??0)?.pass()}listen(){this.#c=!0,this.poll()}dequeued(e,n,r){this.#t.
dequeued(e,n,r)&&this.#f("control")}flush(){this.#l||(this.#l=!0,qe(()=>{this.#l=!1,this.#f("control"),this.#f("data")}))}#f(e){let n=this.#t;
if((e==="control"?this.#d:this.#a)===n)return;let r=n.dequeue(e);if(r.length===0)return;let o=ei(r);if(r[0]?.kind!==1&&this.lane.enqueue?.(o)===
!0)return this.counters.framesOut+=r.length,this.#w(n,r),this.#f(e);e==="control"?this.#d=n:this.#a=n;let s=()=>{e==="control"&&this.#d===n&&
(this.#d=void 0),e==="data"&&this.#a===n&&(this.#a=void 0),this.#t===n&&this.#f(e)};P(this.#b(n,o,r),s,s)}async#b(e,n,r){for(let o=1;this.#t===
e&&e.ended===void 0;o++)try{let s=(await y(this.lane.frames(n))).value;if(this.counters.framesOut+=r.length,this.#t!==e)return;this.#w(e,r),
this.#v(Zs(new S(s)));return}catch(s){if(Nr(s))return this.#p(e,{reason:"document_gone",message:s.message});if(!(s instanceof ce)){this.warn(
`the host refused a batch of frames: ${s instanceof m?s.code+": "+s.message:"unknown"}`),this.#t===e&&this.#E(e,r,s);return}await y(Ce(Hr(o)))}}#w(e,n){
for(let r=0;r<n.length;r++){let o=n[r],s=o===void 0?void 0:e.dequeueBody(o);s!==void 0&&P(mt(this.lane,s.id,0,s.bytes,this.segments,void 0,()=>{},
!0),()=>{},i=>{i instanceof m&&(i.code==="unknown_body"||i.code==="unknown_channel")||this.#t===e&&this.#y(s.channel)})}}#E(e,n,r){if(r instanceof
m&&(r.code==="unknown_channel"||r.code==="too_many_channels"))return this.#w(e,n);for(let o=0;o<n.length;o++){let s=n[o];s!==void 0&&(e.dequeueBody(
s),(s.kind===5||s.kind===10)&&this.#y(s.id))}}#y(e){let n=this.#n.get(e);if(n===void 0)return;let r={reason:"frame_lost",message:"a message \
could not be sent"};this.close(e,r),n.end(r)}#v(e){for(let n=0;n<e.length;n++){let r=e[n];r===void 0||r.kind!==1||((r.flags&4)!==0?(this.warn(
`the host uses version ${r.seq} of the protocol, this client version ${1}`),this.#p(this.#t,{reason:"failed",message:"the host uses another \
version of the protocol"})):Vo(r.head))}}poll(){let e=this.#t;this.#u===e||e.ended!==void 0||!(this.#c||e.expectsFrames)||(this.#u=e,P(this.#_(
e),()=>{},n=>{this.warn(`a batch of frames from the host cannot be decoded: ${n instanceof m?n.message:"unknown"}`),this.#p(e,{reason:"frame\
_lost",message:"a batch of frames from the host cannot be decoded"})}))}async#_(e){let n=0;for(;this.#t===e&&e.ended===void 0&&(this.#c||e.expectsFrames);){
let r;try{this.counters.polls+=1,r=(await y(this.lane.poll(e.last))).value,n=0}catch(i){if(this.#t!==e)return;if(Nr(i))return this.#p(e,{reason:"\
document_gone",message:i.message});n+=1,this.counters.pollRetries+=1,await y(Ce(Hr(n)));continue}if(this.#t!==e)return;let o=new ge(r.batch,
r.copy),s=new Fn(o,9007199254740991);this.counters.framesIn+=s.length,this.#g(e.receive(r.first,s)),s.release(),o.kept||r.done?.()}this.#u===
e&&(this.#u=void 0)}#g(e){for(let n=0;n<e.length;n++){let r=e[n];r!==void 0&&ni(this,this.#n,r)}this.acknowledge(0),this.flush()}#p(e,n){let r=e.
end(n);if(this.#t!==e)return;this.#g(r);let o=x();se(this.#r,s=>E(o,s));for(let s=0;s<o.length;s++)o[s]?.gone(n)}restart(){let e=this.#t;this.
left=!1,this.counters.restarts+=1,this.#p(e,hd),this.#m+=e.duplicates,this.#i=this.counters.calls,this.lane.restart(),this.#t=new Gn(this.limits),
this.#t.hello(1,this.#e),this.flush(),this.onRestart(),this.poll()}};function Be(t){qe(()=>{throw t})}function ke(t){if(Ue(t))return gn(t)===void 0?jr(io(t),()=>ao(t),()=>lo(t)):jr(X(t),()=>Ze(t),()=>g(t));if(xn(t))return jr(t,()=>0,()=>Oe(t));
or(t)&&oi()}function jr(t,e,n){or(t)&&oi();try{return new S(t,e(),n())}catch(r){throw new m("detached_buffer","a buffer in the arguments is \
detached: it was transferred before the call",{cause:r})}}function oi(){throw new z("a SharedArrayBuffer cannot be sent: copy its bytes into\
 an ArrayBuffer first")}function On(t,e){let n=ke(t);if(n===void 0)throw new z("the option `into` is not an ArrayBuffer or a view");let r=g(
n);if(e>r)throw new m("body_too_large",`the reply has ${e} bytes, and the buffer in \`into\` only ${r}`);return Z(n,0,e)}var yd=Xn(S),si=Q(wn);function Mr(t){if(!en(yd,t))return;let e=Q(t),n=0;for(;n<e.length&&e[n]===`${n}`;)n+=1;for(let r=0;r<si.length;r++){let o=wn[si[r]??
""];if(o===void 0||!en(o,t))continue;let s=new o(n);for(let i=0;i<n;i++)s[i]=t[i];return s}}function ii(t,e){let n=t.entries();for(;;){let{done:r,
value:o}=n.next();if(r===!0)return;e(o[1],o[0])}}var pd=t=>typeof t=="object"&&t!==null&&typeof t[De]=="function";function Ur(t){return Un(t)||rr(t)||pd(t)}function Dt(t){return Un(t)?at(t):
void 0}function ai(t){let e=ke(t);if(e===void 0)throw new z("a stream or async iterable in the arguments yielded a value that is not an Arra\
yBuffer or a view");return Y(e)}function $r(t,e){if(Un(t)){let r=0;return T({async next(){let o=at(t);if(r>=o)return;let s=ee(r+e,o),i=new S(
await y(Mn(po(t,r,s))));return r=s,R(i)},cancel(){r=at(t)}})}if(rr(t)){let r=bo(t);return T({async next(){let{done:o,value:s}=await y(go(r));
return o?void 0:R(ai(s))},cancel(o){P(wo(r,o),()=>{},()=>{})}})}let n=t[De]();return T({async next(){let{done:r,value:o}=await y(Ve(n.next()));
return r===!0?void 0:R(ai(o))},cancel(){P((async()=>{await y(Ve(n.return?.()))})(),()=>{},()=>{})}})}async function qr(t){if(Un(t))return R(
new S(await y(Mn(t))));let e=x(),n=0,r=$r(t,0);for(;;){let o=await y(r.next());if(o===void 0)break;E(e,o.value),n+=g(o.value)}return R($e(e,
n))}function di(t,e){let n=x();for(let r=0;r<t.length;r++){let o=t[r];if(o===void 0)continue;E(n,(async()=>e(r,(await y(qr(o))).value))())}return tt(
n)}var bd=64,Jn="__CHANNEL__:";function gd(t){let e=0;for(let n=Jn.length;n<t.length;n++){let r=oe(t,n)-48;if(r<0||r>9)return 0;e=e*10+r}return Qe(
e)?e:0}var Ee=(t,e,n=0)=>({kind:t,element:n,bytes:e}),ui=x(),Se=(t,e=ui)=>({now:t,later:void 0,following:e}),ci=(t,e=ui)=>({now:void 0,later:t,
following:e});function fi(t,e){return e!==void 0&&(Dt(t)??e+1)>e}function It(t,e,n){if(t==null)return Se(Ee(0,N));if(typeof t=="object"){let o=ke(
t);if(o!==void 0)return Se(Ee(1,o));let s=gr(t);if(s!==void 0)return Se(Ee(4,ke(s)??N,kn(s)??0));let i=En(t)?void 0:ke(Mr(t));if(i!==void 0)
return Se(Ee(1,i));let a=t.toJSON;if(Ur(t)&&typeof a!="function"){if(!fi(t,e))return ci(Ed(t));let d=x();return E(d,{attachment:0,source:t,length:Dt(
t)}),Se(Ee(1,N),d)}}let r=vd(t);return r===void 0?xd(t,e,n):Se(mi(r))}var wd=16;function vd(t){if(typeof t!="object"||t===null||$(t)||!En(t))
return;let{toJSON:e,__TAURI_TO_IPC_KEY__:n}=t;if(typeof e=="function"||typeof n=="function")return;let r=Q(t);if(r.length>wd)return;let o=T(
{});for(let s=0;s<r.length;s++){let i=r[s]??"",a=t[i];if(typeof a=="string"){if(me(a,Jn))return}else if(typeof a!="number"&&typeof a!="boole\
an"&&a!==null)return;o[i]=a}return In(o)}function mi(t){let e=he(t);return Sn(g(e)),Ee(2,e)}async function Ed(t){return R(Ee(1,(await y(qr(t))).
value))}function xd(t,e,n){let r=x(),o=x(),s=x(),i=x(),a="",d=0,l=0,u=(b,v)=>{if(a===""){let A=dt();d=A.low,l=A.high,a=Tr(d,l)}return E(r,{element:b,
bytes:v}),a+(r.length-1)},h=x(),c=x(),f=0,w=b=>{let v="the argument";for(let A=1;A<f;A++)v+="."+(c[A]??"");return f===0?v:v+"."+b},k=b=>{if(n===
void 0||!me(b,Jn))return b;let v=gd(b);return v!==0&&n(v),b},C=(b,v,A)=>{for(;f>0&&h[f-1]!==b;)f-=1;let _=A;if(typeof _=="string")return k(_);
if(typeof _=="bigint")throw new z(`${w(v)} is a BigInt, which JSON cannot represent: pass a string or a BigInt64Array`);if(typeof _!="object"||
_===null)return _;if(typeof _.__TAURI_TO_IPC_KEY__=="function"){if(_=_.__TAURI_TO_IPC_KEY__(),typeof _=="string")return k(_);if(typeof _!="o\
bject"||_===null)return _}if(!En(_)){let O=ke(_);if(O!==void 0)return u(li(_,()=>w(v)),O);let V=gr(_);if(V!==void 0)return u(kn(V)??0,ke(V)??
N);if(Ur(_))return fi(_,e)&&i.length<bd?E(i,{attachment:r.length,source:_,length:Dt(_)}):(E(o,_),E(s,r.length)),u(0,N);let ae=Mr(_);if(ae!==
void 0)return u(li(ae,()=>w(v)),ke(ae)??N);Fo(_)&&(_=Td(_))}for(let O=0;O<f;O++)if(h[O]===_)throw new z(`${w(v)} contains itself: JSON canno\
t represent a cycle`);if(f===F.json_depth_max)throw new m("too_deep",`${w(v)} is nested too deeply; json_depth_max is ${F.json_depth_max}`);
return h[f]=_,c[f]=v,f+=1,_},I=In(t,function(b,v){return C(this,b,v)});if(I===void 0)throw new z("the argument is a value that JSON cannot r\
epresent");if(a==="")return Se(mi(I));if(o.length===0)return Se(Ee(3,Ar(I,d,l,r)),i);for(let b=0;b<r.length;b++){let{element:v,bytes:A}=r[b]??
{element:0,bytes:N};r[b]={element:v,bytes:Y(A)}}return ci((async()=>(await y(di(o,(b,v)=>{r[s[b]??0]={element:0,bytes:v}})),R(Ee(3,Ar(I,d,l,
r)))))(),i)}function li(t,e){let n=Ue(t)?gn(t):void 0;if(n===void 0||n==="Uint8Array")return 0;let r=kn(t);if(r===void 0)throw new z(`${e()}\
 is a ${n}, which is not supported: pass its buffer or another typed array`);return r}function _d(t){try{return yn(t,0),!0}catch{return!1}}function Td(t){
let e=T({}),n=(r,o)=>{let s={__proto__:null,value:r,writable:!0,enumerable:!0,configurable:!0};G(e,typeof o=="symbol"?o:`${o}`,s)};return _d(
t)?Gt(t,n):ii(t,n),e}function Ht(t,e){t.ready=!0;try{t.value=e()}catch(n){t.error=n}}function Cn(t,e){let n=e?.reason??"ended",r=n==="document_gone"?n:t==="stream"&&n==="failed"?"stream_failed":"channel_closed";return new m(r,
e?.message??`the ${t} has ended: ${n}`,{data:n})}var hi=32,Ad=65536;function pi(t){class e{id;closed;onend;#e;#n=()=>{};#r;#o=new M;#t=new M;#s=new M;#i=new M;#u=0;#d;#a;#l=!1;#c;#m;constructor(o,s){
this.#e=o,this.closed=new D(i=>{this.#n=i}),this.#r={message:(i,a,d)=>this.#b(i,a,d),messages:i=>this.#h(i),end:i=>{this.#d=i,this.#E()},credit:()=>this.#B()},
this.id=t.open(this.#r,s),G(this,"id",{__proto__:null,writable:!1,configurable:!1})}get onmessage(){return this.#e}set onmessage(o){this.#e=
o,this.#v()}#h(o){let{frames:s,from:i,to:a,number:d}=o,l=i;for(;l<a;){let u=this.#e;if(u!==void 0&&this.#o.size===0&&this.#t.size===0&&this.#a===
void 0){l=this.#f(u,o,l);continue}let h={number:d+l-i,bytes:s.bodyBytes(l),ready:!1,value:void 0,error:void 0};t.counters.bytesDown+=h.bytes;
let c=l;Ht(h,()=>s.value(c)),this.#o.size===0?this.#y(h):this.#o.push(h),l+=1}}#f(o,{frames:s,from:i,to:a,number:d},l){let u=l,h=0,c=0,f=0;for(;u<
a&&this.#e===o&&this.#a===void 0;){let w=s.bodyBytes(u);h+=w;let k;try{k=s.value(u)}catch(C){u+=1,this.#w(C);break}u+=1;try{o(k)}catch(C){Be(
C)}c+=1,f+=je(w),(c===hi||f>=Ad||a-i<hi)&&(t.dequeued(this.id,c,f),c=0,f=0)}return c!==0&&t.dequeued(this.id,c,f),t.counters.bytesDown+=h,t.
acknowledge(d+l-i,d+u-i-1),u}#b(o,s,i){let a={number:i,bytes:o.bodyBytes,ready:!1,value:void 0,error:void 0};if((o.flags&1)===0){t.counters.
bytesDown+=o.bodyBytes,Ht(a,()=>Ae(o)),this.#o.size===0?this.#y(a):this.#o.push(a);return}this.#o.push(a),P(t.pull(s,o.bodyBytes,void 0,()=>{}),
d=>{Ht(a,()=>Ne(o,d.value,!0)),this.#E()},d=>{a.ready=!0,a.error=d,this.#E()})}#w(o){let s=o instanceof m?o.message:"the body of a message c\
ould not be fetched";t.close(this.id,{reason:"frame_lost",message:s}),this.#g({reason:"frame_lost",message:s})}#E(){for(;;){let o=this.#o.peek();
if(o===void 0||!o.ready)break;this.#o.shift(),this.#y(o)}this.#d!==void 0&&this.#o.size===0&&this.#g(this.#d)}#y(o){this.#a===void 0&&(o.error!==
void 0?this.#w(o.error):this.#e!==void 0&&this.#t.size===0?this.#_(this.#e,o.value,o.bytes):(this.#t.push(o),this.#v())),t.acknowledge(o.number)}#v(){
for(;this.#t.size>0;){let o=this.#e;if(o!==void 0){let s=this.#t.shift();if(s===void 0)return;this.#_(o,s.value,s.bytes)}else{let s=this.#s.
shift();if(s===void 0)return;let i=this.#t.shift();if(i===void 0)return;s.resolve({done:!1,value:i.value}),t.dequeued(this.id,1,je(i.bytes))}}
this.#x(),this.#T()}#_(o,s,i){try{o(s)}catch(a){Be(a)}t.dequeued(this.id,1,je(i))}#g(o){this.#a===void 0&&(this.#a=o,this.#k(),this.#v())}#p=!1;#T(){
let o=this.#a;if(!(o===void 0||this.#p)){this.#p=!0,this.#n(o.reason);try{this.onend?.(o.reason,o.message)}catch(s){Be(s)}}}#x(){let o=this.#a;
if(o!==void 0)for(;;){let s=this.#s.shift();if(s===void 0)return;o.reason==="ended"||o.reason==="cancelled"?s.resolve({done:!0,value:void 0}):
s.reject(Cn("channel",o))}}[Symbol.asyncIterator](){return T({next:()=>new D((o,s)=>{this.#s.push({resolve:o,reject:s}),this.#v()}),return:()=>new D(
o=>{this.close(),o({done:!0,value:void 0})}),[De](){return this}})}get bufferedAmount(){return this.#u}send(o){return new D((s,i)=>{if(this.#l||
this.#a!==void 0)throw Cn("channel",this.#a);let a=It(o),d={payload:void 0,resolve:s,reject:i},l=h=>{i(h),d.payload=yi,this.#B()},u=h=>{let c=g(
h.bytes),{body_bytes_max:f}=t.limits;if(c>f)return l(new m("body_too_large",`a message of ${c} bytes on channel ${this.id}; body_bytes_max i\
s ${f}`));d.payload=h,this.#u+=c,this.#B()};t.session.openSender(this.id),this.#i.push(d),a.now!==void 0?u({...a.now,bytes:Y(a.now.bytes)}):
a.later!==void 0&&P(a.later,h=>u(h.value),l)})}#B(){for(;;){let o=this.#i.peek();if(o?.payload===void 0)break;if(o.payload!==yi){let s=g(o.payload.
bytes);if(!t.session.enqueue(this.id,o.payload,s,()=>t.drawId()))break;t.counters.bytesUp+=s,this.#u-=s,o.resolve()}this.#i.shift()}t.flush(),
this.#c!==void 0&&this.#i.size===0&&this.#A(this.#c)}#k(){for(;;){let o=this.#i.shift();if(o===void 0)break;o.reject(Cn("channel",this.#a))}
this.#u=0}get writer(){if(this.#m===void 0){if(nr===void 0)throw new m("internal","this engine has no WritableStream");let o={write:s=>this.
send(s),close:()=>this.close(),abort:s=>this.close("failed",s instanceof Fe?s.message:void 0)};this.#m=vo(new nr(T(o)))}return this.#m}close(o,s){
this.#a!==void 0||this.#l&&(o??"ended")==="ended"||(this.#c={reason:o??(t.session.sends(this.id)?"ended":"cancelled"),message:s},this.#l=!0,
(this.#i.size===0||this.#c.reason!=="ended")&&this.#A(this.#c))}#A(o){if(this.#a===void 0){for(t.close(this.id,o);this.#t.size>0;)this.#t.shift();
this.#g(o)}}#S(){return this.#p&&this.#a?.reason==="ended"&&!this.#l&&(this.#a=void 0,this.#d=void 0,this.#p=!1,t.open(this.#r,this.id)),Jn+
this.id}toJSON(){return this.#S()}__TAURI_TO_IPC_KEY__(){return this.#S()}}let n=e.prototype;return G(n,lt,{__proto__:null,value(){this.close()}}),
j(e),j(n),e}var yi=j({kind:0,element:0,bytes:Y(N)});function Bd({frame:t,bytes:e,error:n}){if(n!==void 0)throw n;return e===void 0?Ae(t):Ne(t,e,!1)}var kd=1024,Sd={kind:"Any"},Vr=t=>t===void 0?
Sd:typeof t=="string"?{kind:"AnyLabel",label:t}:t;function bi(t,e){let n=U(),r=new M,o=new M,s=0,i=0,a=(p,b)=>{try{p.handler({event:b.head.event,
id:p.id,payload:Bd(b)})}catch(v){Be(v)}},d=p=>{let b=p.head.listeners??x();for(let v=0;v<b.length;v++){let A=b[v]??0,_=n.get(A);_!==void 0?a(
_,p):s>0&&o.size<kd&&(p.frame.keep(),o.push({id:A,arrived:p}))}t.acknowledge(p.number)};t.onEvents=(p,{frames:b,from:v,to:A,number:_})=>{let L=p.
listeners??x(),O=v;for(;O<A&&r.size===0&&s===0;O++){t.counters.bytesDown+=b.bodyBytes(O);for(let V=0;V<L.length;V++){let ae=n.get(L[V]??0);ae!==
void 0&&l(ae,p.event,b,O)}}for(O>v&&t.acknowledge(_,_+O-v-1);O<A;O++)t.onEvent(p,b.event(O),_+O-v)};let l=(p,b,v,A)=>{try{p.handler({event:b,
id:p.id,payload:v.value(A)})}catch(_){Be(_)}},u=()=>{for(;;){let p=r.peek();if(p===void 0||!p.ready)return;r.shift(),d(p)}};t.onEvent=(p,b,v)=>{
let A={head:p,frame:b,number:v,ready:!0,bytes:void 0,error:void 0};if((b.flags&1)===0){if(t.counters.bytesDown+=b.bodyBytes,r.size===0)return d(
A);b.keep(),r.push(A);return}A.ready=!1,r.push(A),P(t.pull(p.body??0,b.bodyBytes,void 0,()=>{}),_=>{A.bytes=_.value,A.ready=!0,u()},_=>{A.error=
_,A.ready=!0,u()})};let h=async p=>{s+=1,i+=1,t.listen();try{let b=await y(e("plugin:event|listen",{event:p.name,target:p.target,handler:i}));
if(typeof b!="number")throw new m("internal","the host registered a listener without an id");p.id=b,p.gone?P(f(p),c,c):n.set(b,p)}finally{s-=
1;let b=o;for(o=new M;;){let v=b.shift();if(v===void 0)break;let A=n.get(v.id);A!==void 0?a(A,v.arrived):s>0&&o.push(v)}}},c=()=>{},f=p=>e("\
plugin:event|unlisten",{event:p.name,eventId:p.id}),w=p=>p.gone?Ve(null):(p.gone=!0,p.id===0?Ve(null):(n.delete(p.id),f(p)));t.onRestart=()=>{
let p=x();se(n,b=>E(p,b));for(let b=0;b<p.length;b++){let v=p[b];v!==void 0&&(n.delete(v.id),P(h(v),()=>{},Be))}};let k=async(p,b,v)=>{let A={
name:p,target:Vr(v?.target),handler:b,id:0,gone:!1},_=v?.signal,L=()=>{P(w(A),c,c),_!==void 0&&We(_,"abort",L)};if(G(L,lt,{__proto__:null,value:L}),
_!==void 0){if(de(_))return A.gone=!0,L;te(_,"abort",L)}return await y(h(A)),L};return T({listen:k,once:(p,b,v)=>{let A,_=!1,L=k(p,O=>{_||(_=
!0,A?.(),b(O))},v);return P(L,O=>{A=O,_&&O()},()=>{}),L},attach:async(p,b,v)=>{let A={name:p,target:Vr(b),handler:v,id:0,gone:!1};return await y(
h(A)),R({id:A.id,detach:()=>w(A)})},async emit(p,b){await y(e("plugin:event|emit",b===void 0?{event:p}:{event:p,payload:b}))},async emitTo(p,b,v){
let A=Vr(p);await y(e("plugin:event|emit_to",v===void 0?{target:A,event:b}:{target:A,event:b,payload:v}))},events(p,b){return Rd(k,p,b)}})}function Rd(t,e,n){
let r=()=>{let o=new M,s=new M,i=!1,a=()=>{i=!0;for(let u=s.shift();u!==void 0;u=s.shift())u({done:!0,value:void 0})},d=n?.signal;d!==void 0&&
te(d,"abort",a);let l=t(e,u=>{let h=s.shift();h===void 0?o.push(u):h({done:!1,value:u})},n);return T({async next(){await y(l);let u=o.shift();
return u!==void 0?{done:!1,value:u}:i||d!==void 0&&de(d)?{done:!0,value:void 0}:await y(new D(h=>s.push(h)))},async return(){return a(),(await y(
l))(),{done:!0,value:void 0}}})};return T({[De]:r})}var Nt=class{channel;#e;#n;#r;#o;#t;#s;constructor(e,n,r,o){this.#e=e,this.#n=$r(n,e.limits.inline_body_bytes_max),this.#r=r,this.#o=o,this.
channel=e.open(this)}message(e,n,r){n!==0&&this.#e.release(n),this.#e.acknowledge(r)}messages(e){this.#e.acknowledge(e.number,Je(e))}end(e){
this.#t===void 0&&(this.#t=e,this.#n.cancel(new m("channel_closed",e.message??`the host has closed the upload: ${e.reason}`,{data:e.reason})),
this.credit())}credit(){let e=this.#s;this.#s=void 0,e?.()}start(){this.#e.session.openSender(this.channel),P(this.#i(),()=>this.#d({reason:"\
ended",message:void 0}),e=>{this.#t===void 0&&(this.#d({reason:"failed",message:e instanceof Fe?e.message:"the source failed"}),this.#o(e))})}cancel(e){
this.#t===void 0&&(this.#d({reason:"cancelled",message:void 0}),this.#n.cancel(e),this.credit())}async#i(){let e=this.#e.limits.inline_body_bytes_max;
for(;this.#t===void 0;){let n=await y(this.#n.next());if(n===void 0)return;let r=n.value,o=g(r);for(let s=0;s<o;s+=e){let i=Z(r,s,ee(s+e,o));
if(await y(this.#u(T({kind:1,element:0,bytes:i}))),this.#t!==void 0)return}}}async#u(e){let n=g(e.bytes);for(;this.#t===void 0&&!this.#e.session.
enqueue(this.channel,e,n);)await y(new D(r=>{this.#s=r}));this.#t===void 0&&(this.#e.counters.bytesUp+=n,this.#r(n),this.#e.flush())}#d(e){this.#t===
void 0&&(this.#t=e,this.#e.close(this.channel,e))}};function gi(t,e,n){return $(t)?Se(Ee(1,Pd(t))):It(t,e,n)}function Pd(t){let e=new S(t.length);for(let n=0;n<t.length;n++){let r=t[n];if(typeof r!=
"number"||r<0||r>255||r%1!==0)throw new z(`an array as the whole argument is read as bytes, and element ${n} is not an integer from 0 to 255\
: pass an object, such as { values }`);e[n]=r}return e}function wi(t){let e=x();if(t==null)return e;if(Po(t))ot(t,(n,r)=>E(e,[r,n]));else if($(t))for(let n=0;n<t.length;n++){let r=t[n];if(!$(r)||
r.length!==2)throw new z(`header ${n+1} is not a pair of a name and a value`);E(e,[`${r[0]}`,`${r[1]}`])}else if(typeof t=="object"){let n=Q(
t);for(let r=0;r<n.length;r++){let o=n[r]??"";E(e,[o,`${t[o]}`])}}else throw new z("headers must be an object, an array of pairs or a Header\
s object");return e}var Ke=class{value;constructor(e){this.value=e}},jt=class{command;options;#e;#n;#r;#o;#t=0;#s=!1;#i;#u=!1;#d=!1;#a;#l;#c;#m;#h;#f=x();#b;constructor(e,n,r,o,s,i){
this.#e=e,this.command=n,this.options=r,this.#n=o,this.#r=s,this.#o=i}get signal(){return this.#l===void 0?void 0:st(this.#l)}start(e){try{if(this.#e.
left)throw new m("document_gone","the page is being left: a call that starts in or after `pagehide` does not run");let{signal:n,timeout:r,headers:o}=this.
options;if(n!==void 0&&de(n))return this.#S(le(n),!0);let s=wi(o),i=ar(this.command,s),a=gi(e,this.#e.limits.inline_body_bytes_max,l=>this.#w(
l)),{following:d}=a;this.#E(n,r),a.now!==void 0?this.#y(i,s,a.now,d,!0):a.later!==void 0&&P(a.later,({value:l})=>{if(!this.#s)try{this.#y(i,
s,l,d,!1)}catch(u){this.fail(u)}},l=>this.fail(l))}catch(n){this.fail(n)}}#w(e){this.#e.onChannelNamed(e),this.#e.name(e),E(this.#b??=x(),e)}#E(e,n){
if(!(e===void 0&&n===void 0)&&(this.#l=new Nn,e!==void 0&&(this.#c=e,this.#h=()=>this.#k(le(e)),te(e,"abort",this.#h)),n!==void 0)){if(typeof n!=
"number"||n<0||n!==n)throw new z("the option `timeout` must be a number of milliseconds that is not negative");to(n)&&(this.#m=Hn(()=>this.#k(
new it(`${this.command} did not finish within its timeout of ${n} ms`,"TimeoutError")),n))}}#y(e,n,r,o,s){let i=this.#e,{limits:a}=i,d=g(r.bytes);
if(d>a.body_bytes_max)throw new m("body_too_large",`the arguments have ${d} bytes; body_bytes_max is ${a.body_bytes_max}`);let l=d>a.inline_body_bytes_max||
(i.lane.isCrowded?.(d)??!1);l&&this.#l===void 0&&(this.#l=new Nn);let u=o.length===0?e:ar(this.command,n,this.#g(o)),h=i.register(this);this.#t=
h,i.counters.bytesUp+=d;let c=l?Bt(2,h,0,0,u,r):xr(2,h,0,0,u,r);P(i.lane.call(zs(c),this.signal),f=>this.#p(f.value),f=>this.fail(f));for(let f=0;f<
this.#f.length;f++)this.#f[f]?.start();l&&this.#v(h,r.bytes,s)}#v(e,n,r){let o=this.#e,s=g(n),i=this.progress("upload",s),a=this.#_(e,n,i);if(a>=
s||this.#s)return;let d=Z(n,a,s);P(mt(o.lane,e,a,r?Y(d):d,o.segments,this.signal,i),()=>{},l=>{this.#s||this.#u||(this.#i=l,o.cancel(e))})}#_(e,n,r){
let{lane:o,segments:s}=this.#e;if(o.tryUpload===void 0)return 0;let i=g(n),a=0;for(;a<i&&!this.#s;){let d=o.tryUpload(e,a,Z(n,a,ee(i,a+s.bytes)));
if(d===0)break;a+=d,r(d)}return a}#g(e){let n=x(),r=0;for(let s=0;s<e.length;s++){let i=e[s]?.length;r=r===void 0||i===void 0?void 0:r+i}let o=this.
progress("upload",r);for(let s=0;s<e.length;s++){let i=e[s];if(i===void 0)continue;let a=h=>{this.#s||this.#k(h)},d=new Nt(this.#e,i.source,
o,a);E(this.#f,d);let{attachment:l,length:u}=i;E(n,T(u===void 0?{attachment:l,channel:d.channel}:{attachment:l,channel:d.channel,length:u}))}
return n}progress(e,n){let{onProgress:r}=this.options,o=0;return s=>{if(o+=s,!(r===void 0||this.#s))try{r({phase:e,loaded:o,total:n})}catch(i){
this.fail(i)}}}#p(e){if(this.#s)return this.#T(e);try{let n=Cr(e);if(n.kind!==3||n.id!==this.#t)throw new m("internal",`the lane answered ca\
ll ${this.#t} with another frame, of kind ${n.kind}`);if(this.#u=!0,this.#d=this.#e.replied(this.#t,n.seq),(n.flags&4)!==0){let{code:o,message:s,
command:i,key:a}=on(n.head);return o==="cancelled"&&this.#i!==void 0?this.fail(this.#i):(this.#l!==void 0&&jn(this.#l,new m(o,s)),this.#a={value:new m(
o,s,{command:i??this.command,key:a}),failed:!0},this.#x())}let r=this.#n(this,n);"now"in r?(this.#a={value:r.now,failed:!1},this.#x()):P(r.later,
({value:o})=>{this.#a={value:o,failed:!1},this.#x()},o=>this.fail(o))}catch(n){this.fail(n)}}#T(e){try{let n=Cr(e);n.kind===3&&(n.flags&1)!==
0&&this.#e.release(rn(n).body??0)}catch{}}pass(){this.#d=!0,this.#x()}gone(e){this.fail(new m("document_gone",e.message??"the document was c\
losed by the host",{command:this.command}))}#x(){this.#d&&this.#a!==void 0&&this.#S(this.#a.value,this.#a.failed)}fail(e){if(!this.#s){if(e instanceof
Ke)return this.#a={value:e.value,failed:!0},this.#x();e instanceof ce&&this.#t!==0&&this.#e.cancel(this.#t),this.#S(this.#B(e),!0),this.#A(e)}}#B(e){
let{command:n}=this;return e instanceof ce?new m("internal",`the request of the call ${n} failed: the command may or may not have run, and t\
he call is not repeated`,{command:n,cause:e.cause}):e instanceof m&&e.command===void 0?new m(e.code,e.message,{command:n,key:e.key,data:e.data,
cause:e.cause}):e}#k(e){this.#s||(this.#S(e,!0),this.#t!==0&&!this.#u&&this.#e.cancel(this.#t),this.#A(e))}#A(e){for(let n=0;n<this.#f.length;n++)
this.#f[n]?.cancel(e);this.#l!==void 0&&jn(this.#l,e)}#S(e,n){if(this.#s)return;this.#s=!0,this.#t!==0&&this.#e.unregister(this.#t);let r=this.#b;
if(r!==void 0)for(let o=0;o<r.length;o++)this.#e.unname(r[o]??0);this.#m!==void 0&&nt(this.#m),this.#c!==void 0&&this.#h!==void 0&&We(this.#c,
"abort",this.#h),n?this.#o(e):this.#r(e)}};var Mt=class{#e;constructor(e){this.#e=g(e)===0?void 0:e}async next(){let e=this.#e;return this.#e=void 0,e===void 0?void 0:R(e)}close(){this.#e=
void 0}},Xe=class{status;headers;length;#e;#n=!1;constructor(e,n){this.status=e.status,this.headers=e.headers,this.length=e.length,this.#e=n}#r(){
if(this.#n)throw new m("bad_arguments","this stream is being read already: a body can be read once");return this.#n=!0,this.#e}[Symbol.asyncIterator](){
let e=this.#r();return T({async next(){let n=await y(e.next());return n===void 0?{done:!0,value:n}:{done:!1,value:n.value}},async return(){return e.
close(),{done:!0,value:void 0}},[De](){return this}})}get readable(){let e=this.#r();if(er===void 0)throw new m("internal","this webview has\
 no ReadableStream");return new er(T({async pull(n){try{let r=await y(e.next());r===void 0?_o(n):xo(n,r.value)}catch(r){Eo(n,r)}},cancel(){e.
close()}}),T({highWaterMark:0}))}async bytes(e){let n=this.length,r=e?.onProgress;return(await y(this.read(e?.into,(o,s)=>r?.({phase:"downlo\
ad",loaded:s,total:n})))).value}async read(e,n){let r=this.length,o=this.#r();try{let s;e!==void 0?s=On(e,r??0):r!==void 0&&(s=new S(r));let i=x(),
a=0;for(;;){let d=await y(o.next());if(d===void 0)break;let l=d.value,u=g(l);e!==void 0&&r===void 0&&(s=On(e,a+u)),s===void 0?E(i,l):ie(s,l,
a),a+=u,n(u,a)}if(r!==void 0&&a<r)throw new m("cancelled",`the stream was cancelled after ${a} of ${r} bytes`);return R(s??$e(i,a))}finally{
o.close()}}cancel(){this.#n=!0,this.#e.close()}};j(Xe);j(Xe.prototype);function fn(t,e){let n=x(),r=t.headers??n;for(let o=0;o<r.length;o++)E(n,[r[o]?.[0]??"",r[o]?.[1]??""]);return{status:t.status??200,headers:sr(
n),length:t.stream===void 0?e.bodyBytes:t.length}}var Ut=class{#e;#n;#r;#o;#t;#s=new M;#i=new M;#u=0;#d;#a=!1;#l;constructor(e,n,r,o){this.#e=e,this.#n=n,this.#r=r,this.#o=o,this.#t=()=>this.#c(
o===void 0?void 0:le(o)),e.openStream(n,this),o!==void 0&&(de(o)?this.#c(le(o)):te(o,"abort",this.#t))}message(e,n,r){if(n!==0){this.#e.release(
n);let o={reason:"frame_lost",message:"the host deferred a message of a stream"};this.#e.close(this.#n,o),this.end(o)}else this.#a||(this.#s.
push(Y(e.body)),this.#h());this.#e.acknowledge(r)}messages({frames:e,from:n,to:r,number:o}){for(let s=n;s<r;s++)this.message(e.message(s),0,
o+s-n)}end(e){this.#d??=e,this.#m(),this.#h()}credit(){}next(){return new D((e,n)=>{this.#i.push({resolve:e,reject:n}),this.#h()})}close(){if(!this.#a){
for(this.#a=!0,this.#m();this.#s.size>0;)this.#s.shift();this.#d===void 0&&this.#e.close(this.#n,{reason:"cancelled",message:void 0}),this.#h()}}#c(e){
this.#l=e,this.close()}#m(){this.#o!==void 0&&We(this.#o,"abort",this.#t)}#h(){for(;this.#i.size>0;){let e=this.#s.peek();if(e===void 0&&this.#d===
void 0&&!this.#a)return;let n=this.#i.shift();if(e===void 0){this.#l!==void 0?n?.reject(this.#l):this.#a?n?.resolve(void 0):this.#f(n);continue}
this.#s.shift();let r=g(e);this.#u+=r,this.#e.counters.bytesDown+=r,this.#e.session.dequeued(this.#n,1,je(r)),this.#e.flush(),n?.resolve(R(e))}}#f(e){
if((this.#d?.reason??"ended")!=="ended")return e?.reject(Cn("stream",this.#d));if(this.#r===void 0||this.#u===this.#r)return e?.resolve(void 0);
e?.reject(new m("stream_failed",`the stream ended at ${this.#u} of ${this.#r} bytes`))}},$t=class{#e;#n;#r;#o;#t=new M;#s=0;#i=!1;constructor(e,n,r,o){
this.#e=e,this.#n=n,this.#r=r,this.#o=o}async next(){let{bytes:e,inFlight:n}=this.#e.segments;for(;!this.#i&&this.#s<this.#r&&this.#t.size<n;){
let o=ee(e,this.#r-this.#s),s=ft(this.#e.lane,this.#n,this.#s,o,this.#o,()=>{});P(s,()=>{},()=>{}),this.#t.push(s),this.#s+=o}let r=this.#t.
shift();if(r===void 0||this.#i){this.close();return}try{let o=await y(r);return this.#e.counters.bytesDown+=g(o.value),this.#s===this.#r&&this.#t.
size===0&&this.close(),o}catch(o){throw this.close(),o}}close(){this.#i||(this.#i=!0,this.#e.release(this.#n))}};function vi(t){return(e,n)=>{let r=rn(n),o=(n.flags&2)!==0;if(e.options.onResponse?.(fn(r,n)),r.stream!==void 0)return{now:Wr(t,r,n,r.stream,
e.options.signal)};if(r.body===void 0||(n.flags&1)===0){if(o)throw new Ke(Ae(n));return t.counters.bytesDown+=g(n.body),{now:new Xe(fn(r,n),
new Mt(Y(n.body)))}}if(o)return{later:Fd(t,e,n,r.body)};let s=e.options.signal;return{now:new Xe(fn(r,n),new $t(t,r.body,n.bodyBytes,s))}}}async function Fd(t,e,n,r){
let o=(await y(t.pull(r,n.bodyBytes,e.signal,()=>{}))).value;throw new Ke(Ne(n,o,!0))}function Wr(t,e,n,r,o){return new Xe(fn(e,n),new Ut(t,
r,e.length,o))}function Ei(t,e){return(n,r)=>{let o=rn(r);n.options.onResponse?.(fn(o,r));let s=(a,d)=>{let l=a===void 0?Ae(r):Ne(r,a,d);if((r.flags&2)!==0)
throw new Ke(l);return r.payload===2&&e(n.command,l),l};if(o.stream!==void 0)return{later:Od(t,n,r,o.stream,s)};let i=r.payload===1&&(r.flags&
2)===0?n.options.into:void 0;if(o.body===void 0||(r.flags&1)===0){let a=r.bodyBytes;if(t.counters.bytesDown+=a,n.progress("download",a)(a),i===
void 0)return{now:s(void 0,!1)};let d=On(i,a);return ie(d,r.body,0),{now:d}}return{later:Ld(t,n,r,o.body,i,s)}}}async function Ld(t,e,n,r,o,s){
let i=e.progress("download",n.bodyBytes);if(o===void 0)return R(s((await y(t.pull(r,n.bodyBytes,e.signal,i))).value,!0));let a;try{a=On(o,n.
bodyBytes)}catch(d){throw t.release(r),d}return await y(t.pullInto(r,a,e.signal,i)),R(a)}async function Od(t,e,n,r,o){let s=Wr(t,rn(n),n,r,e.
signal),{into:i}=e.options,a=e.progress("download",s.length),d=(await y(s.read(i,l=>a(l)))).value;return R(i===void 0?o(d,!0):d)}function xi(t){if(tr===void 0)throw new m("internal","this webview has no MessageChannel");let e=new tr,n=Ao(e),r=new Pe,o=new Pe,s=d=>{try{
ko(n,d,Io(d.type==="value"?Cd(d.value):x()))}catch(l){let u=l instanceof Fe?l.message:"the result cannot be cloned for the worker";s({type:"\
ipc-error",id:d.id,code:"internal",message:u,command:void 0,key:void 0,data:void 0})}},i=(d,l)=>{if(l instanceof m){let{code:u,message:h,command:c,
key:f,data:w}=l;s({type:"ipc-error",id:d,code:u,message:h,command:c,key:f,data:w})}else l instanceof it?s({type:"exception",id:d,name:l.name,
message:l.message}):s({type:"error",id:d,error:l})},a=d=>{let{id:l}=d;switch(d.type){case"invoke":{let u=new Nn;Me(r,l,u);let h=T({headers:d.
headers,signal:st(u),timeout:d.timeout});d.progress&&(h.onProgress=({phase:f,loaded:w,total:k})=>s({type:"progress",id:l,phase:f,loaded:w,total:k}));
let c=d.typed?Et(d.args):d.args;P(t.invoke(d.command,c,h),f=>{_e(r,l),s({type:"value",id:l,value:f})},f=>{_e(r,l),i(l,f)});return}case"cance\
l":{let u=Le(r,l);u!==void 0&&jn(u,void 0);return}case"listen":P(t.listen(d.event,u=>s({type:"event",id:l,event:u.event,listener:u.id,payload:u.
payload}),T({target:d.target})),u=>{Me(o,l,u),s({type:"value",id:l,value:null})},u=>i(l,u));return;case"unlisten":Le(o,l)?.(),_e(o,l);return}};
return So(n,d=>a(Ro(d))),Bo(e)}function Cd(t){let e=x(),n=new mn,r=o=>{if(typeof o!="object"||o===null)return;let s=Ue(o)?X(o):xn(o)?o:void 0;
if(s!==void 0){bn(n,s)||(pn(n,s),E(e,s));return}if($(o)){for(let a=0;a<o.length;a++)r(o[a]);return}let i=Q(o);for(let a=0;a<i.length;a++)r(o[i[a]??
""])};return r(t),e}var _i="0.1.0";var Ti=j(T({}));function Ai(t,{label:e,limits:n,debug:r}){let o=L=>{r&&_n("bytelane: "+L)},s=new Ct(t,{limits:n,version:_i,warn:o}),i=new mn,
a=(L,O)=>{if(!r||bn(i,L))return;let V=pr(O);if(V===void 0)return;pn(i,L),o(`${L}: a long array of ${V} was sent as JSON. ${V==="bytes"?"Retu\
rn Bytes or Vec<u8> alone; pass a Uint8Array.":"Return ipc::Typed; pass a typed array."}`)},d=(L,O,V,ae)=>new D((Di,Ii)=>{a(O,V),new jt(s,O,
ae,L,Di,Ii).start(V)}),l=Ei(s,a),u=vi(s),h=((L,O,V)=>d(l,`${L}`,O,V??Ti));h.stream=(L,O,V)=>d(u,`${L}`,O,V??Ti),j(h);let c=T({}),f=(()=>{let L=T(
{...s.counters,duplicatesDropped:s.duplicates}),O=Q(c);for(let V=0;V<O.length;V++){let ae=O[V]??"";L[ae]=c[ae]?.()}return j(L)});f.add=(L,O)=>{
if(L==="duplicatesDropped"||K(s.counters,L)||K(c,L))throw new z(`the counters ${L} exist already`);c[`${L}`]=O},j(f);let w=bi(s,h),{listen:k,
once:C,emit:I,emitTo:p,attach:b}=w,v=pi(s),A={invoke:h,Channel:v,IpcError:m,label:e,typed:Et,listen:k,once:C,emit:I,emitTo:p,events:w.events,
lane:()=>t.name,stats:f,workerPort:()=>xi(A)},_=()=>{s.left=!0};return{client:j(T(A)),engine:s,Channel:v,attach:b,leave:_,restart:()=>s.restart()}}var Dd=42,Id=46;function zr(t,e){let n=0;for(;n<t.length&&oe(t,n)!==Dd;)n+=1;if(n===t.length)return t===e;let r=ne(t,0,n),o=ne(t,n+1),s=e.length-
o.length;if(s<=n||ne(e,0,n)!==r||ne(e,s)!==o)return!1;for(let i=n;i<s;i++)if(!Hd(oe(e,i),o!==""))return!1;return!0}function Hd(t,e){return t>=
48&&t<=57||e&&(t===Id||t===45||t>=97&&t<=122)}function Bi(t,e){let n=new Pe,r=new Pe,o=i=>{_e(n,i);let a=Le(r,i);_e(r,i),a?.close()},s=(i,a)=>{let d=Le(n,i);d!==void 0?d(a):_n(`[TAURI] C\
ouldn't find callback id ${i}. This might happen when the app is reloaded while Rust is running an asynchronous operation.`)};return t.onChannelNamed=
i=>{if(!yn(n,i)||yn(r,i))return;let a=0,d=new e(l=>{let u=a;a+=1,s(i,{message:l,index:u})},i);Me(r,i,d),d.onend=(l,u)=>{yn(n,i)&&(_e(r,i),s(
i,{end:!0,index:a}),l!=="ended"&&l!=="cancelled"&&Be(new m("channel_closed",`channel ${i}: ${u??l}`,{data:l})))}},{map:n,transform(i,a=!1){let d=t.
drawChannel();return Me(n,d,l=>(a&&o(d),i?.(l))),d},unregister:o,run:s}}var Nd=t=>typeof t=="object"&&t!==null&&typeof t.event=="string"&&typeof t.handler=="number";function ki(t,e){let n=new Pe,r=async({event:o,
target:s,handler:i})=>{let a=0,d,{value:l}=await y(t(o,s,u=>{a===0&&(a=u.id),d?.muted!==!0&&e.run(i,{event:u.event,id:a,payload:u.payload})}));
return a=l.id,d={attached:l,muted:!1},Me(n,a,d),a};return{serve(o,s){if(o==="plugin:event|listen")return Nd(s)?r(s):void 0;if(o!=="plugin:ev\
ent|unlisten")return;let i=s?.eventId,a=typeof i=="number"?Le(n,i):void 0;if(!(a===void 0||typeof i!="number"))return _e(n,i),a.muted=!0,a.attached.
detach()},unregister(o,s){let i=Le(n,s);i!==void 0&&(i.muted=!0)}}}function Si({client:t,engine:e,Channel:n,attach:r},o){let s=Bi(e,n),i=ki(r,s),{label:a,scheme:d,sep:l,delimiter:u}=o,h=(k,C={},I)=>new D((p,b)=>P(
i.serve(k,C)??t.invoke(k,C,I),p,v=>b(v instanceof m?v.message:v))),c=({cmd:k,callback:C,error:I,payload:p,options:b})=>P(h(k,p,b),v=>s.run(C,
v),v=>s.run(I,v)),f={},w=(k,C,I)=>G(k,C,{__proto__:null,value:I,enumerable:!0});w(f,"invoke",h),w(f,"transformCallback",s.transform),w(f,"un\
registerCallback",s.unregister),w(f,"runCallback",s.run),w(f,"callbacks",s.map),w(f,"convertFileSrc",(k,C="asset")=>d[0]+C+d[1]+ro(k)),w(f,"\
ipc",c),w(f,"postMessage",k=>c(typeof k=="string"?xe(k):k)),w(f,"metadata",{currentWindow:{label:a},currentWebview:{windowLabel:a,label:a}}),
w(f,"plugins",{path:{sep:l,delimiter:u}}),w(globalThis,"__TAURI_INTERNALS__",f),w(globalThis,"__TAURI_EVENT_PLUGIN_INTERNALS__",{unregisterListener:i.
unregister}),w(globalThis,"isTauri",!0)}var Ri=()=>K(globalThis,"bytelane");function Pi({origins:t}){let{window:e}=globalThis;if(e!==e.top||(e.opener??null)!==null||globalThis.document?.
contentType==="application/json")return!1;let{origin:n,protocol:r,host:o}=globalThis.location,s=r+"//"+o;for(let i=0;i<t.length;i++){let a=t[i]??
"";if(zr(a,n)||zr(a,s))return!0}return!1}function Fi({label:t,debug:e,limits:n,tauri:r},o){let s=Ai(o,{label:t,debug:e,limits:n});return G(globalThis,
"bytelane",{__proto__:null,value:s.client,enumerable:!0}),r!==null&&Si(s,r),s}function Li({leave:t,restart:e},n){te(globalThis,"pagehide",r=>{
r.isTrusted&&t()}),te(globalThis,"pageshow",r=>{!r.isTrusted||!r.persisted||(n(),e())})}function jd(){let t=globalThis;if(!K(t,"__BYTELANE_NATIVES__"))return;let e=t.__BYTELANE_NATIVES__;return delete t.__BYTELANE_NATIVES__,e}var Oi="\
a page that is loaded from a text has no origin, which the engine requires: load it with `AttachOptions::html` in place of `WebViewBuilder::\
with_html`";function Ci(){let{protocol:t}=globalThis.location;return globalThis.window===globalThis.window.top&&(t==="about:"||t==="data:")}
function Md(t){let{base:e,debug:n}=t,r=jd();if(Ri())return;let o=c=>_n("bytelane: "+c);if(!Pi(t)){n&&Ci()&&o(Oi);return}let s=fs(),i=Ci()?Oi:
void 0;Ho(t.limits);let a=t.compared?new pt:void 0;a!==void 0&&G(globalThis,"__BYTELANE_UNANSWERED__",{__proto__:null,value:a.compare});let d=cs(
e,s,void 0,as(e),a),l=is(t.lane,r,s,d,o,i),u=r===void 0?[]:t.guarded;t.schemes.length+u.length>0&&Ss({schemes:t.schemes,secret:s,guarded:u,mark:()=>r?.
mark()??""});let h=Fi({...t,limits:F},l);t.tauri!==null&&Rs(h.client.invoke),Li(h,()=>s.renew())}Md(__BYTELANE_CONFIG__);})();
