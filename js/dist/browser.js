// bytelane: an injected script. Built from js/src by `npm run build`; do not edit.
"use strict";(()=>{var Sr="bytes:";var Ct={head_bytes_max:131072,header_count_max:64,header_bytes_max:65536,headers_bytes_max:65536,path_bytes_max:2048,command_bytes_max:128,json_bytes_max:1073741824,
json_depth_max:127,body_bytes_max:1073741824,attachments_max:65536,inline_body_bytes_max:1048576,segment_bytes_max:2097152,segments_in_flight_max:6,
batch_bytes_max:1048576,batch_frames_max:4096,calls_in_flight_max:65536,channel_bytes_max:8388608,channel_frames_max:1024,channel_open_bytes:65536,
channel_open_frames:64,channels_open_max:65536,document_bytes_max:67108864,process_bytes_max:268435456,message_cost_bytes_min:64},Rr=1024,Pr=8388608;var{bind:Cs,call:Ls}=Function.prototype,C=Cs.bind(Ls),Lt=globalThis.Error,Ve=t=>()=>{throw new Lt(`bytelane: this webview has no ${t}`)},X=(t,e)=>C(
Object.getOwnPropertyDescriptor(t,e)?.get??Ve(`property ${String(e)}`)),In=(t,e)=>C(Object.getOwnPropertyDescriptor(t,e)?.set??Ve(`property ${String(
e)}`)),Fr=globalThis,de=t=>Fr[t],ne=t=>Fr[t]?.prototype??{},M=(t,e)=>C(ne(t)[e]??Ve(`${t}.${e}`));var j=globalThis.Promise,Ba=globalThis.ArrayBuffer,Ds=globalThis.DataView,S=globalThis.Uint8Array,ke=globalThis.Int32Array,Dt=globalThis.Float64Array,
Te=globalThis.Map,jn=globalThis.Set,Ae=Lt,q=globalThis.TypeError,ye=JSON.parse,vn=JSON.stringify,D=Object.freeze,G=Object.keys,Q=Object.defineProperty,
nn=Object.setPrototypeOf,Nn=Object.getPrototypeOf,J=C(Object.prototype.hasOwnProperty),I=Array.isArray,En=Number.isSafeInteger,Lr=Number.isFinite;var ee=Math.min,Dr=Math.max,Hr=C(Number.prototype.toString),oe=C(String.prototype.slice),qe=C(String.prototype.startsWith),Ir=C(String.prototype.
indexOf),se=C(String.prototype.charCodeAt),jr=globalThis.encodeURIComponent,Sa=C(String.prototype.toLowerCase),Be=C(globalThis.Map.prototype.
get),Le=C(globalThis.Map.prototype.set),tn=C(globalThis.Map.prototype.has),pe=C(globalThis.Map.prototype.delete),Ra=C(globalThis.Map.prototype.
clear),Ht=C(globalThis.Map.prototype.forEach),{get:Hs,set:Is,has:js,delete:Ns,clear:Ms}=globalThis.Map.prototype,Us=Object.getOwnPropertyDescriptor(
globalThis.Map.prototype,"size")?.get??Ve("Map.size"),It={__proto__:null,get:Hs,set:Is,has:js,delete:Ns,clear:Ms};Object.defineProperty(It,"\
size",{__proto__:null,get:Us});Object.freeze(It);function U(){return nn(new Te,It)}var ie=Ht,Mn=C(globalThis.Set.prototype.add),Un=C(globalThis.
Set.prototype.has),Pa=C(globalThis.Set.prototype.delete),Nr=Object.prototype,$s=Array.prototype,$n=Object.getPrototypeOf(globalThis.Uint8Array.
prototype),Wn=globalThis.DataView.prototype,rn=globalThis.ArrayBuffer.isView,ze=X(globalThis.ArrayBuffer.prototype,"byteLength"),on=X($n,Symbol.
toStringTag),Y=X($n,"buffer"),Ye=X($n,"byteOffset"),b=X($n,"byteLength"),K=C(globalThis.Uint8Array.prototype.set),Mr=X(Wn,"buffer"),Ur=X(Wn,
"byteOffset"),$r=X(Wn,"byteLength"),Or=C(Wn.getUint32),sn={__proto__:null,Int8Array,Uint8Array:globalThis.Uint8Array,Uint8ClampedArray,Int16Array,
Uint16Array,Int32Array:ke,Uint32Array,Float32Array,Float64Array:Dt,BigInt64Array,BigUint64Array,Float16Array:de("Float16Array")},H=new S(0);
function Z(t,e,n){return new S(Y(t),Ye(t)+e,n-e)}function $(t){let e=new S(b(t));return K(e,t,0),e}var Wr=C(globalThis.ArrayBuffer.prototype.
slice),Vr=globalThis.ArrayBuffer.prototype.transfer,Ws=C(Vr),qr=Vr===void 0?()=>{}:t=>void Ws(t,0);function Vn(t,e){let n=new S(e),r=0;for(let o=0;o<
t.length;o++){let s=t[o];s!==void 0&&(K(n,s,r),r+=b(s))}return n}var Vs=new TextEncoder,qs=new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}),
zs=C(TextEncoder.prototype.encode),Ys=C(TextDecoder.prototype.decode),Ge=t=>zs(Vs,t),De=t=>Ys(qs,t),Gs=C(j.prototype.then);function w(t){return Q(
t,"constructor",{__proto__:null,value:j})}function O(t,e,n){Gs(w(t),e,n)}var an=globalThis.queueMicrotask,jt=globalThis.setTimeout,zr=globalThis.
clearTimeout;function dn(t){return new j(e=>e(t))}function qn(t){return new j((e,n)=>{let r=t.length;r===0&&e();for(let o=0;o<t.length;o++){
let s=t[o];s!==void 0&&O(s,()=>{r-=1,r===0&&e()},n)}})}function xn(t){return new j(e=>{jt(e,t)})}var Fa=globalThis.fetch,Oa=X(ne("Response"),
"status"),Ca=X(ne("Response"),"headers"),La=M("Response","arrayBuffer"),Da=M("Headers","get"),Yr=M("Headers","forEach"),_n=globalThis.AbortController,
kn=M("AbortController","abort"),zn=X(ne("AbortController"),"signal"),ue=X(ne("AbortSignal"),"aborted"),ce=X(ne("AbortSignal"),"reason"),te=M(
"EventTarget","addEventListener"),He=M("EventTarget","removeEventListener"),Ha=globalThis.EventTarget,Ia=globalThis.Event,ja=M("EventTarget",
"dispatchEvent"),Yn=globalThis.DOMException,Nt=M("Blob","arrayBuffer"),Gr=M("Blob","slice"),Gn=X(ne("Blob"),"size"),Mt=de("ReadableStream"),
Ut=de("WritableStream"),Jr=M("ReadableStream","getReader"),Kr=M("ReadableStreamDefaultReader","read"),Xr=M("ReadableStreamDefaultReader","ca\
ncel"),Qr=M("WritableStream","getWriter"),Zr=M("ReadableStreamDefaultController","error"),eo=M("ReadableStreamDefaultController","enqueue"),
no=M("ReadableStreamDefaultController","close"),$t=de("MessageChannel"),to=t=>t in ne("MessageChannel")?X(ne("MessageChannel"),t):e=>e[t],ro=to(
"port1"),oo=to("port2"),so=M("MessagePort","postMessage"),io=In(ne("MessagePort"),"onmessage"),Jn=X(ne("MessageEvent"),"data"),Kn=C(Function.
prototype[Symbol.hasInstance]),ln=t=>e=>t!==void 0&&Kn(t,e),Tn=ln(de("Blob")),ao=ln(de("Headers")),lo=ln(globalThis.Map),Wt=ln(de("ReadableS\
tream"));function un(t){return Nn(t)===Nr||I(t)}var Js=ln(globalThis.ArrayBuffer);function Xn(t){if(typeof t!="object"||t===null)return!1;if(Js(
t))return!0;let e=Nn(t);if(e===null||e===Nr||I(t))return!1;try{return ze(t),!0}catch{return!1}}var Vt=ln(de("SharedArrayBuffer")),Cr=de("cry\
pto"),Ks=M("Crypto","getRandomValues");function Xs(t){if(Cr===void 0)throw new Ae("this webview has no crypto.getRandomValues");Ks(Cr,t)}function Qn(){let t=new S(8);Xs(t);let e=new Ds(Y(t));return{low:Or(e,0,!0),high:Or(e,4,!0)}}var uo=globalThis.console,Na=M("Element","getAt\
tribute"),Ma=ne("Element"),Ua=C(Object.prototype.isPrototypeOf);var Qs=C(uo.warn),cn=t=>Qs(uo,t),Zn=Symbol.dispose??Symbol.for("Symbol.dispose"),Se=Symbol.asyncIterator;function E(){return nn([],null)}function g(t,e){
t[t.length]=e}function qt(t){return nn(t,$s)}function et(t){return Q(t,Symbol.iterator,{__proto__:null,value:()=>{let r=0;return A({next(){let o=t[r];
return r+=1,r<=t.length?{done:!1,value:o}:{done:!0,value:void 0}}})},enumerable:!1})}function A(t){return nn(t,null)}var zt=A({...Ct}),B=zt;function co(t){let e=G(zt);for(let n=0;n<e.length;n++){let r=e[n];if(r===void 0)continue;let o=J(t,r)?t[r]:void 0;zt[r]=
typeof o=="number"?o:Ct[r]}}var Zs="https://github.com/bytelane/bytelane/blob/main/docs/errors.md#",c=class extends Ae{name="IpcError";code;command;key;data;constructor(e,n,r){
super(n,{__proto__:null,cause:r?.cause}),this.code=e,this.command=r?.command,this.key=r?.key,this.data=r?.data}get help(){return Zs+this.code}};
D(c);D(c.prototype);function k(t){throw new c("bad_frame",t)}var L=t=>({__proto__:null,value:t});var N=class{#e;#n;#r=0;get size(){return this.#r}push(e){let n={value:e,next:void 0};this.#n===void 0?this.#e=n:this.#n.next=n,this.#n=n,this.#r+=
1}peek(){return this.#e?.value}shift(){let e=this.#e;if(e!==void 0)return this.#e=e.next,this.#e===void 0&&(this.#n=void 0),this.#r-=1,e.value}};var Yt=4294967296;function z(t){let e=t%16;return e===0?t:t+16-e}function Re(t,e){return((t[e]??0)|(t[e+1]??0)<<8|(t[e+2]??0)<<16|(t[e+3]??0)<<
24)>>>0}function be(t,e){return Re(t,e+4)*Yt+Re(t,e)}function fe(t,e,n){t[e]=n,t[e+1]=n>>>8,t[e+2]=n>>>16,t[e+3]=n>>>24}function ge(t,e,n){let r=n%
Yt;fe(t,e,r),fe(t,e+4,(n-r)/Yt)}function fo(t,e,n){let r=ni(t);return new c(e??r("code")??"internal",r("message")??n,{command:r("command"),key:r("key")})}function ni(t){let e;
try{e=ye(De(t))}catch{}return n=>{if(typeof e!="object"||e===null||!J(e,n))return;let r=e[n];return typeof r=="string"?r:void 0}}var Pe=class{cause;constructor(e){this.cause=e}};var ti=3,ri=50;async function nt(t,e,n,r,o,s){for(let i=1;;i++)try{let a=(await w(t.body(e,n,r,o,s))).value,d=ze(a);if(d!==r)throw new c("bo\
dy_truncated",`received ${d} of ${r} bytes of a segment at offset ${n}`);return L(new S(a))}catch(a){if(!(a instanceof Pe)||i===ti)throw a;await w(
xn(ri*i*i))}}function tt(t,{bytes:e,inFlight:n},r){let o=0,s=!1,i=async()=>{for(;o<t&&!s;){let d=o,l=ee(e,t-d);o=d+l;try{await w(r(d,l))}catch(u){
throw s=!0,u}}},a=E();for(let d=0;d<n&&d*e<t;d++)g(a,i());return qn(a)}async function mo(t,e,n,r,o,s){if(t.transfer!==void 0)return await w(
nt(t,e,0,n,o,s));let i;try{i=new S(n)}catch(a){throw Gt(n,a)}return await w(Jt(t,e,i,r,o,s)),L(i)}var Gt=(t,e)=>new c("body_too_large",`ther\
e is no memory for ${t} bytes: read the reply with invoke.stream, or pass a buffer as \`into\``,{cause:e});function Jt(t,e,n,r,o,s){return t.
transfer!==void 0?t.transfer(e,0,n,o,s):oi(t,e,0,n,r,o,s)}function oi(t,e,n,r,o,s,i){return tt(b(r),o,async(a,d)=>{let l=(await w(nt(t,e,n+a,
d,s,i))).value;K(r,l,a),qr(l.buffer)})}function rt(t,e,n,r,o,s,i,a=!1){let d=()=>tt(b(r),o,async(l,u)=>{if(s!==void 0&&ue(s))throw ce(s);await w(
t.upload(e,n+l,Z(r,l,l+u),s)),i(u)});return t.inTurn===void 0?d():t.inTurn(d,a)}var si=de("WebSocket")??Ve("WebSocket"),ii=In(ne("WebSocket"),"binaryType");function ho(t,e,n){let r=E();g(r,e),g(r,n);let o=new si(t,et(r));
return ii(o,"arraybuffer"),o}var yo=M("WebSocket","send"),po=M("WebSocket","close");var An=class{#e=new N;#n;#r=0;constructor(e=1){this.#n=e}get isBusy(){return this.#r===this.#n}run(e){return new j((n,r)=>{let o=()=>{this.#r+=
1,O(e(),()=>{this.#o(),n()},s=>{this.#o(),r(s)})};this.isBusy?this.#e.push(o):o()})}#o(){this.#r-=1,this.#e.shift()?.()}};var ai=1,di=2,li=3,ui=4,ci=5,Bn=32,fi=64*1024;function bo(t,e,n){return new ot(t,e,n)}var ot=class{name="browser";#e;#n;#r;#o=new An;#t=new An;#s;constructor(e,n,r){
this.#e=e,this.#n=n,this.#r=r,this.#s=new Sn(e,n,r)}async call(e,n){return L((await w(this.#i(ai,e,0,0,n))).value.bytes)}async upload(e,n,r,o){
await w(this.#i(ui,r,e,n,o))}async body(e,n,r,o,s){let i;try{i=new S(r)}catch(a){throw Gt(r,a)}return await w(this.transfer(e,n,i,o,s)),L(Y(
i))}transfer(e,n,r,o,s){let i=this.#s,a={bytes:B.segment_bytes_max,inFlight:B.segments_in_flight_max};return tt(b(r),a,async(d,l)=>{let u={length:l,
into:Z(r,d,d+l)};await w(i.request(ci,H,e,n+d,o,u)),s(l)})}async frames(e){return L(mi((await w(this.#i(di,e,0,0,void 0))).value.bytes))}async poll(e){
let{sequence:n,bytes:r}=(await w(this.#i(li,H,e,0,void 0))).value;return L({first:n===0?e+1:n,batch:r,done:void 0})}inTurn(e,n){return(n?this.#t:
this.#o).run(e)}restart(){this.#s.close(),this.#s=new Sn(this.#e,this.#n,this.#r)}#i(e,n,r,o,s){return this.#s.request(e,n,r,o,s)}};D(ot.prototype);
var Sn=class{#e;#n=!1;#r=1;#o;#t=U();#s=new N;#i;#l;constructor(e,n,r){if(this.#i=r,n===void 0){this.#h("token_missing","the address of this\
 page has no secret: open the address that the application has printed");return}let o=ho(e,"bytelane","bytelane-secret."+n);this.#e=o,te(o,"\
open",()=>this.#d()),te(o,"message",s=>this.#u(Jn(s))),te(o,"close",()=>{this.#n?this.#h("document_gone","the connection to the application \
has ended: reload the page, or start the application again"):this.#h("token_bad","the application cannot be reached, or refused the connecti\
on: open the address that it has printed last")})}#d(){this.#n=!0;for(let e=this.#s.shift();e!==void 0;e=this.#s.shift())this.#a(e)}#a(e){this.#e!==
void 0&&(this.#n?yo(this.#e,e):this.#s.push(e))}request(e,n,r,o,s,i){return new j((a,d)=>{if(this.#o!==void 0)return d(this.#o);if(s!==void 0&&
ue(s))return d(ce(s));let l=this.#r;this.#r+=1;let u=()=>{this.#t.delete(l),s!==void 0&&d(ce(s))},f=()=>{s!==void 0&&He(s,"abort",u)};s!==void 0&&
te(s,"abort",u),this.#t.set(l,{into:i?.into,resolve:P=>{f(),a(P)},reject:P=>{f(),d(P)}});let v=b(n),y=v<=fi?v:0,_=new S(Bn+y);_[0]=e,fe(_,4,
i?.length??v),ge(_,8,l),ge(_,16,r),ge(_,24,o),y>0&&K(_,n,Bn),this.#a(_),y<v&&this.#a(n)})}#u(e){let n=new S(e),r=b(n),o=this.#l;if(o===void 0)
return r<Bn?this.#f():this.#c(n,r);if(o.arrived+r>o.length)return this.#f();b(o.into)>0&&K(o.into,n,o.arrived),o.arrived+=r,o.arrived===o.length&&
this.#m(o,o.into)}#c(e,n){let r=e[0]!==0,o=be(e,8),s=be(e,16),i=this.#t.get(o),a=Z(e,Bn,n),d=n-Bn,l=r?void 0:i?.into;if(d>s||l!==void 0&&b(l)!==
s)return this.#f();let u=d===s,f=i===void 0?H:l??(u?a:new S(s));d>0&&f!==a&&i!==void 0&&K(f,a,0);let v={number:o,isRefused:r,sequence:be(e,24),
length:s,into:f,arrived:d};u?this.#m(v,f):this.#l=v}#m({number:e,isRefused:n,sequence:r},o){this.#l=void 0;let s=this.#t.get(e);s!==void 0&&
(this.#t.delete(e),n?s.reject(fo(o,void 0,"the host has refused the request")):s.resolve(L({sequence:r,bytes:o})))}#f(){this.#h("document_go\
ne","the host has sent a message that is no answer: reload the page"),this.close()}#h(e,n){if(this.#o!==void 0)return;let r=new c(e,n);this.#o=
r,this.#i(n);let o=E();ie(this.#t,s=>g(o,s)),this.#t.clear();for(let s=0;s<o.length;s++)o[s]?.reject(r)}close(){this.#o??=new c("document_go\
ne","the page has started a new session"),this.#e!==void 0&&po(this.#e)}};D(Sn.prototype);function mi(t){let e=ze(Y(t))===b(t);return Y(e?t:
$(t))}var st="bytelane";function go(){let{location:t,history:e}=globalThis,n=oe(t.hash,1);if(!qe(n,st+"="))return yi();let r=Ir(n,"&"),o=oe(n,st.length+
1,r<0?void 0:r);hi(o);let s=r<0?"":"#"+oe(n,r+1);return e.replaceState(e.state,"",t.pathname+t.search+s),o}function hi(t){try{globalThis.sessionStorage.
setItem(st,t)}catch{}}function yi(){try{return globalThis.sessionStorage.getItem(st)??void 0}catch{return}}var pi=1024,bi=4096,wo=64,gi=8;function Kt(t,e=gi){if(typeof t!="object"||t===null||e===0||!un(t))return;let n=I(t)?t:G(t),r=I(t)?wi(t):void 0;
for(let o=0;r===void 0&&o<n.length&&o<wo;o++)r=Kt(I(t)?t[o]:t[n[o]],e-1);return r}function wi(t){let e=t.length<pi?void 0:"bytes";for(let n=0;e!==
void 0&&n<wo;n++){let r=t[n];if(typeof r!="number")return;(r<0||r>255||r%1!==0)&&(e=t.length<bi?void 0:"numbers")}return e}var vo=[{name:"Uint8Array",bytes:1},{name:"Int8Array",bytes:1},{name:"Uint8Array",bytes:1},{name:"Uint8ClampedArray",bytes:1},{name:"Int16Ar\
ray",bytes:2},{name:"Uint16Array",bytes:2},{name:"Int32Array",bytes:4},{name:"Uint32Array",bytes:4},{name:"Float32Array",bytes:4},{name:"Flo\
at64Array",bytes:8},{name:"BigInt64Array",bytes:8},{name:"BigUint64Array",bytes:8},{name:"Float16Array",bytes:2}],it=13,Eo=t=>t>=0&&t<it?vo[t]:
void 0;function fn(t){let e=on(t);for(let n=1;n<it;n++)if(n!==2&&vo[n]?.name===e)return n;return e==="Uint8Array"?2:void 0}function at(t,e){
let n=Eo(t);if(n===void 0)return k(`unknown element ${t}`);e%n.bytes!==0&&k(`${e} bytes are not a multiple of the element's ${n.bytes}`)}function dt(t,e){
let n=b(e);at(t,n);let r=Eo(t),o=r===void 0?void 0:sn[r.name]??sn.Uint16Array;if(r===void 0||o===void 0)throw new c("internal",`no typed arr\
ay for element ${t}`);return new o(Y(e),Ye(e),n/r.bytes)}var Xt=Symbol.for("bytelane.typed");function lt(t){if(fn(t)===void 0)throw new q("typed() needs a typed array");return D(A({[Xt]:t}))}function Qt(t){
return J(t,Xt)?t[Xt]:void 0}var xo=34,vi=92;function Zt(t){let e=b(t);if(e<=B.json_depth_max)return;let n=0,r=!1;for(let o=0;o<e;o++){let s=t[o]??0;if(r)s===vi?o+=1:s===
xo&&(r=!1);else if(s===xo)r=!0;else if(s===91||s===123){if(n+=1,n>B.json_depth_max)throw new c("too_deep",`JSON is nested too deeply; json_d\
epth_max is ${B.json_depth_max}`)}else(s===93||s===125)&&(n-=1)}}function mn(t){if(t>B.json_bytes_max)throw new c("body_too_large",`JSON tex\
t of ${t} bytes; json_bytes_max is ${B.json_bytes_max}: pass large data as bytes, or raise the limit in the host`)}function Je(t){let e=b(t);
mn(e),Zt(t);try{return ye(De(t))}catch(n){throw new c("bad_json","a body is not JSON",{cause:n})}}var To=65536,ut=12,_o={},Ie=new ke(To/4),Ei=new S(Y(Ie)),ko=538976288,xi=1528832032,_i=538976349,Ao=1e8+Qn().low%9e8,er=ki(Ao);function ki(t){
let e=new ke(ut/4),n=new S(Y(e));n[0]=n[10]=44,n[11]=32;for(let r=9,o=t;r>0;r--)n[r]=48+o%10,o=(o-o%10)/10;return e}var ct=class{#e;#n;#r;#o=[];#t=0;#s=!1;constructor(e,n,r){
this.#e=e,this.#n=n,this.#r=r}release(){this.#r=void 0}value(e){let n=(e-this.#t)*2;if(n>=this.#o.length&&!this.#s&&this.#r!==void 0&&(this.#o=
this.#i(this.#r,e),this.#t=e,n=0),n<0||n>=this.#o.length)return Ke;let r=this.#o[n];return r===_o?Ke:(this.#o[n]=_o,r)}#i(e,n){Ie[0]=xi;let r=1,
o=n;for(;o<e.length&&e.hasJson(o);o++){let s=e.bodyBytes(o),i=e.bodyFrom(o);if(s>B.json_bytes_max||r*4+s+4+ut>To||s>B.json_depth_max&&!this.#d(
i,s))break;r=this.#l(i,s,r)}if(o-n<2)return[];r-=ut/4,Ie[r]=_i;try{let s=ye(De(Z(Ei,0,r*4+4)));if(Ti(s,o-n))return s}catch{}return this.#s=!0,
[]}#l(e,n,r){let o=this.#n,s=e>>2,i=n>>2;for(let l=0;l<i;l++)Ie[r+l]=o[s+l]??0;let a=r+i,d=(n&3)*8;if(d!==0){let l=(1<<d)-1;Ie[a]=(o[s+i]??0)&
l|ko&~l,a+=1}return Ie[a]=er[0]??0,Ie[a+1]=er[1]??0,Ie[a+2]=er[2]??0,a+ut/4}#d(e,n){let r=this.#n,o=e>>2,s=o+(n+3>>2),i=0;for(let a=o;a<s;a++){
let d=((r[a]??0)|ko)^2071690107;(d-16843009&~d&2155905152)!==0&&(i+=1)}if(i*4<=B.json_depth_max)return!0;try{return Zt(this.#e.view(e,e+n)),
!0}catch{return!1}}},Ke={};function Ti(t,e){if(!I(t)||t.length!==e*2-1)return!1;for(let n=1;n<t.length;n+=2)if(t[n]!==Ao)return!1;return!0}var Ai=32*1024,je=class{bytes;length;#e;#n;#r;#o=!1;#t=!1;constructor(e,n){this.#r=n,this.bytes=e,this.length=b(e),this.#e=Y(e),this.#n=Ye(e)}keep(){
this.#t=!0}get kept(){return this.#t}words(){let e=(this.length-this.length%4)/4;return this.#n%4===0?new ke(this.#e,this.#n,e):new ke(Y($(this.
bytes)),0,e)}view(e,n){return new S(this.#e,this.#n+e,n-e)}copy(e,n){if(this.#r!==void 0&&n-e>=Ai){let r=this.#r(e,n);if(r!==null)return r}return this.#o||
(this.#o=!0,Q(this.#e,"constructor",{__proto__:null,value:void 0})),Wr(this.#e,this.#n+e,this.#n+n)}};var Rn=class{kind;payload;element;flags;id;seq;bodyBytes;frameBytes;#e;#n;#r;#o;#t;#s;#i;constructor(e,n,r,o,s){this.kind=r.kind,this.payload=
r.payload,this.element=r.element,this.flags=r.flags,this.id=r.id,this.seq=r.seq,this.bodyBytes=r.bodyBytes;let i=ft(r),a=z(32+r.headBytes);this.
frameBytes=a+z(i),this.#e=e,this.#n=n+32,this.#r=this.#n+r.headBytes,this.#o=n+a,this.#t=this.#o+i,this.#s=r.payload===2&&i!==0?o:void 0,this.#i=
s}get head(){return this.#n===this.#r?H:this.#e.view(this.#n,this.#r)}get body(){return this.#o===this.#t?H:this.#e.view(this.#o,this.#t)}bodyCopy(){
return this.#e.copy(this.#o,this.#t)}keep(){this.#e.keep()}json(){let e=this.#s===void 0?Ke:this.#s.value(this.#i);return e===Ke?Je(this.body):
e}},ft=({kind:t,flags:e,bodyBytes:n})=>(e&1)!==0||t===7?0:n,Bi=15;function Si(t){switch(t){case 2:case 8:return 1;case 3:return 7;case 5:return 9;case 1:
return 4;default:return 0}}var Ri=t=>t===2||t===3||t===5||t===8,Pi=t=>t===4||t===7||t===9,mt=()=>{throw new c("body_truncated","the frame en\
ds early")};function Bo(t,e=B.body_bytes_max){let n=new je(t);n.length<32&&mt();let r={kind:t[0]??0,payload:t[1]??0,element:t[2]??0,flags:t[3]??
0,headBytes:Re(t,4),id:be(t,8),seq:be(t,16),bodyBytes:be(t,24)};return nr(r,n.length,e),new Rn(n,0,r,void 0,0)}function nr(t,e,n){let{kind:r,
payload:o,element:s,flags:i,headBytes:a,id:d,seq:l,bodyBytes:u}=t;(d>9007199254740991||l>9007199254740991||u>9007199254740991)&&k("an intege\
r over 2^53 - 1"),(r<1||r>10)&&k(`unknown kind ${r}`),o>5&&k(`unknown payload ${o}`),s!==0&&o!==4&&k("an element code without a typed array"),
s>=it&&k(`unknown element ${s}`),(i&~Bi)!==0&&k(`flags ${i} contain an unknown bit`),(i&~Si(r))!==0&&k(`flags ${i} on kind ${r}`),(i&2)!==0&&
(i&4)!==0&&k("the flags FAILED and REFUSED exclude each other"),a>B.head_bytes_max&&k(`a head of ${a} bytes; head_bytes_max is ${B.head_bytes_max}`),
a!==0&&Pi(r)&&k(`a head on kind ${r}`);let f=(i&1)!==0;if(a!==0&&r===5&&!f&&k("a head on DATA that is not deferred"),!Ri(r)&&o!==0&&k(`a bod\
y on kind ${r}`),u!==0&&r!==7&&o===0&&k("a body with payload NONE"),u!==0&&(i&4)!==0&&k("a body in a refusal"),r!==7&&u>n)throw new c("body_\
too_large",`a body of ${u} bytes; the limit is ${n}`);z(32+a)+z(ft(t))>e&&mt()}function hn(t,e,n,r=H,o=0){return{kind:t,payload:0,element:0,flags:0,id:e,seq:n,bodyBytes:o,head:r,body:H}}function tr(t,e,n,r,o,s){return{kind:t,
payload:s.kind,element:s.element,flags:r,id:e,seq:n,bodyBytes:void 0,head:o,body:s.bytes}}function ht(t,e,n,r,o,s){let i=b(s.bytes),a=r|1;return{
kind:t,payload:s.kind,element:s.element,flags:a,id:e,seq:n,bodyBytes:i,head:o,body:H}}var So=(t,e)=>hn(1,0,t,e),Ro=t=>hn(4,t,0),Po=t=>hn(9,t,
0),Fo=t=>hn(10,t,0),Oo=(t,e,n)=>hn(6,t,e,n),Co=(t,e,n)=>hn(7,t,e,H,n),Lo=(t,e,n)=>tr(5,t,e,0,H,n);function Pn(t){return z(32+b(t.head))+z(b(
t.body))}function Do(t){let e=new S(Pn(t));return rr(t,e,0),e}function rr(t,e,n){let{kind:r,payload:o,element:s,flags:i,id:a,seq:d,head:l,body:u}=t,
f=b(l);if(f>B.head_bytes_max)throw new c("headers_too_large",`a head of ${f} bytes; head_bytes_max is ${B.head_bytes_max}`);let v=b(u);e[n]=
r,e[n+1]=o,e[n+2]=s,e[n+3]=i,fe(e,n+4,f),ge(e,n+8,a),ge(e,n+16,d),ge(e,n+24,t.bodyBytes??v),f!==0&&K(e,l,n+32);let y=n+z(32+f);return v!==0&&
K(e,u,y),y+z(v)}var Fn=16,yt=16,Ho=t=>oe("00000000"+Hr(t,16),-8);function or(t,e){return Sr+Ho(e)+Ho(t)+":"}function sr(t,e,n,r){let o=Ge(t),s=b(o);mn(s);let i=r.
length;if(i>B.attachments_max)throw new c("too_many_buffers",`${i} buffers in one payload; attachments_max is ${B.attachments_max}`);let a=Fn+
yt*i,d=a+z(s);for(let f=0;f<i;f++){let v=b(r[f]?.bytes??o);d+=f+1<i?z(v):v}let l=new S(d);fe(l,0,s),fe(l,4,i),fe(l,8,e),fe(l,12,n),K(l,o,a);
let u=a+z(s);for(let f=0;f<i;f++){let v=r[f];if(v===void 0)continue;let y=b(v.bytes),_=Fn+yt*f;ge(l,_,y),l[_+8]=v.element,K(l,v.bytes,u),u+=
z(y)}return l}function Fi(t){let e=b(t);e<Fn&&k("a MIXED body ends in its header");let n=Re(t,0),r=Re(t,4),o=or(Re(t,8),Re(t,12));r>B.attachments_max&&
k(`${r} attachments`),mn(n);let s=Fn+yt*r,i=s+z(n);i>e&&k("the JSON text exceeds the body");let a=E();for(let l=0;l<r;l++){let u=Fn+yt*l,f=be(
t,u),v=t[u+8]??0;(f>9007199254740991||i+f>e)&&k(`attachment ${l} exceeds the body`),at(v,f),g(a,{element:v,bytes:Z(t,i,i+f)}),i+=l+1<r?z(f):
f,i>e&&k(`the padding of attachment ${l} exceeds the body`)}return i!==e&&k("bytes after the last attachment"),{value:Je(Z(t,s,s+n)),prefix:o,
attachments:a}}function Oi(t,e,n){if(!qe(t,e))return;let r=t.length-e.length,o=0;for(let s=e.length;s<t.length;s++){let i=se(t,s)-48;(i<0||i>
9)&&k("the name of an attachment has an invalid index"),o=o*10+i}return(r===0||r>1&&se(t,e.length)===48||o>=n)&&k("the name of an attachment\
 refers to none"),o}function Ci(t,e){let n=t.attachments.length,r=o=>{if(typeof o=="string"){let i=Oi(o,t.prefix,n);return i===void 0?o:e(i)}
if(typeof o!="object"||o===null)return o;if(I(o)){for(let i=0;i<o.length;i++){let a=o[i],d=r(a);d!==a&&(o[i]=d)}return o}let s=G(o);for(let i=0;i<
s.length;i++){let a=s[i]??"",d=o[a],l=r(d);if(l===d)continue;Q(o,a,{__proto__:null,value:l,writable:!0,enumerable:!0,configurable:!0})}return o};
return r(t.value)}function ve(t){return t.payload===1||t.payload===5?t.bodyCopy():t.payload===4?dt(t.element,new S(t.bodyCopy())):t.payload===
2?t.json():Fe(t,t.body,!1)}function Fe(t,e,n){return Li({kind:t.payload,element:t.element,bytes:e},n)}function Li({kind:t,element:e,bytes:n},r=!1){
switch(t){case 0:return b(n)===0?null:k("payload NONE has no body");case 1:case 5:return Y(r?n:$(n));case 2:return Je(n);case 4:return at(e,
b(n)),dt(e,r?n:$(n));case 3:{let o=Fi(n),s=E();for(let i=0;i<o.attachments.length;i++){let a=o.attachments[i];a!==void 0&&g(s,dt(a.element,$(
a.bytes)))}return Ci(o,i=>s[i])}default:return k(`unknown payload ${t}`)}}var cr=4294967296,Di=2147483647,le=4,yn=0,ir=1,ar=2,dr=3,Ne=3,Io=0,jo=1,pt=2,fr=(t,e)=>t|e<<8,No=fr(5,1),Mo=fr(5,2),Hi=fr(8,2);function mr(t){
return{capacity:t,integers:new ke(t*le),numbers:new Dt(t*Ne)}}function Ii(t){let e=mr(t.capacity*2);for(let n=0;n<t.capacity*le;n++)e.integers[n]=
t.integers[n]??0;for(let n=0;n<t.capacity*Ne;n++)e.numbers[n]=t.numbers[n]??0;return e}var On,pn=class{length;source;#e;#n;#r;#o;constructor(e,n){
e.length>Di&&k("a batch over 2 GiB");let r=e.words(),o=On??mr(64);On=void 0;let{integers:s,numbers:i}=o,a=0,d=0;for(;d<e.length;){a===B.batch_frames_max&&
k("too many frames in a batch"),e.length-d<32&&mt(),a===o.capacity&&(o=Ii(o),s=o.integers,i=o.numbers);let l=d>>2,u=r[l]??0,f=(r[l+1]??0)>>>
0,v=ur(r,l+2),y=ur(r,l+4),_=ur(r,l+6),P=d+32,V=P+z(_);if(!((u===Mo||u===No)&&f===0)||V>e.length||_>n||v>=cr||y>=cr){let h=Uo(u,f,v,y,_);nr(h,
e.length-d,n),P=d+z(32+f),V=P+z(ft(h))}let p=a*le;s[p+yn]=u,s[p+ir]=d,s[p+ar]=f,s[p+dr]=P;let m=a*Ne;i[m+Io]=v,i[m+jo]=y,i[m+pt]=_,a+=1,d=V}
this.source=e,this.length=a,this.#o=o,this.#n=s,this.#r=i,this.#e=new ct(e,r,this)}release(){this.#e.release(),(On===void 0||On.capacity<this.#o.
capacity)&&(On=this.#o),this.#o=lr,this.#n=lr.integers,this.#r=lr.numbers}isMessage(e){let n=this.#n[e*le+yn]??0;return(n&255)===5&&n>>>24===
0}isEvent(e){let n=this.#n[e*le+yn]??0;return(n&255)===8&&n>>>24===0}id(e){return this.#r[e*Ne+Io]??0}seq(e){return this.#r[e*Ne+jo]??0}bodyBytes(e){
return this.#r[e*Ne+pt]??0}bodyFrom(e){return this.#n[e*le+dr]??0}hasJson(e){let n=this.#n[e*le+yn]??0;return(n===Mo||n===Hi)&&(this.#r[e*Ne+
pt]??0)!==0}hasHead(e,n,r){if(this.#n[e*le+ar]!==r)return!1;let{bytes:o}=this.source,s=(this.#n[e*le+ir]??0)+32;for(let i=0;i<r;i++)if(o[s+i]!==
n[i])return!1;return!0}value(e){if((this.#n[e*le+yn]??0)===No){let s=this.#n[e*le+dr]??0;return this.source.copy(s,s+(this.#r[e*Ne+pt]??0))}
if(!this.hasJson(e))return ve(this.frame(e));let r=this.#e.value(e);if(r!==Ke)return r;let o=this.bodyFrom(e);return Je(this.source.view(o,o+
this.bodyBytes(e)))}frame(e){let n=this.#n,r=e*le,o=n[r+ar]??0,s=Uo(n[r+yn]??0,o,this.id(e),this.seq(e),this.bodyBytes(e)),i=this.hasJson(e)?
this.#e:void 0;return new Rn(this.source,n[r+ir]??0,s,i,e)}message(e){return this.frame(e)}event(e){return this.frame(e)}},lr=mr(0);function ur(t,e){
let n=(t[e]??0)>>>0,r=t[e+1]??0;return r===0?n:(r>>>0)*cr+n}var Uo=(t,e,n,r,o)=>({kind:t&255,payload:t>>>8&255,element:t>>>16&255,flags:t>>>
24,headBytes:e,id:n,seq:r,bodyBytes:o});function $o(t,e=B.body_bytes_max){let n=new pn(new je(t),e),r=E();for(let o=0;o<n.length;o++)g(r,n.frame(o));return r}function hr(t){let e=Bo(
t,9007199254740991);return e.frameBytes!==b(t)&&k("bytes after the frame"),e}function Wo(t){let e=0;for(let o=0;o<t.length;o++){let s=t[o];s!==
void 0&&(e+=Pn(s))}let n=new S(e),r=0;for(let o=0;o<t.length;o++){let s=t[o];s!==void 0&&(r=rr(s,n,r))}return n}var ji=D(A({reason:"ended"})),Ol=D(E());function Qe(t){let e;try{e=ye(De(t))}catch(n){throw new c("bad_frame","the head is not JSON",{cause:n})}
return(typeof e!="object"||e===null||I(e))&&k("the head is not an object"),e}function Me(t,e){let n=J(t,e)?t[e]:void 0;return typeof n=="str\
ing"?n:k(`the head has no text "${e}"`)}function Oe(t,e){let n=J(t,e)?t[e]:void 0;return En(n)&&n>=0?n:k(`the head has no integer "${e}"`)}function me(t,e,n,r){
J(e,n)&&(t[n]=r(e,n))}function Ni(t,e){let n=t[e];if(!I(n))return k(`"${e}" in the head is not an array`);let r=E();for(let o=0;o<n.length;o++){
let s=n[o];if(!I(s)||s.length!==2||typeof s[0]!="string"||typeof s[1]!="string")return k(`"${e}" in the head contains a value that is not a \
pair of texts`);g(r,[s[0],s[1]])}return r}function Mi(t){if(t.length===0||t.length>B.command_bytes_max)throw new c("bad_path",`a command nam\
e has 1 to ${B.command_bytes_max} characters, this one has ${t.length}`);for(let e=0;e<t.length;e++){let n=se(t,e);if(!(n>=48&&n<=58||n>=65&&
n<=90||n>=97&&n<=122)&&n!==95&&n!==46&&n!==47&&n!==124&&n!==45)throw new c("bad_path",`character ${e+1} of the command name is not allowed; \
names are letters, digits and _ . : / | -`)}}function Ui(t){if(t>=48&&t<=57||t>=65&&t<=90||t>=94&&t<=122)return!0;switch(t){case 33:case 35:case 36:case 37:case 38:case 39:case 42:case 43:case 45:case 46:case 124:case 126:
return!0;default:return!1}}function $i(t){return b(Ge(t))}function Wi(t){if(t.length>B.header_count_max)throw new c("headers_too_large",`${t.
length} headers; header_count_max is ${B.header_count_max}`);let e=0;for(let n=0;n<t.length;n++){let r=t[n];if(r===void 0)continue;let o=r[0],
s=r[1];if(o.length===0)throw new c("bad_header","a header without a name");for(let a=0;a<o.length;a++)if(!Ui(se(o,a)))throw new c("bad_heade\
r",`the name of header ${n+1} is not a token of letters, digits and !#$%&'*+-.^_\`|~`);for(let a=0;a<s.length;a++){let d=se(s,a);if(d===0||d===
10||d===13)throw new c("bad_header",`header "${o}" contains CR, LF or NUL`)}let i=o.length+$i(s);if(e+=i,i>B.header_bytes_max)throw new c("h\
eaders_too_large",`header "${o}" has ${i} bytes; header_bytes_max is ${B.header_bytes_max}`);if(e>B.headers_bytes_max)throw new c("headers_t\
oo_large",`the headers are too long; headers_bytes_max is ${B.headers_bytes_max}`)}}var Cn=t=>Ge(vn(t)??"{}");function zo(t){return Cn(A({client:t}))}
var Vi=D(E()),bt=U(),qi=256;function yr(t,e,n=Vi){if(e.length!==0||n.length!==0)return Vo(t,e,n);let r=bt.get(t);if(r!==void 0)return r;let o=Vo(
t,e,n);return bt.size===qi&&bt.clear(),bt.set(t,o),o}function Vo(t,e,n){Mi(t),Wi(e);let r=A({cmd:t});if(n.length>0&&(r.streams=n),e.length===
0)return Cn(r);let o=E();for(let s=0;s<e.length;s++){let i=E();g(i,e[s]?.[0]??""),g(i,e[s]?.[1]??""),g(o,i)}return r.headers=o,Cn(r)}var qo=4096,
zi=128,Yi=6;function Yo(t){if(!(t.reason==="ended"&&t.message===void 0))return Cn(A(t.message===void 0?{reason:t.reason}:{reason:t.reason,message:Gi(
t.message)}))}function Gi(t){let e=(B.head_bytes_max-zi)/Yi,n=e<qo?e|0:qo;if(t.length<=n)return t;if(n<=0)return"";let r=se(t,n-1),o=r>=55296&&
r<=56319;return`${oe(t,0,o?n-1:n)}\u2026`}function Go(t){let e=Qe(t),n=Me(e,"lane"),r=J(e,"limits")?e.limits:void 0;if(typeof r!="object"||r===null||I(r))return k("the head has no li\
mits");let o=G(r),s=A({});for(let i=0;i<o.length;i++){let a=o[i]??"";s[a]=Oe(r,a)}return{lane:n,limits:s}}function Jo(t){let e=A({});if(b(t)===0)return e;let n=Qe(t);return me(e,n,"frames",Oe),me(e,n,"bytes",Oe),e}function Ze(t){let e=A({});if(b(
t.head)!==0){let n=Qe(t.head);me(e,n,"status",Oe),me(e,n,"headers",Ni),me(e,n,"body",Oe),me(e,n,"stream",Oe),me(e,n,"length",Oe)}return(t.flags&
1)!==0&&e.body===void 0&&k("a deferred reply names no body"),e}function Ko(t){let e=Qe(t),n=A({code:Me(e,"code"),message:Me(e,"message")});return me(
n,e,"command",Me),me(n,e,"key",Me),n}function Xo(t){if(b(t)===0)return ji;let e=Qe(t),n=A({reason:Me(e,"reason")});return me(n,e,"message",Me),
n}function Ln(t){return Oe(Qe(t),"body")}function Qo(t){return Cn(A({body:t}))}function gt(t,e){let n=Qe(t.head),r=A({event:Me(n,"event")});
if(e==="page")r.target=J(n,"target")?n.target:k("an event without a target");else{let o=J(n,"listeners")?n.listeners:void 0;if(!I(o))return k(
"an event without listeners");for(let s=0;s<o.length;s++)En(o[s])||k("a listener id is not an integer");r.listeners=o}return me(r,n,"body",Oe),
(t.flags&1)!==0&&r.body===void 0&&k("a deferred event names no body"),r}var Ue=({number:t,from:e,to:n})=>t+n-e-1;function pr(t,e){let n=(e.flags&1)!==0?Ln(e.head):0;return{type:"message",channel:e.id,number:t,frame:e,
body:n}}function br(t){let e=Xo(t.head);return nn({reason:e.reason,message:e.message},null)}var wt=class{#e=H;#n=0;#r;isSame(e,n){return e.hasHead(n,this.#e,this.#n)}of(e,n){if(this.#r!==void 0&&this.isSame(e,n))return this.#r;let r=e.
event(n),o=gt(r,"host");return this.#e=$(r.head),this.#n=b(this.#e),this.#r=o,o}};var vt=class{#e=U();get size(){return this.#e.size}name(e){let n=this.#e.get(e);n===void 0?this.#e.set(e,{calls:1,ends:1,end:void 0}):(n.calls+=
1,n.ends+=1)}unname(e){let n=this.#e.get(e);if(n!==void 0&&(n.calls-=1,!(n.calls>0)))return this.#e.delete(e),n.end}received(e){if(this.#e.size===
0)return;let n=this.#e.get(e);n!==void 0&&(n.end=void 0)}ends(e,n){let r=this.#e.get(e);return r===void 0||r.ends===1||n.reason!=="ended"?!0:
(r.ends-=1,r.end=n,!1)}};function Ce(t){return Dr(t,B.message_cost_bytes_min)}var bn=class{#e;#n=U();#r=0;#o=0;#t;#s;#i=!1;#l=0;#d=0;#a=0;#u=0;duplicates=0;constructor(e){
this.#e={frames:e.channel_frames_max,bytes:e.channel_bytes_max}}get ended(){return this.#i?this.#s:void 0}acceptNext(e,n){return this.#i||e!==
this.#o||this.#n.size!==0?!1:(n&&this.#c(e+1,{reason:"ended",message:void 0}),this.#o+=1,this.#m(),!0)}accept(e,n,r,o){let s=E();if(this.#i)
return s;if(e<this.#o||this.#n.has(e))return this.duplicates+=1,s;if(o&&this.#c(e+1,{reason:"ended",message:void 0}),e!==this.#o){let i=Ce(r),
a=this.#n.size;return a>=Rr||a>0&&this.#r+i>Pr?(this.stop({reason:"frame_lost",message:"too many messages wait for a missing one"}),s):(this.#n.
set(e,{item:n,cost:i}),this.#r+=i,s)}for(g(s,n),this.#o+=1;;){let i=this.#n.get(this.#o);if(i===void 0)break;this.#n.delete(this.#o),this.#r-=
i.cost,g(s,i.item),this.#o+=1}return this.#m(),s}end(e,n){this.#i||(this.#c(e,n),this.#m())}stop(e){this.#i||(this.#s=e,this.#i=!0)}drain(){
let e=E();return ie(this.#n,n=>g(e,n.item)),this.#n.clear(),this.#r=0,e}dequeued(e,n){if(this.#l+=e,this.#d+=n,this.#i)return;let{frames:r,bytes:o}=this.#e,
s=this.#l-this.#a,i=this.#d-this.#u;if(!(s*2<r&&i*2<o))return this.grant()}grant(){return this.#a=this.#l,this.#u=this.#d,{frames:this.#l+this.#e.
frames,bytes:this.#d+this.#e.bytes}}setCredit(e){this.#e={frames:e.frames??this.#e.frames,bytes:e.bytes??this.#e.bytes}}#c(e,n){this.#t===void 0&&
(this.#t=e,this.#s=n)}#m(){this.#t!==void 0&&this.#o>=this.#t&&(this.#i=!0)}};var Et=class{#e;#n;#r=0;#o=0;constructor(e,n="host"){this.#e=e.channel_frames_max,this.#n=e.channel_bytes_max,n==="page"&&(this.#e=ee(e.channel_open_frames,
e.channel_frames_max),this.#n=ee(e.channel_open_bytes,e.channel_bytes_max))}get sent(){return this.#o}get exhausted(){return this.#o>9007199254740991}reserve(e){
if(this.exhausted||this.#o>=this.#e||this.#r>=this.#n)return;this.#r+=Ce(e);let n=this.#o;return this.#o+=1,n}grant(e){e.frames>this.#e&&(this.#e=
e.frames),e.bytes>this.#n&&(this.#n=e.bytes)}};var Ji=D(E()),xt=class{#e=0;#n=U();#r=U();#o=0;get delivered(){return this.#o}get waits(){return this.#r.size!==0}arrived(e){this.#e=e}acknowledge(e){
if(!(e<=this.#o||e>this.#e)){if(e!==this.#o+1){this.#n.set(e,!0);return}for(this.#o=e;this.#n.size!==0&&this.#n.delete(this.#o+1);)this.#o+=
1}}acknowledgeAll(e,n){if(e===this.#o+1&&n<=this.#e)this.#o=n-1,this.acknowledge(n);else for(let r=e;r<=n;r++)this.acknowledge(r)}reply(e,n){
return n<=this.#o?!0:(this.#r.set(e,n),!1)}forget(e){this.#r.delete(e)}dequeue(){if(this.#r.size===0)return Ji;let e=E();ie(this.#r,(n,r)=>{
n<=this.#o&&g(e,r)});for(let n=0;n<e.length;n++)this.forget(e[n]??0);return e}};var Dn=class{#e;#n=U();#r=U();#o=U();#t=new xt;#s=new N;#i=new N;#l=new wt;#d=U();#a=new vt;#u=0;#c=0;#m;duplicates=0;constructor(e){this.#e=
e}get last(){return this.#c}get ended(){return this.#m}get expectsFrames(){return this.#n.size!==0||this.#r.size!==0||this.#a.size!==0||this.#t.
waits}nextCall(){return this.#u+=1,this.#u}cancel(e){this.#t.forget(e),this.#f("control",Ro(e))}reply(e,n){return this.#t.reply(e,n)}acknowledge(e,n){
return this.#t.acknowledgeAll(e,n),this.#t.dequeue()}hello(e,n){this.#f("control",So(e,zo(n)))}release(e){this.#f("control",Po(e))}dequeue(e){
let n=e==="control"?this.#s:this.#i,r=E(),o=0;for(;r.length<this.#e.batch_frames_max;){let s=n.peek();if(s===void 0)break;let i=Pn(s);if(r.length>
0&&o+i>this.#e.batch_bytes_max)break;o+=i,g(r,s),n.shift()}return r}#f(e,n){this.#m===void 0&&(e==="control"?this.#s:this.#i).push(n)}openReceiver(e){
if(this.#n.size>=this.#e.channels_open_max)throw new c("too_many_channels",`too many channels are open; channels_open_max is ${this.#e.channels_open_max}`);
this.#n.set(e,new bn(this.#e))}receives(e){return this.#n.has(e)}name(e){this.#a.name(e)}unname(e){let n=E(),r=this.#a.unname(e);return r===
void 0||(this.close(e,{reason:"cancelled",message:void 0}),g(n,{type:"end",channel:e,end:r})),n}openSender(e){if(this.#r.has(e))return;let n=new Et(
this.#e,"page"),r=this.#o.get(e);r!==void 0&&n.grant(r),this.#o.delete(e),this.#r.set(e,n),this.#f("data",Fo(e))}openStream(e){let n=new bn(
this.#e);this.#n.set(e,n),this.#h(e,n.grant())}enqueue(e,n,r,o){let s=this.#r.get(e);if(s===void 0)throw new c("channel_closed","the channel\
 has ended");let i=s.reserve(r);if(i===void 0)return!1;if(r<=this.#e.inline_body_bytes_max||o===void 0)return this.#f("data",Lo(e,i,n)),!0;let a=o(),
d=ht(5,e,i,0,Qo(a),n);return this.#d.set(d,{channel:e,id:a,bytes:n.bytes}),this.#f("data",d),!0}dequeueBody(e){if(this.#d.size===0)return;let n=this.#d.
get(e);return this.#d.delete(e),n}sends(e){return this.#r.has(e)}close(e,n){let r=this.#r.get(e),o=this.#n.get(e);if(r===void 0&&o===void 0)
return;this.#r.delete(e),this.#n.delete(e),this.#o.delete(e),o!==void 0&&this.#E(o);let s=Yo(n.message===void 0?{reason:n.reason}:{reason:n.
reason,message:n.message});this.#f("data",Oo(e,r?.sent??0,s??H))}dequeued(e,n,r){let o=this.#n.get(e)?.dequeued(n,r);return o!==void 0&&this.#h(
e,o),o!==void 0}#h(e,n){this.#f("control",Co(e,n.frames,n.bytes))}receive(e,n){let r=E();if(this.#m!==void 0)return r;if(n.length>0&&e>this.#c+
1)throw new c("internal",`frames ${this.#c+1} to ${e-1} of the session are missing`);for(let o=0;o<n.length;){let s=e+o;if(s<=this.#c){this.
duplicates+=1,o+=1;continue}let i=n.isMessage(o)?this.#w(n,o,s,r):n.isEvent(o)?this.#x(n,o,s,r):o;if(i!==o){o=i;continue}this.#g(s),this.#p(
s,n.frame(o),r),o+=1}return r}#g(e){this.#c=e,this.#t.arrived(e)}#w(e,n,r,o){let s=e.id(n),i=this.#n.get(s);if(i===void 0)return n;let a=n;for(;a<
e.length&&e.isMessage(a)&&e.id(a)===s&&i.acceptNext(e.seq(a),!1);)a+=1;return a===n?n:(this.#g(r+a-n-1),this.#a.received(s),g(o,{type:"messa\
ges",channel:s,frames:e,from:n,number:r,to:a}),this.#k(s,i,o),a)}#x(e,n,r,o){let s=this.#l.of(e,n),i=n+1;for(;i<e.length&&e.isEvent(i)&&this.#l.
isSame(e,i);)i+=1;return this.#g(r+i-n-1),g(o,{type:"events",head:s,frames:e,from:n,number:r,to:i}),i}#p(e,n,r){switch(n.kind){case 5:return this.#v(
e,n,r);case 8:g(r,{type:"event",number:e,frame:n,head:gt(n,"host")});return;case 6:return this.#t.acknowledge(e),this.#_(n,r);case 7:this.#t.
acknowledge(e),this.#y(n.id,{frames:n.seq,bytes:n.bodyBytes}),g(r,{type:"credit",channel:n.id});return;case 10:return this.#t.acknowledge(e),
this.#b(n);default:this.#t.acknowledge(e),k(`a poll returned a frame of kind ${n.kind}`)}}#v(e,n,r){let o=this.#n.get(n.id);if(o===void 0){(n.
flags&1)!==0&&this.release(Ln(n.head)),this.#t.acknowledge(e);return}this.#a.received(n.id);let{seq:s}=n,i=(n.flags&8)!==0;if(o.acceptNext(s,
i)){g(r,pr(e,n)),this.#k(n.id,o,r);return}n.keep();let a=o.duplicates,d=o.accept(s,{number:e,frame:n},n.bodyBytes,i);o.duplicates!==a&&(this.
duplicates+=1,this.#t.acknowledge(e));for(let l=0;l<d.length;l++){let u=d[l];u!==void 0&&g(r,pr(u.number,u.frame))}this.#k(n.id,o,r)}#_(e,n){
let r=e.id,o=this.#n.get(r);if(o===void 0){this.#r.delete(r)&&g(n,{type:"end",channel:r,end:br(e)});return}let{seq:s}=e;o.end(s,br(e)),this.#k(
r,o,n)}#b(e){let n=this.#n.get(e.id);n!==void 0&&(n.setCredit(Jo(e.head)),this.#h(e.id,n.grant()))}#y(e,n){let r=this.#r.get(e);r!==void 0?r.
grant(n):this.#n.has(e)&&this.#o.set(e,n)}#k(e,n,r){let o=n.ended;if(o!==void 0){if(!this.#a.ends(e,o)){this.#r.delete(e),this.#n.set(e,new bn(
this.#e));return}this.#n.delete(e),this.#r.delete(e),this.#o.delete(e),this.#E(n),g(r,{type:"end",channel:e,end:o})}}#E(e){let n=e.drain();for(let r=0;r<
n.length;r++){let o=n[r];o!==void 0&&((o.frame.flags&1)!==0&&this.release(Ln(o.frame.head)),this.#t.acknowledge(o.number))}}end(e){let n=E();
return this.#m!==void 0||(this.#m=e,this.#d.clear(),ie(this.#n,(r,o)=>g(n,{type:"end",channel:o,end:e})),ie(this.#r,(r,o)=>{this.#n.has(o)||
g(n,{type:"end",channel:o,end:e})})),n}};var Ki=50,Xi=2e3,gr=t=>ee(Xi,Ki*2**ee(t-1,10));function wr(t){if(!(t instanceof c))return!1;switch(t.code){case"token_missing":case"token_ba\
d":case"origin_denied":case"policy_denied":case"document_gone":case"shutting_down":return!0;default:return!1}}function Zo(t,e,n){switch(n.type){case"messages":{let r=e.get(n.channel);return r!==void 0?r.messages(n):t.acknowledge(n.number,Ue(n))}case"\
message":{let r=e.get(n.channel);return r!==void 0?r.message(n.frame,n.body,n.number):(n.body!==0&&t.release(n.body),t.acknowledge(n.number))}case"\
end":{let r=e.get(n.channel);return e.delete(n.channel),r?.end(n.end)}case"credit":return e.get(n.channel)?.credit();case"events":return t.onEvents(
n.head,n);case"event":return t.onEvent(n.head,n.frame,n.number)}}function es(){return{calls:0,replies:0,cancelled:0,bytesUp:0,bytesDown:0,framesIn:0,framesOut:0,duplicatesDropped:0,polls:0,pollRetries:0,restarts:0}}var _t=class{#e;#n=U();constructor(e){this.#e=e}open(e){this.#n.set(e,!0);let n={message:(r,o,s)=>{o!==0&&this.#e.release(o),this.close(e),this.#e.
acknowledge(s)},messages:r=>{this.close(e),this.#e.acknowledge(r.number,Ue(r))},end:()=>this.#n.delete(e),credit:()=>{}};this.#e.open(n,e)}close(e){
this.#n.delete(e)&&this.#e.close(e,{reason:"cancelled",message:"the page has no channel of this id"})}};var Qi={reason:"document_gone",message:"the document has gone"},kt=class{lane;limits;segments;counters=es();warn;#e;#n=U();#r=U();#o=new _t(
this);#t;#s=0;#i=0;#l;#d;#a;#u=!1;#c=!1;#m=0;left=!1;onEvent=(e,n,r)=>this.acknowledge(r);onEvents=(e,n)=>this.acknowledge(n.number,Ue(n));onRestart=()=>{};onChannelNamed=()=>{};constructor(e,n){
this.lane=e,this.limits=n.limits,this.warn=n.warn,this.#e=n.version,this.segments={bytes:n.limits.segment_bytes_max,inFlight:n.limits.segments_in_flight_max},
this.#t=new Dn(n.limits),this.#t.hello(1,n.version),this.flush()}get session(){return this.#t}get duplicates(){return this.#m+this.#t.duplicates}register(e){
let n=this.drawId();return this.#r.set(n,e),this.counters.calls+=1,n}unregister(e){this.#r.delete(e)}cancel(e){this.counters.cancelled+=1,this.#t.
cancel(e),this.flush()}replied(e,n){return this.counters.replies+=1,this.#t.ended!==void 0||this.#t.reply(e,n)?!0:(this.poll(),!1)}async pull(e,n,r,o){
try{return await w(mo(this.lane,e,n,this.segments,r,this.#f(o)))}finally{this.release(e)}}async pullInto(e,n,r,o){try{await w(Jt(this.lane,e,
n,this.segments,r,this.#f(o)))}finally{this.release(e)}}#f(e){return n=>{this.counters.bytesDown+=n,e(n)}}release(e){this.#t.release(e),this.
flush()}drawChannel(){return this.#s+=1,this.#s}open(e,n=this.drawChannel()){let{ended:r}=this.#t;return r!==void 0?(an(()=>e.end(r)),n):(this.#t.
openReceiver(n),this.#n.set(n,e),this.poll(),n)}name(e){this.#t.name(e),!this.#t.receives(e)&&this.#t.ended===void 0?this.#o.open(e):this.poll()}unname(e){
this.#o.close(e),this.#b(this.#t.unname(e))}openStream(e,n){let{ended:r}=this.#t;if(r!==void 0)return an(()=>n.end(r));this.#n.set(e,n),this.#t.
openStream(e),this.flush(),this.poll()}drawId(){return this.#i+this.#t.nextCall()}close(e,n){this.#n.delete(e),this.#t.close(e,n),this.flush()}acknowledge(e,n=e){
let r=this.#t.acknowledge(e,n);for(let o=0;o<r.length;o++)this.#r.get(r[o]??0)?.pass()}listen(){this.#c=!0,this.poll()}dequeued(e,n,r){this.#t.
dequeued(e,n,r)&&this.#h("control")}flush(){this.#u||(this.#u=!0,an(()=>{this.#u=!1,this.#h("control"),this.#h("data")}))}#h(e){let n=this.#t;
if((e==="control"?this.#d:this.#a)===n)return;let r=n.dequeue(e);if(r.length===0)return;let o=Wo(r);if(r[0]?.kind!==1&&this.lane.enqueue?.(o)===
!0)return this.counters.framesOut+=r.length,this.#w(n,r),this.#h(e);e==="control"?this.#d=n:this.#a=n;let s=()=>{e==="control"&&this.#d===n&&
(this.#d=void 0),e==="data"&&this.#a===n&&(this.#a=void 0),this.#t===n&&this.#h(e)};O(this.#g(n,o,r),s,s)}async#g(e,n,r){for(let o=1;this.#t===
e&&e.ended===void 0;o++)try{let s=(await w(this.lane.frames(n))).value;if(this.counters.framesOut+=r.length,this.#t!==e)return;this.#w(e,r),
this.#v($o(new S(s)));return}catch(s){if(wr(s))return this.#y(e,{reason:"document_gone",message:s.message});if(!(s instanceof Pe)){this.warn(
`the host refused a batch of frames: ${s instanceof c?s.code+": "+s.message:"unknown"}`),this.#t===e&&this.#x(e,r,s);return}await w(xn(gr(o)))}}#w(e,n){
for(let r=0;r<n.length;r++){let o=n[r],s=o===void 0?void 0:e.dequeueBody(o);s!==void 0&&O(rt(this.lane,s.id,0,s.bytes,this.segments,void 0,()=>{},
!0),()=>{},i=>{i instanceof c&&(i.code==="unknown_body"||i.code==="unknown_channel")||this.#t===e&&this.#p(s.channel)})}}#x(e,n,r){if(r instanceof
c&&(r.code==="unknown_channel"||r.code==="too_many_channels"))return this.#w(e,n);for(let o=0;o<n.length;o++){let s=n[o];s!==void 0&&(e.dequeueBody(
s),(s.kind===5||s.kind===10)&&this.#p(s.id))}}#p(e){let n=this.#n.get(e);if(n===void 0)return;let r={reason:"frame_lost",message:"a message \
could not be sent"};this.close(e,r),n.end(r)}#v(e){for(let n=0;n<e.length;n++){let r=e[n];r===void 0||r.kind!==1||((r.flags&4)!==0?(this.warn(
`the host uses version ${r.seq} of the protocol, this client version ${1}`),this.#y(this.#t,{reason:"failed",message:"the host uses another \
version of the protocol"})):Go(r.head))}}poll(){let e=this.#t;this.#l===e||e.ended!==void 0||!(this.#c||e.expectsFrames)||(this.#l=e,O(this.#_(
e),()=>{},n=>{this.warn(`a batch of frames from the host cannot be decoded: ${n instanceof c?n.message:"unknown"}`),this.#y(e,{reason:"frame\
_lost",message:"a batch of frames from the host cannot be decoded"})}))}async#_(e){let n=0;for(;this.#t===e&&e.ended===void 0&&(this.#c||e.expectsFrames);){
let r;try{this.counters.polls+=1,r=(await w(this.lane.poll(e.last))).value,n=0}catch(i){if(this.#t!==e)return;if(wr(i))return this.#y(e,{reason:"\
document_gone",message:i.message});n+=1,this.counters.pollRetries+=1,await w(xn(gr(n)));continue}if(this.#t!==e)return;let o=new je(r.batch,
r.copy),s=new pn(o,9007199254740991);this.counters.framesIn+=s.length,this.#b(e.receive(r.first,s)),s.release(),o.kept||r.done?.()}this.#l===
e&&(this.#l=void 0)}#b(e){for(let n=0;n<e.length;n++){let r=e[n];r!==void 0&&Zo(this,this.#n,r)}this.acknowledge(0),this.flush()}#y(e,n){let r=e.
end(n);if(this.#t!==e)return;this.#b(r);let o=E();ie(this.#r,s=>g(o,s));for(let s=0;s<o.length;s++)o[s]?.gone(n)}restart(){let e=this.#t;this.
left=!1,this.counters.restarts+=1,this.#y(e,Qi),this.#m+=e.duplicates,this.#i=this.counters.calls,this.lane.restart(),this.#t=new Dn(this.limits),
this.#t.hello(1,this.#e),this.flush(),this.onRestart(),this.poll()}};function Ee(t){an(()=>{throw t})}function xe(t){if(rn(t))return on(t)===void 0?vr(Mr(t),()=>Ur(t),()=>$r(t)):vr(Y(t),()=>Ye(t),()=>b(t));if(Xn(t))return vr(t,()=>0,()=>ze(t));
Vt(t)&&ts()}function vr(t,e,n){Vt(t)&&ts();try{return new S(t,e(),n())}catch(r){throw new c("detached_buffer","a buffer in the arguments is \
detached: it was transferred before the call",{cause:r})}}function ts(){throw new q("a SharedArrayBuffer cannot be sent: copy its bytes into\
 an ArrayBuffer first")}function gn(t,e){let n=xe(t);if(n===void 0)throw new q("the option `into` is not an ArrayBuffer or a view");let r=b(
n);if(e>r)throw new c("body_too_large",`the reply has ${e} bytes, and the buffer in \`into\` only ${r}`);return Z(n,0,e)}var Zi=Nn(S),rs=G(sn);function Er(t){if(!Kn(Zi,t))return;let e=G(t),n=0;for(;n<e.length&&e[n]===`${n}`;)n+=1;for(let r=0;r<rs.length;r++){let o=sn[rs[r]??
""];if(o===void 0||!Kn(o,t))continue;let s=new o(n);for(let i=0;i<n;i++)s[i]=t[i];return s}}function os(t,e){let n=t.entries();for(;;){let{done:r,
value:o}=n.next();if(r===!0)return;e(o[1],o[0])}}var ea=t=>typeof t=="object"&&t!==null&&typeof t[Se]=="function";function xr(t){return Tn(t)||Wt(t)||ea(t)}function Tt(t){return Tn(t)?Gn(t):
void 0}function ss(t){let e=xe(t);if(e===void 0)throw new q("a stream or async iterable in the arguments yielded a value that is not an Arra\
yBuffer or a view");return $(e)}function _r(t,e){if(Tn(t)){let r=0;return A({async next(){let o=Gn(t);if(r>=o)return;let s=ee(r+e,o),i=new S(
await w(Nt(Gr(t,r,s))));return r=s,L(i)},cancel(){r=Gn(t)}})}if(Wt(t)){let r=Jr(t);return A({async next(){let{done:o,value:s}=await w(Kr(r));
return o?void 0:L(ss(s))},cancel(o){O(Xr(r,o),()=>{},()=>{})}})}let n=t[Se]();return A({async next(){let{done:r,value:o}=await w(dn(n.next()));
return r===!0?void 0:L(ss(o))},cancel(){O((async()=>{await w(dn(n.return?.()))})(),()=>{},()=>{})}})}async function kr(t){if(Tn(t))return L(
new S(await w(Nt(t))));let e=E(),n=0,r=_r(t,0);for(;;){let o=await w(r.next());if(o===void 0)break;g(e,o.value),n+=b(o.value)}return L(Vn(e,
n))}function is(t,e){let n=E();for(let r=0;r<t.length;r++){let o=t[r];if(o===void 0)continue;g(n,(async()=>e(r,(await w(kr(o))).value))())}return qn(
n)}var na=64,Hn="__CHANNEL__:";function ta(t){let e=0;for(let n=Hn.length;n<t.length;n++){let r=se(t,n)-48;if(r<0||r>9)return 0;e=e*10+r}return En(
e)?e:0}var he=(t,e,n=0)=>({kind:t,element:n,bytes:e}),ds=E(),_e=(t,e=ds)=>({now:t,later:void 0,following:e}),ls=(t,e=ds)=>({now:void 0,later:t,
following:e});function us(t,e){return e!==void 0&&(Tt(t)??e+1)>e}function At(t,e,n){if(t==null)return _e(he(0,H));if(typeof t=="object"){let o=xe(
t);if(o!==void 0)return _e(he(1,o));let s=Qt(t);if(s!==void 0)return _e(he(4,xe(s)??H,fn(s)??0));let i=un(t)?void 0:xe(Er(t));if(i!==void 0)
return _e(he(1,i));let a=t.toJSON;if(xr(t)&&typeof a!="function"){if(!us(t,e))return ls(sa(t));let d=E();return g(d,{attachment:0,source:t,length:Tt(
t)}),_e(he(1,H),d)}}let r=oa(t);return r===void 0?ia(t,e,n):_e(cs(r))}var ra=16;function oa(t){if(typeof t!="object"||t===null||I(t)||!un(t))
return;let{toJSON:e,__TAURI_TO_IPC_KEY__:n}=t;if(typeof e=="function"||typeof n=="function")return;let r=G(t);if(r.length>ra)return;let o=A(
{});for(let s=0;s<r.length;s++){let i=r[s]??"",a=t[i];if(typeof a=="string"){if(qe(a,Hn))return}else if(typeof a!="number"&&typeof a!="boole\
an"&&a!==null)return;o[i]=a}return vn(o)}function cs(t){let e=Ge(t);return mn(b(e)),he(2,e)}async function sa(t){return L(he(1,(await w(kr(t))).
value))}function ia(t,e,n){let r=E(),o=E(),s=E(),i=E(),a="",d=0,l=0,u=(m,h)=>{if(a===""){let T=Qn();d=T.low,l=T.high,a=or(d,l)}return g(r,{element:m,
bytes:h}),a+(r.length-1)},f=E(),v=E(),y=0,_=m=>{let h="the argument";for(let T=1;T<y;T++)h+="."+(v[T]??"");return y===0?h:h+"."+m},P=m=>{if(n===
void 0||!qe(m,Hn))return m;let h=ta(m);return h!==0&&n(h),m},V=(m,h,T)=>{for(;y>0&&f[y-1]!==m;)y-=1;let x=T;if(typeof x=="string")return P(x);
if(typeof x=="bigint")throw new q(`${_(h)} is a BigInt, which JSON cannot represent: pass a string or a BigInt64Array`);if(typeof x!="object"||
x===null)return x;if(typeof x.__TAURI_TO_IPC_KEY__=="function"){if(x=x.__TAURI_TO_IPC_KEY__(),typeof x=="string")return P(x);if(typeof x!="o\
bject"||x===null)return x}if(!un(x)){let R=xe(x);if(R!==void 0)return u(as(x,()=>_(h)),R);let W=Qt(x);if(W!==void 0)return u(fn(W)??0,xe(W)??
H);if(xr(x))return us(x,e)&&i.length<na?g(i,{attachment:r.length,source:x,length:Tt(x)}):(g(o,x),g(s,r.length)),u(0,H);let ae=Er(x);if(ae!==
void 0)return u(as(ae,()=>_(h)),xe(ae)??H);lo(x)&&(x=da(x))}for(let R=0;R<y;R++)if(f[R]===x)throw new q(`${_(h)} contains itself: JSON canno\
t represent a cycle`);if(y===B.json_depth_max)throw new c("too_deep",`${_(h)} is nested too deeply; json_depth_max is ${B.json_depth_max}`);
return f[y]=x,v[y]=h,y+=1,x},re=vn(t,function(m,h){return V(this,m,h)});if(re===void 0)throw new q("the argument is a value that JSON cannot\
 represent");if(a==="")return _e(cs(re));if(o.length===0)return _e(he(3,sr(re,d,l,r)),i);for(let m=0;m<r.length;m++){let{element:h,bytes:T}=r[m]??
{element:0,bytes:H};r[m]={element:h,bytes:$(T)}}return ls((async()=>(await w(is(o,(m,h)=>{r[s[m]??0]={element:0,bytes:h}})),L(he(3,sr(re,d,l,
r)))))(),i)}function as(t,e){let n=rn(t)?on(t):void 0;if(n===void 0||n==="Uint8Array")return 0;let r=fn(t);if(r===void 0)throw new q(`${e()}\
 is a ${n}, which is not supported: pass its buffer or another typed array`);return r}function aa(t){try{return tn(t,0),!0}catch{return!1}}function da(t){
let e=A({}),n=(r,o)=>{let s={__proto__:null,value:r,writable:!0,enumerable:!0,configurable:!0};Q(e,typeof o=="symbol"?o:`${o}`,s)};return aa(
t)?Ht(t,n):os(t,n),e}function Bt(t,e){t.ready=!0;try{t.value=e()}catch(n){t.error=n}}function wn(t,e){let n=e?.reason??"ended",r=n==="document_gone"?n:t==="stream"&&n==="failed"?"stream_failed":"channel_closed";return new c(r,
e?.message??`the ${t} has ended: ${n}`,{data:n})}var fs=32,la=65536;function hs(t){class e{id;closed;onend;#e;#n=()=>{};#r;#o=new N;#t=new N;#s=new N;#i=new N;#l=0;#d;#a;#u=!1;#c;#m;constructor(o,s){
this.#e=o,this.closed=new j(i=>{this.#n=i}),this.#r={message:(i,a,d)=>this.#g(i,a,d),messages:i=>this.#f(i),end:i=>{this.#d=i,this.#x()},credit:()=>this.#A()},
this.id=t.open(this.#r,s),Q(this,"id",{__proto__:null,writable:!1,configurable:!1})}get onmessage(){return this.#e}set onmessage(o){this.#e=
o,this.#v()}#f(o){let{frames:s,from:i,to:a,number:d}=o,l=i;for(;l<a;){let u=this.#e;if(u!==void 0&&this.#o.size===0&&this.#t.size===0&&this.#a===
void 0){l=this.#h(u,o,l);continue}let f={number:d+l-i,bytes:s.bodyBytes(l),ready:!1,value:void 0,error:void 0};t.counters.bytesDown+=f.bytes;
let v=l;Bt(f,()=>s.value(v)),this.#o.size===0?this.#p(f):this.#o.push(f),l+=1}}#h(o,{frames:s,from:i,to:a,number:d},l){let u=l,f=0,v=0,y=0;for(;u<
a&&this.#e===o&&this.#a===void 0;){let _=s.bodyBytes(u);f+=_;let P;try{P=s.value(u)}catch(V){u+=1,this.#w(V);break}u+=1;try{o(P)}catch(V){Ee(
V)}v+=1,y+=Ce(_),(v===fs||y>=la||a-i<fs)&&(t.dequeued(this.id,v,y),v=0,y=0)}return v!==0&&t.dequeued(this.id,v,y),t.counters.bytesDown+=f,t.
acknowledge(d+l-i,d+u-i-1),u}#g(o,s,i){let a={number:i,bytes:o.bodyBytes,ready:!1,value:void 0,error:void 0};if((o.flags&1)===0){t.counters.
bytesDown+=o.bodyBytes,Bt(a,()=>ve(o)),this.#o.size===0?this.#p(a):this.#o.push(a);return}this.#o.push(a),O(t.pull(s,o.bodyBytes,void 0,()=>{}),
d=>{Bt(a,()=>Fe(o,d.value,!0)),this.#x()},d=>{a.ready=!0,a.error=d,this.#x()})}#w(o){let s=o instanceof c?o.message:"the body of a message c\
ould not be fetched";t.close(this.id,{reason:"frame_lost",message:s}),this.#b({reason:"frame_lost",message:s})}#x(){for(;;){let o=this.#o.peek();
if(o===void 0||!o.ready)break;this.#o.shift(),this.#p(o)}this.#d!==void 0&&this.#o.size===0&&this.#b(this.#d)}#p(o){this.#a===void 0&&(o.error!==
void 0?this.#w(o.error):this.#e!==void 0&&this.#t.size===0?this.#_(this.#e,o.value,o.bytes):(this.#t.push(o),this.#v())),t.acknowledge(o.number)}#v(){
for(;this.#t.size>0;){let o=this.#e;if(o!==void 0){let s=this.#t.shift();if(s===void 0)return;this.#_(o,s.value,s.bytes)}else{let s=this.#s.
shift();if(s===void 0)return;let i=this.#t.shift();if(i===void 0)return;s.resolve({done:!1,value:i.value}),t.dequeued(this.id,1,Ce(i.bytes))}}
this.#E(),this.#k()}#_(o,s,i){try{o(s)}catch(a){Ee(a)}t.dequeued(this.id,1,Ce(i))}#b(o){this.#a===void 0&&(this.#a=o,this.#B(),this.#v())}#y=!1;#k(){
let o=this.#a;if(!(o===void 0||this.#y)){this.#y=!0,this.#n(o.reason);try{this.onend?.(o.reason,o.message)}catch(s){Ee(s)}}}#E(){let o=this.#a;
if(o!==void 0)for(;;){let s=this.#s.shift();if(s===void 0)return;o.reason==="ended"||o.reason==="cancelled"?s.resolve({done:!0,value:void 0}):
s.reject(wn("channel",o))}}[Symbol.asyncIterator](){return A({next:()=>new j((o,s)=>{this.#s.push({resolve:o,reject:s}),this.#v()}),return:()=>new j(
o=>{this.close(),o({done:!0,value:void 0})}),[Se](){return this}})}get bufferedAmount(){return this.#l}send(o){return new j((s,i)=>{if(this.#u||
this.#a!==void 0)throw wn("channel",this.#a);let a=At(o),d={payload:void 0,resolve:s,reject:i},l=f=>{i(f),d.payload=ms,this.#A()},u=f=>{let v=b(
f.bytes),{body_bytes_max:y}=t.limits;if(v>y)return l(new c("body_too_large",`a message of ${v} bytes on channel ${this.id}; body_bytes_max i\
s ${y}`));d.payload=f,this.#l+=v,this.#A()};t.session.openSender(this.id),this.#i.push(d),a.now!==void 0?u({...a.now,bytes:$(a.now.bytes)}):
a.later!==void 0&&O(a.later,f=>u(f.value),l)})}#A(){for(;;){let o=this.#i.peek();if(o?.payload===void 0)break;if(o.payload!==ms){let s=b(o.payload.
bytes);if(!t.session.enqueue(this.id,o.payload,s,()=>t.drawId()))break;t.counters.bytesUp+=s,this.#l-=s,o.resolve()}this.#i.shift()}t.flush(),
this.#c!==void 0&&this.#i.size===0&&this.#S(this.#c)}#B(){for(;;){let o=this.#i.shift();if(o===void 0)break;o.reject(wn("channel",this.#a))}
this.#l=0}get writer(){if(this.#m===void 0){if(Ut===void 0)throw new c("internal","this engine has no WritableStream");let o={write:s=>this.
send(s),close:()=>this.close(),abort:s=>this.close("failed",s instanceof Ae?s.message:void 0)};this.#m=Qr(new Ut(A(o)))}return this.#m}close(o,s){
this.#a!==void 0||this.#u&&(o??"ended")==="ended"||(this.#c={reason:o??(t.session.sends(this.id)?"ended":"cancelled"),message:s},this.#u=!0,
(this.#i.size===0||this.#c.reason!=="ended")&&this.#S(this.#c))}#S(o){if(this.#a===void 0){for(t.close(this.id,o);this.#t.size>0;)this.#t.shift();
this.#b(o)}}#T(){return this.#y&&this.#a?.reason==="ended"&&!this.#u&&(this.#a=void 0,this.#d=void 0,this.#y=!1,t.open(this.#r,this.id)),Hn+
this.id}toJSON(){return this.#T()}__TAURI_TO_IPC_KEY__(){return this.#T()}}let n=e.prototype;return Q(n,Zn,{__proto__:null,value(){this.close()}}),
D(e),D(n),e}var ms=D({kind:0,element:0,bytes:$(H)});function ua({frame:t,bytes:e,error:n}){if(n!==void 0)throw n;return e===void 0?ve(t):Fe(t,e,!1)}var ca=1024,fa={kind:"Any"},Tr=t=>t===void 0?
fa:typeof t=="string"?{kind:"AnyLabel",label:t}:t;function ys(t,e){let n=U(),r=new N,o=new N,s=0,i=0,a=(p,m)=>{try{p.handler({event:m.head.event,
id:p.id,payload:ua(m)})}catch(h){Ee(h)}},d=p=>{let m=p.head.listeners??E();for(let h=0;h<m.length;h++){let T=m[h]??0,x=n.get(T);x!==void 0?a(
x,p):s>0&&o.size<ca&&(p.frame.keep(),o.push({id:T,arrived:p}))}t.acknowledge(p.number)};t.onEvents=(p,{frames:m,from:h,to:T,number:x})=>{let F=p.
listeners??E(),R=h;for(;R<T&&r.size===0&&s===0;R++){t.counters.bytesDown+=m.bodyBytes(R);for(let W=0;W<F.length;W++){let ae=n.get(F[W]??0);ae!==
void 0&&l(ae,p.event,m,R)}}for(R>h&&t.acknowledge(x,x+R-h-1);R<T;R++)t.onEvent(p,m.event(R),x+R-h)};let l=(p,m,h,T)=>{try{p.handler({event:m,
id:p.id,payload:h.value(T)})}catch(x){Ee(x)}},u=()=>{for(;;){let p=r.peek();if(p===void 0||!p.ready)return;r.shift(),d(p)}};t.onEvent=(p,m,h)=>{
let T={head:p,frame:m,number:h,ready:!0,bytes:void 0,error:void 0};if((m.flags&1)===0){if(t.counters.bytesDown+=m.bodyBytes,r.size===0)return d(
T);m.keep(),r.push(T);return}T.ready=!1,r.push(T),O(t.pull(p.body??0,m.bodyBytes,void 0,()=>{}),x=>{T.bytes=x.value,T.ready=!0,u()},x=>{T.error=
x,T.ready=!0,u()})};let f=async p=>{s+=1,i+=1,t.listen();try{let m=await w(e("plugin:event|listen",{event:p.name,target:p.target,handler:i}));
if(typeof m!="number")throw new c("internal","the host registered a listener without an id");p.id=m,p.gone?O(y(p),v,v):n.set(m,p)}finally{s-=
1;let m=o;for(o=new N;;){let h=m.shift();if(h===void 0)break;let T=n.get(h.id);T!==void 0?a(T,h.arrived):s>0&&o.push(h)}}},v=()=>{},y=p=>e("\
plugin:event|unlisten",{event:p.name,eventId:p.id}),_=p=>p.gone?dn(null):(p.gone=!0,p.id===0?dn(null):(n.delete(p.id),y(p)));t.onRestart=()=>{
let p=E();ie(n,m=>g(p,m));for(let m=0;m<p.length;m++){let h=p[m];h!==void 0&&(n.delete(h.id),O(f(h),()=>{},Ee))}};let P=async(p,m,h)=>{let T={
name:p,target:Tr(h?.target),handler:m,id:0,gone:!1},x=h?.signal,F=()=>{O(_(T),v,v),x!==void 0&&He(x,"abort",F)};if(Q(F,Zn,{__proto__:null,value:F}),
x!==void 0){if(ue(x))return T.gone=!0,F;te(x,"abort",F)}return await w(f(T)),F};return A({listen:P,once:(p,m,h)=>{let T,x=!1,F=P(p,R=>{x||(x=
!0,T?.(),m(R))},h);return O(F,R=>{T=R,x&&R()},()=>{}),F},attach:async(p,m,h)=>{let T={name:p,target:Tr(m),handler:h,id:0,gone:!1};return await w(
f(T)),L({id:T.id,detach:()=>_(T)})},async emit(p,m){await w(e("plugin:event|emit",m===void 0?{event:p}:{event:p,payload:m}))},async emitTo(p,m,h){
let T=Tr(p);await w(e("plugin:event|emit_to",h===void 0?{target:T,event:m}:{target:T,event:m,payload:h}))},events(p,m){return ma(P,p,m)}})}function ma(t,e,n){
let r=()=>{let o=new N,s=new N,i=!1,a=()=>{i=!0;for(let u=s.shift();u!==void 0;u=s.shift())u({done:!0,value:void 0})},d=n?.signal;d!==void 0&&
te(d,"abort",a);let l=t(e,u=>{let f=s.shift();f===void 0?o.push(u):f({done:!1,value:u})},n);return A({async next(){await w(l);let u=o.shift();
return u!==void 0?{done:!1,value:u}:i||d!==void 0&&ue(d)?{done:!0,value:void 0}:await w(new j(f=>s.push(f)))},async return(){return a(),(await w(
l))(),{done:!0,value:void 0}}})};return A({[Se]:r})}var St=class{channel;#e;#n;#r;#o;#t;#s;constructor(e,n,r,o){this.#e=e,this.#n=_r(n,e.limits.inline_body_bytes_max),this.#r=r,this.#o=o,this.
channel=e.open(this)}message(e,n,r){n!==0&&this.#e.release(n),this.#e.acknowledge(r)}messages(e){this.#e.acknowledge(e.number,Ue(e))}end(e){
this.#t===void 0&&(this.#t=e,this.#n.cancel(new c("channel_closed",e.message??`the host has closed the upload: ${e.reason}`,{data:e.reason})),
this.credit())}credit(){let e=this.#s;this.#s=void 0,e?.()}start(){this.#e.session.openSender(this.channel),O(this.#i(),()=>this.#d({reason:"\
ended",message:void 0}),e=>{this.#t===void 0&&(this.#d({reason:"failed",message:e instanceof Ae?e.message:"the source failed"}),this.#o(e))})}cancel(e){
this.#t===void 0&&(this.#d({reason:"cancelled",message:void 0}),this.#n.cancel(e),this.credit())}async#i(){let e=this.#e.limits.inline_body_bytes_max;
for(;this.#t===void 0;){let n=await w(this.#n.next());if(n===void 0)return;let r=n.value,o=b(r);for(let s=0;s<o;s+=e){let i=Z(r,s,ee(s+e,o));
if(await w(this.#l(A({kind:1,element:0,bytes:i}))),this.#t!==void 0)return}}}async#l(e){let n=b(e.bytes);for(;this.#t===void 0&&!this.#e.session.
enqueue(this.channel,e,n);)await w(new j(r=>{this.#s=r}));this.#t===void 0&&(this.#e.counters.bytesUp+=n,this.#r(n),this.#e.flush())}#d(e){this.#t===
void 0&&(this.#t=e,this.#e.close(this.channel,e))}};function ps(t,e,n){return I(t)?_e(he(1,ha(t))):At(t,e,n)}function ha(t){let e=new S(t.length);for(let n=0;n<t.length;n++){let r=t[n];if(typeof r!=
"number"||r<0||r>255||r%1!==0)throw new q(`an array as the whole argument is read as bytes, and element ${n} is not an integer from 0 to 255\
: pass an object, such as { values }`);e[n]=r}return e}function bs(t){let e=E();if(t==null)return e;if(ao(t))Yr(t,(n,r)=>g(e,[r,n]));else if(I(t))for(let n=0;n<t.length;n++){let r=t[n];if(!I(r)||
r.length!==2)throw new q(`header ${n+1} is not a pair of a name and a value`);g(e,[`${r[0]}`,`${r[1]}`])}else if(typeof t=="object"){let n=G(
t);for(let r=0;r<n.length;r++){let o=n[r]??"";g(e,[o,`${t[o]}`])}}else throw new q("headers must be an object, an array of pairs or a Header\
s object");return e}var $e=class{value;constructor(e){this.value=e}},Rt=class{command;options;#e;#n;#r;#o;#t=0;#s=!1;#i;#l=!1;#d=!1;#a;#u;#c;#m;#f;#h=E();#g;constructor(e,n,r,o,s,i){
this.#e=e,this.command=n,this.options=r,this.#n=o,this.#r=s,this.#o=i}get signal(){return this.#u===void 0?void 0:zn(this.#u)}start(e){try{if(this.#e.
left)throw new c("document_gone","the page is being left: a call that starts in or after `pagehide` does not run");let{signal:n,timeout:r,headers:o}=this.
options;if(n!==void 0&&ue(n))return this.#T(ce(n),!0);let s=bs(o),i=yr(this.command,s),a=ps(e,this.#e.limits.inline_body_bytes_max,l=>this.#w(
l)),{following:d}=a;this.#x(n,r),a.now!==void 0?this.#p(i,s,a.now,d,!0):a.later!==void 0&&O(a.later,({value:l})=>{if(!this.#s)try{this.#p(i,
s,l,d,!1)}catch(u){this.fail(u)}},l=>this.fail(l))}catch(n){this.fail(n)}}#w(e){this.#e.onChannelNamed(e),this.#e.name(e),g(this.#g??=E(),e)}#x(e,n){
if(!(e===void 0&&n===void 0)&&(this.#u=new _n,e!==void 0&&(this.#c=e,this.#f=()=>this.#B(ce(e)),te(e,"abort",this.#f)),n!==void 0)){if(typeof n!=
"number"||n<0||n!==n)throw new q("the option `timeout` must be a number of milliseconds that is not negative");Lr(n)&&(this.#m=jt(()=>this.#B(
new Yn(`${this.command} did not finish within its timeout of ${n} ms`,"TimeoutError")),n))}}#p(e,n,r,o,s){let i=this.#e,{limits:a}=i,d=b(r.bytes);
if(d>a.body_bytes_max)throw new c("body_too_large",`the arguments have ${d} bytes; body_bytes_max is ${a.body_bytes_max}`);let l=d>a.inline_body_bytes_max||
(i.lane.isCrowded?.(d)??!1);l&&this.#u===void 0&&(this.#u=new _n);let u=o.length===0?e:yr(this.command,n,this.#b(o)),f=i.register(this);this.#t=
f,i.counters.bytesUp+=d;let v=l?ht(2,f,0,0,u,r):tr(2,f,0,0,u,r);O(i.lane.call(Do(v),this.signal),y=>this.#y(y.value),y=>this.fail(y));for(let y=0;y<
this.#h.length;y++)this.#h[y]?.start();l&&this.#v(f,r.bytes,s)}#v(e,n,r){let o=this.#e,s=b(n),i=this.progress("upload",s),a=this.#_(e,n,i);if(a>=
s||this.#s)return;let d=Z(n,a,s);O(rt(o.lane,e,a,r?$(d):d,o.segments,this.signal,i),()=>{},l=>{this.#s||this.#l||(this.#i=l,o.cancel(e))})}#_(e,n,r){
let{lane:o,segments:s}=this.#e;if(o.tryUpload===void 0)return 0;let i=b(n),a=0;for(;a<i&&!this.#s;){let d=o.tryUpload(e,a,Z(n,a,ee(i,a+s.bytes)));
if(d===0)break;a+=d,r(d)}return a}#b(e){let n=E(),r=0;for(let s=0;s<e.length;s++){let i=e[s]?.length;r=r===void 0||i===void 0?void 0:r+i}let o=this.
progress("upload",r);for(let s=0;s<e.length;s++){let i=e[s];if(i===void 0)continue;let a=f=>{this.#s||this.#B(f)},d=new St(this.#e,i.source,
o,a);g(this.#h,d);let{attachment:l,length:u}=i;g(n,A(u===void 0?{attachment:l,channel:d.channel}:{attachment:l,channel:d.channel,length:u}))}
return n}progress(e,n){let{onProgress:r}=this.options,o=0;return s=>{if(o+=s,!(r===void 0||this.#s))try{r({phase:e,loaded:o,total:n})}catch(i){
this.fail(i)}}}#y(e){if(this.#s)return this.#k(e);try{let n=hr(e);if(n.kind!==3||n.id!==this.#t)throw new c("internal",`the lane answered ca\
ll ${this.#t} with another frame, of kind ${n.kind}`);if(this.#l=!0,this.#d=this.#e.replied(this.#t,n.seq),(n.flags&4)!==0){let{code:o,message:s,
command:i,key:a}=Ko(n.head);return o==="cancelled"&&this.#i!==void 0?this.fail(this.#i):(this.#u!==void 0&&kn(this.#u,new c(o,s)),this.#a={value:new c(
o,s,{command:i??this.command,key:a}),failed:!0},this.#E())}let r=this.#n(this,n);"now"in r?(this.#a={value:r.now,failed:!1},this.#E()):O(r.later,
({value:o})=>{this.#a={value:o,failed:!1},this.#E()},o=>this.fail(o))}catch(n){this.fail(n)}}#k(e){try{let n=hr(e);n.kind===3&&(n.flags&1)!==
0&&this.#e.release(Ze(n).body??0)}catch{}}pass(){this.#d=!0,this.#E()}gone(e){this.fail(new c("document_gone",e.message??"the document was c\
losed by the host",{command:this.command}))}#E(){this.#d&&this.#a!==void 0&&this.#T(this.#a.value,this.#a.failed)}fail(e){if(!this.#s){if(e instanceof
$e)return this.#a={value:e.value,failed:!0},this.#E();e instanceof Pe&&this.#t!==0&&this.#e.cancel(this.#t),this.#T(this.#A(e),!0),this.#S(e)}}#A(e){
let{command:n}=this;return e instanceof Pe?new c("internal",`the request of the call ${n} failed: the command may or may not have run, and t\
he call is not repeated`,{command:n,cause:e.cause}):e instanceof c&&e.command===void 0?new c(e.code,e.message,{command:n,key:e.key,data:e.data,
cause:e.cause}):e}#B(e){this.#s||(this.#T(e,!0),this.#t!==0&&!this.#l&&this.#e.cancel(this.#t),this.#S(e))}#S(e){for(let n=0;n<this.#h.length;n++)
this.#h[n]?.cancel(e);this.#u!==void 0&&kn(this.#u,e)}#T(e,n){if(this.#s)return;this.#s=!0,this.#t!==0&&this.#e.unregister(this.#t);let r=this.#g;
if(r!==void 0)for(let o=0;o<r.length;o++)this.#e.unname(r[o]??0);this.#m!==void 0&&zr(this.#m),this.#c!==void 0&&this.#f!==void 0&&He(this.#c,
"abort",this.#f),n?this.#o(e):this.#r(e)}};var Pt=class{#e;constructor(e){this.#e=b(e)===0?void 0:e}async next(){let e=this.#e;return this.#e=void 0,e===void 0?void 0:L(e)}close(){this.#e=
void 0}},We=class{status;headers;length;#e;#n=!1;constructor(e,n){this.status=e.status,this.headers=e.headers,this.length=e.length,this.#e=n}#r(){
if(this.#n)throw new c("bad_arguments","this stream is being read already: a body can be read once");return this.#n=!0,this.#e}[Symbol.asyncIterator](){
let e=this.#r();return A({async next(){let n=await w(e.next());return n===void 0?{done:!0,value:n}:{done:!1,value:n.value}},async return(){return e.
close(),{done:!0,value:void 0}},[Se](){return this}})}get readable(){let e=this.#r();if(Mt===void 0)throw new c("internal","this webview has\
 no ReadableStream");return new Mt(A({async pull(n){try{let r=await w(e.next());r===void 0?no(n):eo(n,r.value)}catch(r){Zr(n,r)}},cancel(){e.
close()}}),A({highWaterMark:0}))}async bytes(e){let n=this.length,r=e?.onProgress;return(await w(this.read(e?.into,(o,s)=>r?.({phase:"downlo\
ad",loaded:s,total:n})))).value}async read(e,n){let r=this.length,o=this.#r();try{let s;e!==void 0?s=gn(e,r??0):r!==void 0&&(s=new S(r));let i=E(),
a=0;for(;;){let d=await w(o.next());if(d===void 0)break;let l=d.value,u=b(l);e!==void 0&&r===void 0&&(s=gn(e,a+u)),s===void 0?g(i,l):K(s,l,a),
a+=u,n(u,a)}if(r!==void 0&&a<r)throw new c("cancelled",`the stream was cancelled after ${a} of ${r} bytes`);return L(s??Vn(i,a))}finally{o.close()}}cancel(){
this.#n=!0,this.#e.close()}};D(We);D(We.prototype);function en(t,e){let n=E(),r=t.headers??n;for(let o=0;o<r.length;o++)g(n,[r[o]?.[0]??"",r[o]?.[1]??""]);return{status:t.status??200,headers:qt(
n),length:t.stream===void 0?e.bodyBytes:t.length}}var Ft=class{#e;#n;#r;#o;#t;#s=new N;#i=new N;#l=0;#d;#a=!1;#u;constructor(e,n,r,o){this.#e=e,this.#n=n,this.#r=r,this.#o=o,this.#t=()=>this.#c(
o===void 0?void 0:ce(o)),e.openStream(n,this),o!==void 0&&(ue(o)?this.#c(ce(o)):te(o,"abort",this.#t))}message(e,n,r){if(n!==0){this.#e.release(
n);let o={reason:"frame_lost",message:"the host deferred a message of a stream"};this.#e.close(this.#n,o),this.end(o)}else this.#a||(this.#s.
push($(e.body)),this.#f());this.#e.acknowledge(r)}messages({frames:e,from:n,to:r,number:o}){for(let s=n;s<r;s++)this.message(e.message(s),0,
o+s-n)}end(e){this.#d??=e,this.#m(),this.#f()}credit(){}next(){return new j((e,n)=>{this.#i.push({resolve:e,reject:n}),this.#f()})}close(){if(!this.#a){
for(this.#a=!0,this.#m();this.#s.size>0;)this.#s.shift();this.#d===void 0&&this.#e.close(this.#n,{reason:"cancelled",message:void 0}),this.#f()}}#c(e){
this.#u=e,this.close()}#m(){this.#o!==void 0&&He(this.#o,"abort",this.#t)}#f(){for(;this.#i.size>0;){let e=this.#s.peek();if(e===void 0&&this.#d===
void 0&&!this.#a)return;let n=this.#i.shift();if(e===void 0){this.#u!==void 0?n?.reject(this.#u):this.#a?n?.resolve(void 0):this.#h(n);continue}
this.#s.shift();let r=b(e);this.#l+=r,this.#e.counters.bytesDown+=r,this.#e.session.dequeued(this.#n,1,Ce(r)),this.#e.flush(),n?.resolve(L(e))}}#h(e){
if((this.#d?.reason??"ended")!=="ended")return e?.reject(wn("stream",this.#d));if(this.#r===void 0||this.#l===this.#r)return e?.resolve(void 0);
e?.reject(new c("stream_failed",`the stream ended at ${this.#l} of ${this.#r} bytes`))}},Ot=class{#e;#n;#r;#o;#t=new N;#s=0;#i=!1;constructor(e,n,r,o){
this.#e=e,this.#n=n,this.#r=r,this.#o=o}async next(){let{bytes:e,inFlight:n}=this.#e.segments;for(;!this.#i&&this.#s<this.#r&&this.#t.size<n;){
let o=ee(e,this.#r-this.#s),s=nt(this.#e.lane,this.#n,this.#s,o,this.#o,()=>{});O(s,()=>{},()=>{}),this.#t.push(s),this.#s+=o}let r=this.#t.
shift();if(r===void 0||this.#i){this.close();return}try{let o=await w(r);return this.#e.counters.bytesDown+=b(o.value),this.#s===this.#r&&this.#t.
size===0&&this.close(),o}catch(o){throw this.close(),o}}close(){this.#i||(this.#i=!0,this.#e.release(this.#n))}};function gs(t){return(e,n)=>{let r=Ze(n),o=(n.flags&2)!==0;if(e.options.onResponse?.(en(r,n)),r.stream!==void 0)return{now:Ar(t,r,n,r.stream,
e.options.signal)};if(r.body===void 0||(n.flags&1)===0){if(o)throw new $e(ve(n));return t.counters.bytesDown+=b(n.body),{now:new We(en(r,n),
new Pt($(n.body)))}}if(o)return{later:ya(t,e,n,r.body)};let s=e.options.signal;return{now:new We(en(r,n),new Ot(t,r.body,n.bodyBytes,s))}}}async function ya(t,e,n,r){
let o=(await w(t.pull(r,n.bodyBytes,e.signal,()=>{}))).value;throw new $e(Fe(n,o,!0))}function Ar(t,e,n,r,o){return new We(en(e,n),new Ft(t,
r,e.length,o))}function ws(t,e){return(n,r)=>{let o=Ze(r);n.options.onResponse?.(en(o,r));let s=(a,d)=>{let l=a===void 0?ve(r):Fe(r,a,d);if((r.flags&2)!==0)
throw new $e(l);return r.payload===2&&e(n.command,l),l};if(o.stream!==void 0)return{later:ba(t,n,r,o.stream,s)};let i=r.payload===1&&(r.flags&
2)===0?n.options.into:void 0;if(o.body===void 0||(r.flags&1)===0){let a=r.bodyBytes;if(t.counters.bytesDown+=a,n.progress("download",a)(a),i===
void 0)return{now:s(void 0,!1)};let d=gn(i,a);return K(d,r.body,0),{now:d}}return{later:pa(t,n,r,o.body,i,s)}}}async function pa(t,e,n,r,o,s){
let i=e.progress("download",n.bodyBytes);if(o===void 0)return L(s((await w(t.pull(r,n.bodyBytes,e.signal,i))).value,!0));let a;try{a=gn(o,n.
bodyBytes)}catch(d){throw t.release(r),d}return await w(t.pullInto(r,a,e.signal,i)),L(a)}async function ba(t,e,n,r,o){let s=Ar(t,Ze(n),n,r,e.
signal),{into:i}=e.options,a=e.progress("download",s.length),d=(await w(s.read(i,l=>a(l)))).value;return L(i===void 0?o(d,!0):d)}function vs(t){if($t===void 0)throw new c("internal","this webview has no MessageChannel");let e=new $t,n=ro(e),r=new Te,o=new Te,s=d=>{try{
so(n,d,et(d.type==="value"?ga(d.value):E()))}catch(l){let u=l instanceof Ae?l.message:"the result cannot be cloned for the worker";s({type:"\
ipc-error",id:d.id,code:"internal",message:u,command:void 0,key:void 0,data:void 0})}},i=(d,l)=>{if(l instanceof c){let{code:u,message:f,command:v,
key:y,data:_}=l;s({type:"ipc-error",id:d,code:u,message:f,command:v,key:y,data:_})}else l instanceof Yn?s({type:"exception",id:d,name:l.name,
message:l.message}):s({type:"error",id:d,error:l})},a=d=>{let{id:l}=d;switch(d.type){case"invoke":{let u=new _n;Le(r,l,u);let f=A({headers:d.
headers,signal:zn(u),timeout:d.timeout});d.progress&&(f.onProgress=({phase:y,loaded:_,total:P})=>s({type:"progress",id:l,phase:y,loaded:_,total:P}));
let v=d.typed?lt(d.args):d.args;O(t.invoke(d.command,v,f),y=>{pe(r,l),s({type:"value",id:l,value:y})},y=>{pe(r,l),i(l,y)});return}case"cance\
l":{let u=Be(r,l);u!==void 0&&kn(u,void 0);return}case"listen":O(t.listen(d.event,u=>s({type:"event",id:l,event:u.event,listener:u.id,payload:u.
payload}),A({target:d.target})),u=>{Le(o,l,u),s({type:"value",id:l,value:null})},u=>i(l,u));return;case"unlisten":Be(o,l)?.(),pe(o,l);return}};
return io(n,d=>a(Jn(d))),oo(e)}function ga(t){let e=E(),n=new jn,r=o=>{if(typeof o!="object"||o===null)return;let s=rn(o)?Y(o):Xn(o)?o:void 0;
if(s!==void 0){Un(n,s)||(Mn(n,s),g(e,s));return}if(I(o)){for(let a=0;a<o.length;a++)r(o[a]);return}let i=G(o);for(let a=0;a<i.length;a++)r(o[i[a]??
""])};return r(t),e}var Es="0.1.0";var xs=D(A({}));function _s(t,{label:e,limits:n,debug:r}){let o=F=>{r&&cn("bytelane: "+F)},s=new kt(t,{limits:n,version:Es,warn:o}),i=new jn,
a=(F,R)=>{if(!r||Un(i,F))return;let W=Kt(R);if(W===void 0)return;Mn(i,F),o(`${F}: a long array of ${W} was sent as JSON. ${W==="bytes"?"Retu\
rn Bytes or Vec<u8> alone; pass a Uint8Array.":"Return ipc::Typed; pass a typed array."}`)},d=(F,R,W,ae)=>new j((Fs,Os)=>{a(R,W),new Rt(s,R,
ae,F,Fs,Os).start(W)}),l=ws(s,a),u=gs(s),f=((F,R,W)=>d(l,`${F}`,R,W??xs));f.stream=(F,R,W)=>d(u,`${F}`,R,W??xs),D(f);let v=A({}),y=(()=>{let F=A(
{...s.counters,duplicatesDropped:s.duplicates}),R=G(v);for(let W=0;W<R.length;W++){let ae=R[W]??"";F[ae]=v[ae]?.()}return D(F)});y.add=(F,R)=>{
if(F==="duplicatesDropped"||J(s.counters,F)||J(v,F))throw new q(`the counters ${F} exist already`);v[`${F}`]=R},D(y);let _=ys(s,f),{listen:P,
once:V,emit:re,emitTo:p,attach:m}=_,h=hs(s),T={invoke:f,Channel:h,IpcError:c,label:e,typed:lt,listen:P,once:V,emit:re,emitTo:p,events:_.events,
lane:()=>t.name,stats:y,workerPort:()=>vs(T)},x=()=>{s.left=!0};return{client:D(A(T)),engine:s,Channel:h,attach:m,leave:x,restart:()=>s.restart()}}var wa=42,va=46;function Br(t,e){let n=0;for(;n<t.length&&se(t,n)!==wa;)n+=1;if(n===t.length)return t===e;let r=oe(t,0,n),o=oe(t,n+1),s=e.length-
o.length;if(s<=n||oe(e,0,n)!==r||oe(e,s)!==o)return!1;for(let i=n;i<s;i++)if(!Ea(se(e,i),o!==""))return!1;return!0}function Ea(t,e){return t>=
48&&t<=57||e&&(t===va||t===45||t>=97&&t<=122)}function ks(t,e){let n=new Te,r=new Te,o=i=>{pe(n,i);let a=Be(r,i);pe(r,i),a?.close()},s=(i,a)=>{let d=Be(n,i);d!==void 0?d(a):cn(`[TAURI] C\
ouldn't find callback id ${i}. This might happen when the app is reloaded while Rust is running an asynchronous operation.`)};return t.onChannelNamed=
i=>{if(!tn(n,i)||tn(r,i))return;let a=0,d=new e(l=>{let u=a;a+=1,s(i,{message:l,index:u})},i);Le(r,i,d),d.onend=(l,u)=>{tn(n,i)&&(pe(r,i),s(
i,{end:!0,index:a}),l!=="ended"&&l!=="cancelled"&&Ee(new c("channel_closed",`channel ${i}: ${u??l}`,{data:l})))}},{map:n,transform(i,a=!1){let d=t.
drawChannel();return Le(n,d,l=>(a&&o(d),i?.(l))),d},unregister:o,run:s}}var xa=t=>typeof t=="object"&&t!==null&&typeof t.event=="string"&&typeof t.handler=="number";function Ts(t,e){let n=new Te,r=async({event:o,
target:s,handler:i})=>{let a=0,d,{value:l}=await w(t(o,s,u=>{a===0&&(a=u.id),d?.muted!==!0&&e.run(i,{event:u.event,id:a,payload:u.payload})}));
return a=l.id,d={attached:l,muted:!1},Le(n,a,d),a};return{serve(o,s){if(o==="plugin:event|listen")return xa(s)?r(s):void 0;if(o!=="plugin:ev\
ent|unlisten")return;let i=s?.eventId,a=typeof i=="number"?Be(n,i):void 0;if(!(a===void 0||typeof i!="number"))return pe(n,i),a.muted=!0,a.attached.
detach()},unregister(o,s){let i=Be(n,s);i!==void 0&&(i.muted=!0)}}}function As({client:t,engine:e,Channel:n,attach:r},o){let s=ks(e,n),i=Ts(r,s),{label:a,scheme:d,sep:l,delimiter:u}=o,f=(P,V={},re)=>new j((p,m)=>O(
i.serve(P,V)??t.invoke(P,V,re),p,h=>m(h instanceof c?h.message:h))),v=({cmd:P,callback:V,error:re,payload:p,options:m})=>O(f(P,p,m),h=>s.run(
V,h),h=>s.run(re,h)),y={},_=(P,V,re)=>Q(P,V,{__proto__:null,value:re,enumerable:!0});_(y,"invoke",f),_(y,"transformCallback",s.transform),_(
y,"unregisterCallback",s.unregister),_(y,"runCallback",s.run),_(y,"callbacks",s.map),_(y,"convertFileSrc",(P,V="asset")=>d[0]+V+d[1]+jr(P)),
_(y,"ipc",v),_(y,"postMessage",P=>v(typeof P=="string"?ye(P):P)),_(y,"metadata",{currentWindow:{label:a},currentWebview:{windowLabel:a,label:a}}),
_(y,"plugins",{path:{sep:l,delimiter:u}}),_(globalThis,"__TAURI_INTERNALS__",y),_(globalThis,"__TAURI_EVENT_PLUGIN_INTERNALS__",{unregisterListener:i.
unregister}),_(globalThis,"isTauri",!0)}var Bs=()=>J(globalThis,"bytelane");function Ss({origins:t}){let{window:e}=globalThis;if(e!==e.top||(e.opener??null)!==null||globalThis.document?.
contentType==="application/json")return!1;let{origin:n,protocol:r,host:o}=globalThis.location,s=r+"//"+o;for(let i=0;i<t.length;i++){let a=t[i]??
"";if(Br(a,n)||Br(a,s))return!0}return!1}function Rs({label:t,debug:e,limits:n,tauri:r},o){let s=_s(o,{label:t,debug:e,limits:n});return Q(globalThis,
"bytelane",{__proto__:null,value:s.client,enumerable:!0}),r!==null&&As(s,r),s}function Ps({leave:t,restart:e},n){te(globalThis,"pagehide",r=>{
r.isTrusted&&t()}),te(globalThis,"pageshow",r=>{!r.isTrusted||!r.persisted||(n(),e())})}function _a(t){if(Bs()||!Ss(t))return;let e=go();co(t.limits);let n=bo(t.socket,e,r=>cn("bytelane: "+r));Ps(Rs({...t,limits:B},n),()=>{})}_a(
__BYTELANE_CONFIG__);})();
