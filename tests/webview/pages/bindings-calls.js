// Built by npm run build in js/ from js/test/bindings/calls.ts; do not edit.
var{bind,call:callFunction}=Function.prototype,uncurryThis=bind.bind(callFunction),ErrorCaptured=globalThis.Error,missing=name=>()=>{throw new ErrorCaptured(
`bytelane: this webview has no ${name}`)},getter=(prototype,name)=>uncurryThis(Object.getOwnPropertyDescriptor(prototype,name)?.get??missing(
`property ${String(name)}`)),setter=(prototype,name)=>uncurryThis(Object.getOwnPropertyDescriptor(prototype,name)?.set??missing(`property ${String(
name)}`)),globals=globalThis,optional=name=>globals[name],prototypeOf=name=>globals[name]?.prototype??{},methodOf=(name,method)=>uncurryThis(
prototypeOf(name)[method]??missing(`${name}.${method}`));var Promise2=globalThis.Promise,ArrayBuffer2=globalThis.ArrayBuffer,DataView2=globalThis.DataView,Uint8Array2=globalThis.Uint8Array,Int32Array=globalThis.
Int32Array,Float64Array2=globalThis.Float64Array,Map2=globalThis.Map,Set2=globalThis.Set,Error2=ErrorCaptured,TypeError2=globalThis.TypeError;var freeze=Object.freeze;var setPrototypeOf=Object.setPrototypeOf;var hasOwn=uncurryThis(Object.prototype.hasOwnProperty),isArray=Array.isArray,isSafeInteger=Number.isSafeInteger,isFinite=Number.isFinite;var numberToString=uncurryThis(Number.prototype.toString),stringSlice=uncurryThis(String.prototype.slice),stringStartsWith=uncurryThis(String.
prototype.startsWith),stringIndexOf=uncurryThis(String.prototype.indexOf),charCodeAt=uncurryThis(String.prototype.charCodeAt),encodeUriComponent=globalThis.
encodeURIComponent,toLowerCase=uncurryThis(String.prototype.toLowerCase),mapGet=uncurryThis(globalThis.Map.prototype.get),mapSet=uncurryThis(
globalThis.Map.prototype.set),mapHas=uncurryThis(globalThis.Map.prototype.has),mapDelete=uncurryThis(globalThis.Map.prototype.delete),mapClear=uncurryThis(
globalThis.Map.prototype.clear),mapForEach=uncurryThis(globalThis.Map.prototype.forEach),{get,set,has,delete:remove,clear}=globalThis.Map.prototype,
size=Object.getOwnPropertyDescriptor(globalThis.Map.prototype,"size")?.get??missing("Map.size"),tablePrototype={__proto__:null,get,set,has,delete:remove,
clear};Object.defineProperty(tablePrototype,"size",{__proto__:null,get:size});Object.freeze(tablePrototype);var setAdd=uncurryThis(globalThis.Set.prototype.add),setHas=uncurryThis(globalThis.Set.prototype.has),setDelete=uncurryThis(globalThis.Set.prototype.
delete),objectPrototype=Object.prototype,arrayPrototype=Array.prototype,typedArrayPrototype=Object.getPrototypeOf(globalThis.Uint8Array.prototype),
dataViewPrototype=globalThis.DataView.prototype,isView=globalThis.ArrayBuffer.isView,bufferByteLength=getter(globalThis.ArrayBuffer.prototype,
"byteLength"),typedTag=getter(typedArrayPrototype,Symbol.toStringTag),typedBuffer=getter(typedArrayPrototype,"buffer"),typedByteOffset=getter(
typedArrayPrototype,"byteOffset"),typedByteLength=getter(typedArrayPrototype,"byteLength"),typedSet=uncurryThis(globalThis.Uint8Array.prototype.
set),dataViewBuffer=getter(dataViewPrototype,"buffer"),dataViewByteOffset=getter(dataViewPrototype,"byteOffset"),dataViewByteLength=getter(dataViewPrototype,
"byteLength"),getUint32=uncurryThis(dataViewPrototype.getUint32),typedArrays={__proto__:null,Int8Array,Uint8Array:globalThis.Uint8Array,Uint8ClampedArray,
Int16Array,Uint16Array,Int32Array,Uint32Array,Float32Array,Float64Array:Float64Array2,BigInt64Array,BigUint64Array,Float16Array:optional("Fl\
oat16Array")},NOTHING=new Uint8Array2(0);var bufferSlice=uncurryThis(globalThis.ArrayBuffer.prototype.slice),bufferTransfer=globalThis.ArrayBuffer.prototype.transfer,transferred=uncurryThis(
bufferTransfer);var encoder=new TextEncoder,decoder=new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}),encode=uncurryThis(TextEncoder.prototype.encode),decode=uncurryThis(
TextDecoder.prototype.decode);var promiseThen=uncurryThis(Promise2.prototype.then);var queueMicrotask=globalThis.queueMicrotask,setTimeout2=globalThis.setTimeout,clearTimeout=globalThis.clearTimeout;var fetch=globalThis.fetch,responseStatus=getter(prototypeOf("Response"),"status"),responseHeaders=getter(prototypeOf("Response"),"headers"),
responseArrayBuffer=methodOf("Response","arrayBuffer"),headersGet=methodOf("Headers","get"),headersForEach=methodOf("Headers","forEach"),AbortController=globalThis.
AbortController,controllerAbort=methodOf("AbortController","abort"),controllerSignal=getter(prototypeOf("AbortController"),"signal"),signalAborted=getter(
prototypeOf("AbortSignal"),"aborted"),signalReason=getter(prototypeOf("AbortSignal"),"reason"),addEventListener=methodOf("EventTarget","addE\
ventListener"),removeEventListener=methodOf("EventTarget","removeEventListener"),EventTarget=globalThis.EventTarget,Event=globalThis.Event,dispatchEvent=methodOf(
"EventTarget","dispatchEvent"),DOMException=globalThis.DOMException,blobArrayBuffer=methodOf("Blob","arrayBuffer"),blobSlice=methodOf("Blob",
"slice"),blobSize=getter(prototypeOf("Blob"),"size"),ReadableStream2=optional("ReadableStream"),WritableStream=optional("WritableStream"),streamGetReader=methodOf(
"ReadableStream","getReader"),readerRead=methodOf("ReadableStreamDefaultReader","read"),readerCancel=methodOf("ReadableStreamDefaultReader",
"cancel"),streamGetWriter=methodOf("WritableStream","getWriter"),streamError=methodOf("ReadableStreamDefaultController","error"),streamEnqueue=methodOf(
"ReadableStreamDefaultController","enqueue"),streamClose=methodOf("ReadableStreamDefaultController","close"),MessageChannel=optional("Messag\
eChannel"),portOf=name=>name in prototypeOf("MessageChannel")?getter(prototypeOf("MessageChannel"),name):channel=>channel[name],channelPort1=portOf(
"port1"),channelPort2=portOf("port2"),portPostMessage=methodOf("MessagePort","postMessage"),portListen=setter(prototypeOf("MessagePort"),"on\
message"),messageData=getter(prototypeOf("MessageEvent"),"data"),isInstance=uncurryThis(Function.prototype[Symbol.hasInstance]),instanceOf=constructor=>value=>constructor!==
void 0&&isInstance(constructor,value),isBlob=instanceOf(optional("Blob")),isHeaders=instanceOf(optional("Headers")),isMap=instanceOf(globalThis.
Map),isReadableStream=instanceOf(optional("ReadableStream"));var isOwnArrayBuffer=instanceOf(globalThis.ArrayBuffer);var isSharedArrayBuffer=instanceOf(optional("SharedArrayBuffer")),cryptoCaptured=optional("crypto"),getRandomValuesOf=methodOf("Crypto","get\
RandomValues");var consoleCaptured=globalThis.console,getAttribute=methodOf("Element","getAttribute"),elementPrototype=prototypeOf("Element"),isPrototypeOf=uncurryThis(
Object.prototype.isPrototypeOf);var warnOf=uncurryThis(consoleCaptured.warn);var dispose=Symbol.dispose??Symbol.for("Symbol.dispose");function record(value){return setPrototypeOf(value,null)}var HELP="https://github.com/bytelane/bytelane/blob/main/docs/errors.md#",IpcError=class extends Error2{name="IpcError";code;command;key;data;constructor(code,message,details){
super(message,{__proto__:null,cause:details?.cause}),this.code=code,this.command=details?.command,this.key=details?.key,this.data=details?.data}get help(){
return HELP+this.code}};freeze(IpcError);freeze(IpcError.prototype);var ELEMENTS=[{name:"Uint8Array",bytes:1},{name:"Int8Array",bytes:1},{name:"Uint8Array",bytes:1},{name:"Uint8ClampedArray",bytes:1},{name:"I\
nt16Array",bytes:2},{name:"Uint16Array",bytes:2},{name:"Int32Array",bytes:4},{name:"Uint32Array",bytes:4},{name:"Float32Array",bytes:4},{name:"\
Float64Array",bytes:8},{name:"BigInt64Array",bytes:8},{name:"BigUint64Array",bytes:8},{name:"Float16Array",bytes:2}],ELEMENT_COUNT=13;function elementOf(array){let name=typedTag(array);for(let code=1;code<ELEMENT_COUNT;code++)if(code!==2&&ELEMENTS[code]?.name===name)return code;
return name==="Uint8Array"?2:void 0}var TYPED=Symbol.for("bytelane.typed");function typed(array){if(elementOf(array)===void 0)throw new TypeError2("typed() needs a typed array");
return freeze(record({[TYPED]:array}))}function client(){let found=globalThis.bytelane;if(found!==void 0)return found;throw new IpcError("origin_denied","bytelane: there is no cli\
ent in this document. The application installs it before the first script, in the main frame of an allowed origin: open this page in the app\
lication and allow its origin. In a worker, use connect(port).")}var installed=globalThis.bytelane,invoke=Object.assign(async(command,args,options)=>client().
invoke(command,args,options),{stream:async(command,args,options)=>client().invoke.stream(command,args,options)}),Channel=installed?.Channel??
class{constructor(){client()}},IpcError2=installed?.IpcError??IpcError,listen=async(name,handler,options)=>client().listen(name,handler,options),
once=async(name,handler,options)=>client().once(name,handler,options),emit=async(name,payload)=>client().emit(name,payload),emitTo=async(target2,name,payload)=>client().
emitTo(target2,name,payload);function open(shape,archive){let source=sourceOf(archive);return shape.get(source,root(shape,source))}function sourceOf(archive){let bytes2=archive instanceof Uint8Array?archive:new Uint8Array(archive);return{bytes:bytes2,data:new DataView(bytes2.
buffer,bytes2.byteOffset,bytes2.byteLength)}}function root(shape,{bytes:bytes2}){if(bytes2.length<shape.size)throw new RangeError(`the archi\
ve has ${bytes2.length} bytes, and its root ${shape.size}`);return bytes2.length-shape.size}var target=({data},at)=>at+data.getInt32(at,!0),
plain=(size2,get2)=>({size:size2,get:get2,object:get2});var string=plain(8,(source,at)=>{if((source.data.getUint8(at)&192)!==128){let length2=0;for(;length2<8&&source.data.getUint8(at+length2)!==255;)
length2++;return text(source,at,length2)}let length=source.data.getUint32(at,!0);return text(source,at+source.data.getInt32(at+4,!0),length&
63|length>>>2&-64)}),TEXT_BYTES_MAX=24,PAIRS=new Array(16384),decoder2,pair=(one,two)=>PAIRS[one<<7|two]??=String.fromCharCode(one,two);function text({
bytes:bytes2},from,length){let to=from+length;if(from<0||to>bytes2.length)throw new RangeError("a text is outside of its archive");if(length>
TEXT_BYTES_MAX)return decoder2??=new TextDecoder("utf-8",{ignoreBOM:!0}),decoder2.decode(bytes2.subarray(from,to));let result="",at=from;for(;at+
3<to;at+=4){let a=bytes2[at],b=bytes2[at+1],c=bytes2[at+2],d=bytes2[at+3];if((a|b|c|d)>127)break;result=`${result}${pair(a,b)}${pair(c,d)}`}
for(;at+1<to;at+=2){let one=bytes2[at],other=bytes2[at+1];if((one|other)>127)break;result+=pair(one,other)}for(;at<to;){let first=bytes2[at++];
if(first<128){result+=String.fromCharCode(first);continue}let more=first<224?1:first<240?2:3,code=first&63>>more;for(;more>0;more--)code=code<<
6|bytes2[at++]&63;result+=String.fromCodePoint(code)}return result}var List=class{length;#source;#from;#shape;constructor(source,from,length,shape){
if(from<0||from+length*shape.size>source.bytes.length)throw new RangeError("a list is outside of its archive");this.length=length,this.#source=
source,this.#from=from,this.#shape=shape}at(index){let i=index<0?this.length+index:index;return i>=0&&i<this.length&&i%1===0?this.#shape.get(
this.#source,this.#from+i*this.#shape.size):void 0}*[Symbol.iterator](){for(let i=0;i<this.length;i++)yield this.#shape.get(this.#source,this.#from+
i*this.#shape.size)}toArray(){return Array.from(this)}toObject(){let objects=[];for(let i=0;i<this.length;i++)objects.push(this.#shape.object(
this.#source,this.#from+i*this.#shape.size));return objects}toJSON(){return this.toObject()}},list=shape=>{let get2=(source,at)=>new List(source,
target(source,at),source.data.getUint32(at+4,!0),shape);return{size:8,get:get2,object:(source,at)=>get2(source,at).toObject()}};var Output=class{bytes=new Uint8Array(1024);data=new DataView(this.bytes.buffer);length=0;reserve(size2,align){let at=this.length+align-1&~(align-
1),end=at+size2;if(end>2147483647)throw new RangeError("an archive cannot be larger than 2 GiB");if(end>this.bytes.length){let bytes2=new Uint8Array(
Math.max(end,this.bytes.length*2));bytes2.set(this.bytes),this.bytes=bytes2,this.data=new DataView(bytes2.buffer)}return this.length=end,at}point(at,target2){
this.data.setInt32(at,target2-at,!0)}};function encode2(writer,value){let out=new Output,before=writer.before(out,value);return writer.put(out,
out.reserve(writer.size,writer.align),value,before),out.bytes.subarray(0,out.length)}var nothing=()=>{};function float(size2,set2){return{size:size2,align:size2,before:nothing,put:({data},at,value)=>{if(typeof value!="number")throw new TypeError(
`${String(value)} is not a number`);set2(data,at,value)}}}function big(name,wrap,set2){return{size:8,align:8,before:nothing,put:({data},at,value)=>{
if(wrap(value)!==value)throw new RangeError(`${value} is not a ${name}`);set2(data,at,value)}}}var f64=float(8,(data,at,value)=>data.setFloat64(at,value,!0)),u64=big("u64",value=>BigInt.asUintN(64,value),(data,at,value)=>data.setBigUint64(
at,value,!0));var INLINE_BYTES_MAX=8,encoder2,string2={size:8,align:4,before:(out,value)=>{encoder2??=new TextEncoder;let bytes2=encoder2.encode(value);if(bytes2.
length<=INLINE_BYTES_MAX)return bytes2;if(bytes2.length>1073741823)throw new RangeError("a text in an archive cannot be longer than 1 GiB");
let at=out.reserve(bytes2.length,1);return out.bytes.set(bytes2,at),{at,length:bytes2.length}},put:(out,at,_,before)=>{if(before instanceof Uint8Array)
return out.bytes.fill(255,at,at+INLINE_BYTES_MAX),out.bytes.set(before,at);let{at:from,length}=before;out.data.setUint32(at,(length&63|128|(length&
-64)<<2)>>>0,!0),out.data.setInt32(at+4,from-at,!0)}};function writeAll(out,writer,values2){let before=[];for(let i=0;i<values2.length;i++)before.
push(writer.before(out,values2[i]));let from=out.reserve(writer.size*values2.length,writer.align);for(let i=0;i<values2.length;i++)writer.put(
out,from+i*writer.size,values2[i],before[i]);return from}function putList(out,at,from,length){out.point(at,from),out.data.setUint32(at+4,length,
!0)}var list2=writer=>({size:8,align:4,before:(out,values2)=>writeAll(out,writer,values2),put:(out,at,values2,from)=>putList(out,at,from,values2.
length)});var fields=(size2,align,of)=>{let listed2,field=(value,name)=>value[name];return{size:size2,align,before:(out,value)=>(listed2??=of()).map(([
name,writer])=>writer.before(out,field(value,name))),put:(out,at,value,before)=>(listed2??=of()).forEach(([name,writer,offset],i)=>writer.put(
out,at+offset,field(value,name),before[i]))}};var commands={addAll(numbers,by,options){return invoke("add_all",{numbers,by},options)},best(entries,options){return invoke("best",{entries:entries instanceof
ArrayBuffer?entries:encodeVecEntry(entries)},options)},countTo(to,numbers,options){return invoke("count_to",{to,numbers},options)},darker(picture,options){
return invoke("darker",{picture},options)},divide(left,right,options){return invoke("divide",{left,right},options)},emitAll(row,options){return invoke(
"emit_all",{row},options)},entries(count,options){return invoke("entries",{count},options).then(openVecEntry)},delete(file_name,class_,options_,options){
return invoke("files:delete",{file_name,class:class_,options:options_},options)},greet(name,options){return invoke("greet",{name},options)},
halves(samples,options){return invoke("halves",{samples},options)},invert(pixels,options){return invoke("invert",{pixels},options)},labelled(label,options){
return invoke("labelled",{label},options)},lines(count,options){return invoke("lines",{count},options)},longs(length,options){return invoke(
"longs",{length},options)},mean(samples,options){return invoke("mean",{samples},options)},nextPage(page,options){return invoke("next_page",{
page},options)},ping(options){return invoke("ping",void 0,options)},plainPage(page,options){return invoke("plain_page",{page},options)},reverse(bytes2,options){
return invoke("reverse",{bytes:bytes2},options)},save(name,content,options){return invoke("save",{name,content},options)},sendAll(frames,waves,entries,options){
return invoke("send_all",{frames,waves,entries},options)},settings(options){return invoke("settings",void 0,options)},still(length,options){
return invoke("still",{length},options)},sum(numbers,bytes2,options){return invoke("sum",{numbers,bytes:bytes2},options)},total(entries,options){
return invoke("total",{entries:entries instanceof ArrayBuffer?entries:encodeVecEntry(entries)},options)},withKind(row,type,options){return invoke(
"with_kind",{row,type},options)}},streams={invert(pixels,options){return invoke.stream("invert",{pixels},options)},lines(count,options){return invoke.
stream("lines",{count},options)},reverse(bytes2,options){return invoke.stream("reverse",{bytes:bytes2},options)},settings(options){return invoke.
stream("settings",void 0,options)},still(length,options){return invoke.stream("still",{length},options)}};function eventOf(name){return{name,
listen:(handler,options)=>listen(name,handler,options),once:(handler,options)=>once(name,handler,options),emit:payload=>emit(name,payload),emitTo:(target2,payload)=>emitTo(
target2,name,payload)}}var events2={pictureSaved:eventOf("picture-saved"),frame:eventOf("frame"),wave:eventOf("wave")},Entry=class _Entry{static size=24;static get(source,at){
return new _Entry(source,at)}static object(source,at){return{name:string.object(source,at),score:source.data.getFloat64(at+8,!0),id:source.data.
getBigUint64(at+16,!0)}}#source;#at;constructor(source,at){this.#source=source,this.#at=at}get name(){return string.get(this.#source,this.#at)}get score(){
return this.#source.data.getFloat64(this.#at+8,!0)}get id(){return this.#source.data.getBigUint64(this.#at+16,!0)}toObject(){return _Entry.object(
this.#source,this.#at)}toJSON(){return this.toObject()}};function openEntry(archive){return open(Entry,archive)}function openVecEntry(archive){return open($root_VecEntry,archive)}function encodeVecEntry(value){return encode2($write_VecEntry,value)}var $writeEntry=fields(
24,8,()=>[["name",string2,0],["score",f64,8],["id",u64,16]]),$root_VecEntry=list(Entry),$write_VecEntry=list2($writeEntry);var client2=globalThis.bytelane,commands2={addAll(numbers,by,options){return client2.invoke("add_all",{numbers,by},options)},best(entries,options){
return tagged(client2.invoke("best",{entries:entries instanceof ArrayBuffer?entries:encodeEntries(entries)},options))},countTo(to,numbers,options){
return tagged(client2.invoke("count_to",{to,numbers},options))},darker(picture,options){return client2.invoke("darker",{picture},options)},divide(left,right,options){
return tagged(client2.invoke("divide",{left,right},options))},emitAll(row,options){return tagged(client2.invoke("emit_all",{row},options))},
entries(count,options){return tagged(client2.invoke("entries",{count},options).then(openEntries))},delete(file_name,class_,options_,options){
return client2.invoke("files:delete",{file_name,class:class_,options:options_},options)},greet(name,options){return client2.invoke("greet",{
name},options)},halves(samples,options){return client2.invoke("halves",{samples},options)},invert(pixels,options){return client2.invoke("inv\
ert",{pixels},options)},labelled(label,options){return tagged(client2.invoke("labelled",{label},options))},lines(count,options){return client2.
invoke("lines",{count},options)},longs(length,options){return client2.invoke("longs",{length},options)},mean(samples,options){return tagged(
client2.invoke("mean",{samples},options))},nextPage(page,options){return client2.invoke("next_page",{page},options)},ping(options){return client2.
invoke("ping",void 0,options)},plainPage(page,options){return client2.invoke("plain_page",{page},options)},reverse(bytes2,options){return client2.
invoke("reverse",{bytes:bytes2},options)},save(name,content,options){return tagged(client2.invoke("save",{name,content},options))},sendAll(frames,waves,entries,options){
return tagged(client2.invoke("send_all",{frames,waves,entries},options))},settings(options){return client2.invoke("settings",void 0,options)},
still(length,options){return client2.invoke("still",{length},options)},sum(numbers,bytes2,options){return tagged(client2.invoke("sum",{numbers,
bytes:bytes2},options))},total(entries,options){return client2.invoke("total",{entries:entries instanceof ArrayBuffer?entries:encodeEntries(
entries)},options)},withKind(row,type,options){return client2.invoke("with_kind",{row,type},options)}};async function tagged(call){try{return{
status:"ok",data:await call}}catch(error){if(error instanceof Error)throw error;return{status:"error",error}}}function eventOf2(name){return{name,listen:(handler,options)=>client2.listen(name,handler,options),once:(handler,options)=>client2.once(name,
handler,options),emit:payload=>client2.emit(name,payload),emitTo:(target2,payload)=>client2.emitTo(target2,name,payload)}}var events3={pictureSaved:eventOf2(
"picture-saved"),frame:eventOf2("frame"),wave:eventOf2("wave")},Entry2=class _Entry{static size=24;static get(source,at){return new _Entry(source,
at)}static object(source,at){return{name:string.object(source,at),score:source.data.getFloat64(at+8,!0),id:source.data.getBigUint64(at+16,!0)}}#source;#at;constructor(source,at){
this.#source=source,this.#at=at}get name(){return string.get(this.#source,this.#at)}get score(){return this.#source.data.getFloat64(this.#at+
8,!0)}get id(){return this.#source.data.getBigUint64(this.#at+16,!0)}toObject(){return _Entry.object(this.#source,this.#at)}toJSON(){return this.
toObject()}};function openEntries(archive){return open($root_Entries,archive)}function encodeEntries(value){return encode2($write_Entries,value)}var $writeEntry2=fields(
24,8,()=>[["name",string2,0],["score",f64,8],["id",u64,16]]),$root_Entries=list(Entry2),$write_Entries=list2($writeEntry2);var used=new Set;function recorded(kind,functions){return new Proxy(functions,{get(target2,name){return used.add(`${kind}.${String(name)}`),
Reflect.get(target2,name)}})}var commands3=recorded("commands",commands),streams2=recorded("streams",streams),events4=recorded("events",events2),
ROW={fileName:"a.txt",kind:{type:"wide",data:7},counts:{a:1}},READ={fileName:"a.txt",score:null,tags:[],kind:{type:"wide",data:7},counts:{a:1}},
ENTRIES=[{name:"first",score:.5,id:1n},{name:"second, and longer",score:2,id:2n**63n}],BYTES=[1,2,250],listed=bytes2=>Array.from(new Uint8Array(
bytes2));async function rejection(call){try{return["resolved",await call]}catch(error){return error}}async function values(equal){equal(await commands3.
greet("*/"),"Hello, */!"),equal(await commands3.ping(),null),equal(await commands3.addAll([1,2],null),3),equal(await commands3.addAll([1,2],
10),13),equal(await commands3.withKind(ROW,{type:"plain"}),{...READ,kind:{type:"plain"}});let named={type:"named",data:{name:"n"}};equal(await commands3.
withKind({...READ,score:1.5,tags:["t"]},named),{...READ,score:1.5,tags:["t"],kind:named}),equal((await commands3.withKind(ROW,{type:"pair",data:[
1,-2]})).kind,{type:"pair",data:[1,-2]});let page=await commands3.nextPage({items:[ROW],next:1});equal(page,{items:[READ],next:2}),equal(await commands3.
plainPage({items:[1]}),null),equal((await commands3.plainPage({items:[1],next:5}))?.items,[1]),equal(await commands3.divide(1,2),.5);let failure={
code:"divided_by_zero",dividend:1};equal(await rejection(commands3.divide(1,0)),failure),equal(await commands3.delete("f",!0,3),"f true 3")}
async function bytes(equal){for(let pixels of[new Uint8Array(BYTES),new Uint8Array(BYTES).buffer,new Blob([new Uint8Array(BYTES)])]){let inverted=await commands3.
invert(pixels);equal(listed(inverted),[254,253,5]),equal(listed(await commands3.reverse(pixels)),[250,2,1])}let picture=await commands3.darker(
{pixels:new Uint8Array([4,8]),histogram:new Uint32Array([1,2**31]),size:[2,1]});equal([picture.pixels,picture.histogram,picture.size],[new Uint8Array(
[2,4]),new Uint32Array([1,2**31]),[2,1]]),equal(await commands3.halves(new Float32Array([1,3])),new Float64Array([.5,1.5])),equal((await commands3.
longs(3))[2]===2n**41n,!0);let still=await commands3.still(1e5);equal([still.byteLength,new Uint8Array(still)[99999]],[1e5,7]),equal(await commands3.
save("n",new Blob([new Uint8Array(3)])),["n",3]),equal(await commands3.save("n",new Uint8Array(4)),["n",4]);let stream=new ReadableStream({start(controller){
controller.enqueue(new Uint8Array(5)),controller.close()}});equal(await commands3.save("n",stream),["n",5])}async function archives(equal){let entries=await commands3.
entries(3);equal(entries.length,3),equal([entries.at(2)?.name,entries.at(1)?.score],["entry 2",.5]),equal(entries.at(2)?.id===2n**41n,!0),equal(
await commands3.total(ENTRIES),2.5),equal(await commands3.total(encodeVecEntry(ENTRIES).slice().buffer),2.5);let best=await commands3.best(ENTRIES);
equal(best===null?void 0:openEntry(best).name,"second, and longer"),equal(await commands3.best([]),null);let{label,entries:inside}=await commands3.
labelled("l");equal([label,openVecEntry(inside).at(2)?.name],["l","entry 2"])}async function channels(equal){let numbers=[];await commands3.
countTo(3,new Channel(number=>numbers.push(number))),equal(numbers,[0,1,2]);let messages=[];await commands3.sendAll(new Channel(frame=>messages.
push(listed(frame))),new Channel(wave=>messages.push(wave)),new Channel(archive=>messages.push(openVecEntry(archive).at(1)?.name))),equal(messages,
[[1,2,3],new Float32Array([.5]),"entry 1"]);let sent=new Channel,frames=new Channel,sum=commands3.sum(sent,frames);await sent.send(40),await sent.
send(2),sent.close(),await frames.send(new Uint8Array([1,2])),frames.close(),equal(await sum,45);let samples=new Channel,mean=commands3.mean(
samples);await samples.send(typed(new Float64Array([1,2,6]))),samples.close(),equal(await mean,3)}async function streamed(equal){let parts=[],
lines=await streams2.lines(3);for await(let part of lines)parts.push(part);let text2=parts2=>parts2.map(part=>new TextDecoder().decode(part)).
join("");equal(text2(parts),`0
1
2
`),equal(text2([new Uint8Array(await commands3.lines(2))]),`0
1
`),equal(await commands3.settings(),{dark:!0}),equal(text2([await(await streams2.settings()).bytes()]),'{"dark":true}'),equal(await(await streams2.
invert(new Uint8Array([1]))).bytes(),new Uint8Array([254])),equal(await(await streams2.reverse(new Uint8Array([1,2]))).bytes(),new Uint8Array(
[2,1])),equal((await(await streams2.still(9)).bytes()).length,9)}async function heard(equal){let saved=[],frames=[],waves=[],stops=[await events4.
pictureSaved.listen(({payload})=>saved.push(payload)),await events4.frame.listen(({payload})=>frames.push(listed(payload))),await events4.wave.
listen(({payload})=>waves.push(payload))],once2=0;await events4.wave.once(()=>once2+=1),await commands3.emitAll(ROW),await events4.pictureSaved.
emit(READ),await events4.frame.emit(new Uint8Array([5])),await events4.wave.emit(new Float32Array([2.5])),await events4.wave.emitTo({kind:"A\
ny"},new Float32Array([3.5]));for(let i=0;i<500&&(saved.length<2||frames.length<2||waves.length<3);i++)await new Promise(resolve=>setTimeout(
resolve,20));equal(saved,[READ,READ]),equal(frames,[[9,9,9],[5]]),equal(waves,[1.5,2.5,3.5].map(sample=>new Float32Array([sample]))),equal(once2,
1);for(let stop of stops)stop()}async function asValues(equal){equal(await commands2.divide(1,2),{status:"ok",data:.5});let failed=await commands2.
divide(1,0);equal(failed.status==="error"&&failed.error.code,"divided_by_zero"),equal(await commands2.greet("you"),"Hello, you!");let entries=await commands2.
entries(2);equal(entries.status==="ok"&&entries.data.at(1)?.name,"entry 1");let wrong=await rejection(commands2.divide("x",0));equal(wrong instanceof
Error&&wrong.code,"bad_arguments"),equal(openEntries(encodeEntries(ENTRIES)).toObject().map(({name})=>name),ENTRIES.map(({name})=>name))}async function callAll(equal){
for(let part of[values,bytes,archives,channels,streamed,heard,asValues])await part(equal);let all=[...Object.keys(commands).map(name=>`comma\
nds.${name}`),...Object.keys(streams).map(name=>`streams.${name}`),...Object.keys(events2).map(name=>`events.${name}`)];equal(all.filter(name=>!used.
has(name)),[],"functions that were not called")}export{callAll};
