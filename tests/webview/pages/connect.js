// For the tests in a webview. Built by npm run build in js/ from js/src/worker/connect.ts; do not edit.
var{bind,call:callFunction}=Function.prototype,uncurryThis=bind.bind(callFunction),ErrorCaptured=globalThis.Error,missing=name=>()=>{throw new ErrorCaptured(
`bytelane: this webview has no ${name}`)},getter=(prototype,name)=>uncurryThis(Object.getOwnPropertyDescriptor(prototype,name)?.get??missing(
`property ${String(name)}`)),globals=globalThis,optional=name=>globals[name],prototypeOf=name=>globals[name]?.prototype??{},methodOf=(name,method)=>uncurryThis(
prototypeOf(name)[method]??missing(`${name}.${method}`));var Promise2=globalThis.Promise,ArrayBuffer=globalThis.ArrayBuffer,DataView=globalThis.DataView,Uint8Array=globalThis.Uint8Array,Int32Array=globalThis.
Int32Array,Float64Array=globalThis.Float64Array,Map2=globalThis.Map,Set=globalThis.Set,Error=ErrorCaptured,TypeError=globalThis.TypeError;var freeze=Object.freeze,keys=Object.keys;var setPrototypeOf=Object.setPrototypeOf;var hasOwn=uncurryThis(Object.prototype.hasOwnProperty),isArray=Array.isArray,isSafeInteger=Number.isSafeInteger,isFinite=Number.isFinite;var numberToString=uncurryThis(Number.prototype.toString),stringSlice=uncurryThis(String.prototype.slice),stringStartsWith=uncurryThis(String.
prototype.startsWith),charCodeAt=uncurryThis(String.prototype.charCodeAt),encodeUriComponent=globalThis.encodeURIComponent,toLowerCase=uncurryThis(
String.prototype.toLowerCase),mapGet=uncurryThis(globalThis.Map.prototype.get),mapSet=uncurryThis(globalThis.Map.prototype.set),mapHas=uncurryThis(
globalThis.Map.prototype.has),mapDelete=uncurryThis(globalThis.Map.prototype.delete),mapClear=uncurryThis(globalThis.Map.prototype.clear),mapForEach=uncurryThis(
globalThis.Map.prototype.forEach),{get,set,has,delete:remove,clear}=globalThis.Map.prototype,size=Object.getOwnPropertyDescriptor(globalThis.
Map.prototype,"size")?.get??missing("Map.size"),tablePrototype={__proto__:null,get,set,has,delete:remove,clear};Object.defineProperty(tablePrototype,
"size",{__proto__:null,get:size});Object.freeze(tablePrototype);var setAdd=uncurryThis(globalThis.Set.prototype.add),setHas=uncurryThis(globalThis.Set.prototype.has),setDelete=uncurryThis(globalThis.Set.prototype.
delete),objectPrototype=Object.prototype,arrayPrototype=Array.prototype,typedArrayPrototype=Object.getPrototypeOf(globalThis.Uint8Array.prototype),
dataViewPrototype=globalThis.DataView.prototype,isView=globalThis.ArrayBuffer.isView,bufferByteLength=getter(globalThis.ArrayBuffer.prototype,
"byteLength"),typedTag=getter(typedArrayPrototype,Symbol.toStringTag),typedBuffer=getter(typedArrayPrototype,"buffer"),typedByteOffset=getter(
typedArrayPrototype,"byteOffset"),typedByteLength=getter(typedArrayPrototype,"byteLength"),typedSet=uncurryThis(globalThis.Uint8Array.prototype.
set),dataViewBuffer=getter(dataViewPrototype,"buffer"),dataViewByteOffset=getter(dataViewPrototype,"byteOffset"),dataViewByteLength=getter(dataViewPrototype,
"byteLength"),getUint32=uncurryThis(dataViewPrototype.getUint32),typedArrays={__proto__:null,Int8Array,Uint8Array:globalThis.Uint8Array,Uint8ClampedArray,
Int16Array,Uint16Array,Int32Array,Uint32Array,Float32Array,Float64Array,BigInt64Array,BigUint64Array},NOTHING=new Uint8Array(0);var bufferSlice=uncurryThis(globalThis.ArrayBuffer.prototype.slice),bufferTransfer=globalThis.ArrayBuffer.prototype.transfer,transferred=uncurryThis(
bufferTransfer);var encoder=new TextEncoder,decoder=new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}),encode=uncurryThis(TextEncoder.prototype.encode),decode=uncurryThis(
TextDecoder.prototype.decode);var promiseThen=uncurryThis(Promise2.prototype.then);var queueMicrotask=globalThis.queueMicrotask,setTimeout=globalThis.setTimeout,clearTimeout=globalThis.clearTimeout;var fetch=globalThis.fetch,responseStatus=getter(prototypeOf("Response"),"status"),responseHeaders=getter(prototypeOf("Response"),"headers"),
responseArrayBuffer=methodOf("Response","arrayBuffer"),headersGet=methodOf("Headers","get"),headersForEach=methodOf("Headers","forEach"),AbortController=globalThis.
AbortController,controllerAbort=methodOf("AbortController","abort"),controllerSignal=getter(prototypeOf("AbortController"),"signal"),signalAborted=getter(
prototypeOf("AbortSignal"),"aborted"),signalReason=getter(prototypeOf("AbortSignal"),"reason"),addEventListener=methodOf("EventTarget","addE\
ventListener"),removeEventListener=methodOf("EventTarget","removeEventListener"),EventTarget=globalThis.EventTarget,Event=globalThis.Event,dispatchEvent=methodOf(
"EventTarget","dispatchEvent"),DOMException2=globalThis.DOMException,blobArrayBuffer=methodOf("Blob","arrayBuffer"),blobSlice=methodOf("Blob",
"slice"),blobSize=getter(prototypeOf("Blob"),"size"),ReadableStream=optional("ReadableStream"),WritableStream=optional("WritableStream"),streamGetReader=methodOf(
"ReadableStream","getReader"),readerRead=methodOf("ReadableStreamDefaultReader","read"),readerCancel=methodOf("ReadableStreamDefaultReader",
"cancel"),streamGetWriter=methodOf("WritableStream","getWriter"),streamError=methodOf("ReadableStreamDefaultController","error"),streamEnqueue=methodOf(
"ReadableStreamDefaultController","enqueue"),streamClose=methodOf("ReadableStreamDefaultController","close"),MessageChannel=optional("Messag\
eChannel"),portOf=name=>name in prototypeOf("MessageChannel")?getter(prototypeOf("MessageChannel"),name):channel=>channel[name],channelPort1=portOf(
"port1"),channelPort2=portOf("port2"),portPostMessage=methodOf("MessagePort","postMessage"),portListen=uncurryThis(Object.getOwnPropertyDescriptor(
prototypeOf("MessagePort"),"onmessage")?.set??missing("MessagePort.onmessage")),messageData=getter(prototypeOf("MessageEvent"),"data"),isInstance=uncurryThis(
Function.prototype[Symbol.hasInstance]),instanceOf=constructor=>value=>constructor!==void 0&&isInstance(constructor,value),isBlob=instanceOf(
optional("Blob")),isHeaders=instanceOf(optional("Headers")),isMap=instanceOf(globalThis.Map),isReadableStream=instanceOf(optional("ReadableS\
tream"));var isOwnArrayBuffer=instanceOf(globalThis.ArrayBuffer);var isSharedArrayBuffer=instanceOf(optional("SharedArrayBuffer")),cryptoCaptured=optional("crypto"),getRandomValuesOf=methodOf("Crypto","get\
RandomValues");var consoleCaptured=globalThis.console,getAttribute=methodOf("Element","getAttribute"),elementPrototype=prototypeOf("Element"),isPrototypeOf=uncurryThis(
Object.prototype.isPrototypeOf);var warnOf=uncurryThis(consoleCaptured.warn);var dispose=Symbol.dispose??Symbol.for("Symbol.dispose");function list(){return setPrototypeOf([],null)}function push(to,value){to[to.length]=value}var HELP="https://github.com/bytelane/bytelane/blob/main/docs/errors.md#",IpcError=class extends Error{name="IpcError";code;command;key;data;constructor(code,message,details){
super(message,{__proto__:null,cause:details?.cause}),this.code=code,this.command=details?.command,this.key=details?.key,this.data=details?.data}get help(){
return HELP+this.code}};freeze(IpcError);freeze(IpcError.prototype);var TYPED=Symbol.for("bytelane.typed");function typedArrayOf(value){return hasOwn(value,TYPED)?value[TYPED]:void 0}function headerPairs(init){let pairs=list();if(init==null)return pairs;if(isHeaders(init))headersForEach(init,(value,name)=>push(pairs,[name,
value]));else if(isArray(init))for(let i=0;i<init.length;i++){let pair=init[i];if(!isArray(pair)||pair.length!==2)throw new TypeError(`heade\
r ${i+1} is not a pair of a name and a value`);push(pairs,[`${pair[0]}`,`${pair[1]}`])}else if(typeof init=="object"){let names=keys(init);for(let i=0;i<
names.length;i++){let name=names[i]??"";push(pairs,[name,`${init[name]}`])}}else throw new TypeError("headers must be an object, an array of\
 pairs or a Headers object");return pairs}function connect(port){let waiting=new Map,handlers=new Map,ids=0,post=(request,transfer=[])=>port.postMessage(request,[...transfer]),receive=answer=>{
if(answer.type==="event"){handlers.get(answer.id)?.({event:answer.event,id:answer.listener,payload:answer.payload});return}let call=waiting.
get(answer.id);if(call!==void 0){if(answer.type==="progress"){call.onProgress?.({phase:answer.phase,loaded:answer.loaded,total:answer.total});
return}waiting.delete(answer.id),answer.type==="value"?call.resolve(answer.value):answer.type==="error"?call.reject(answer.error):answer.type===
"exception"?call.reject(new DOMException(answer.message,answer.name)):call.reject(new IpcError(answer.code,answer.message,{command:answer.command,
key:answer.key,data:answer.data}))}};port.addEventListener("message",event=>receive(event.data)),port.start();let invoke=(command,args,options={})=>new Promise(
(resolve,reject)=>{let{signal,timeout,onProgress,transfer}=options;signal?.throwIfAborted();let id=++ids,array=typeof args=="object"&&args!==
null?typedArrayOf(args):void 0,headers=Array.from(headerPairs(options.headers),pair=>[pair[0],pair[1]]),abort=()=>{waiting.delete(id),post({
type:"cancel",id}),reject(signal?.reason)},done=()=>signal?.removeEventListener("abort",abort);waiting.set(id,{resolve:value=>{done(),resolve(
value)},reject:error=>{done(),reject(error)},onProgress}),signal?.addEventListener("abort",abort);let typed=array!==void 0;try{post({type:"i\
nvoke",id,command,args:array??args,typed,headers,timeout,progress:onProgress!==void 0},transfer)}catch(error){throw waiting.delete(id),done(),
error}});return{invoke,async listen(name,handler,options){let id=++ids;handlers.set(id,handler);let answered=new Promise((resolve,reject)=>waiting.
set(id,{resolve,reject,onProgress:void 0}));post({type:"listen",id,event:name,target:options?.target});try{await answered}catch(error){throw handlers.
delete(id),error}let unlisten=()=>{handlers.delete(id)&&post({type:"unlisten",id})};return Object.defineProperty(unlisten,dispose,{value:unlisten}),
unlisten},async emit(name,payload){await invoke("plugin:event|emit",payload===void 0?{event:name}:{event:name,payload})},async emitTo(target,name,payload){
let to=typeof target=="string"?{kind:"AnyLabel",label:target}:target;await invoke("plugin:event|emit_to",payload===void 0?{target:to,event:name}:
{target:to,event:name,payload})},close(){port.close()}}}export{connect};
