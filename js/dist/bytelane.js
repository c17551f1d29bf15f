// bytelane: an injected script. Built from js/src by `npm run build`; do not edit.
"use strict";(()=>{var SECRET_HEADER="bytelane-secret",ERROR_HEADER="bytelane-error",SEQUENCE_HEADER="bytelane-sequence",ATTACHMENT_PREFIX="bytes:";var LIMITS={head_bytes_max:131072,header_count_max:64,header_bytes_max:65536,headers_bytes_max:65536,path_bytes_max:2048,command_bytes_max:128,
json_bytes_max:1073741824,json_depth_max:127,body_bytes_max:1073741824,attachments_max:65536,inline_body_bytes_max:1048576,segment_bytes_max:2097152,
segments_in_flight_max:6,batch_bytes_max:1048576,batch_frames_max:4096,calls_in_flight_max:65536,channel_bytes_max:8388608,channel_frames_max:1024,
channel_open_bytes:65536,channel_open_frames:64,channels_open_max:65536,document_bytes_max:67108864,process_bytes_max:268435456,message_cost_bytes_min:64},
REASSEMBLY_FRAMES_MAX=1024,REASSEMBLY_BYTES_MAX=8388608;var{bind,call:callFunction}=Function.prototype,uncurryThis=bind.bind(callFunction),ErrorCaptured=globalThis.Error,missing=name=>()=>{throw new ErrorCaptured(
`bytelane: this webview has no ${name}`)},getter=(prototype,name)=>uncurryThis(Object.getOwnPropertyDescriptor(prototype,name)?.get??missing(
`property ${String(name)}`)),globals=globalThis,optional=name=>globals[name],prototypeOf=name=>globals[name]?.prototype??{},methodOf=(name,method)=>uncurryThis(
prototypeOf(name)[method]??missing(`${name}.${method}`));var Promise2=globalThis.Promise,ArrayBuffer=globalThis.ArrayBuffer,DataView=globalThis.DataView,Uint8Array=globalThis.Uint8Array,Int32Array=globalThis.
Int32Array,Float64Array=globalThis.Float64Array,Map=globalThis.Map,Set=globalThis.Set,Error=ErrorCaptured,TypeError=globalThis.TypeError,jsonParse=JSON.
parse,jsonStringify=JSON.stringify,freeze=Object.freeze,keys=Object.keys,defineProperty=Object.defineProperty,setPrototypeOf=Object.setPrototypeOf,
getPrototypeOf=Object.getPrototypeOf,hasOwn=uncurryThis(Object.prototype.hasOwnProperty),isArray=Array.isArray,isSafeInteger=Number.isSafeInteger,
isFinite=Number.isFinite;var min=Math.min,max=Math.max,numberToString=uncurryThis(Number.prototype.toString),stringSlice=uncurryThis(String.prototype.slice),stringStartsWith=uncurryThis(
String.prototype.startsWith),stringIndexOf=uncurryThis(String.prototype.indexOf),charCodeAt=uncurryThis(String.prototype.charCodeAt),encodeUriComponent=globalThis.
encodeURIComponent,toLowerCase=uncurryThis(String.prototype.toLowerCase),mapGet=uncurryThis(globalThis.Map.prototype.get),mapSet=uncurryThis(
globalThis.Map.prototype.set),mapHas=uncurryThis(globalThis.Map.prototype.has),mapDelete=uncurryThis(globalThis.Map.prototype.delete),mapClear=uncurryThis(
globalThis.Map.prototype.clear),mapForEach=uncurryThis(globalThis.Map.prototype.forEach),{get,set,has,delete:remove,clear}=globalThis.Map.prototype,
size=Object.getOwnPropertyDescriptor(globalThis.Map.prototype,"size")?.get??missing("Map.size"),tablePrototype={__proto__:null,get,set,has,delete:remove,
clear};Object.defineProperty(tablePrototype,"size",{__proto__:null,get:size});Object.freeze(tablePrototype);function table(){return setPrototypeOf(
new Map,tablePrototype)}var tableForEach=mapForEach,setAdd=uncurryThis(globalThis.Set.prototype.add),setHas=uncurryThis(globalThis.Set.prototype.
has),setDelete=uncurryThis(globalThis.Set.prototype.delete),objectPrototype=Object.prototype,arrayPrototype=Array.prototype,typedArrayPrototype=Object.
getPrototypeOf(globalThis.Uint8Array.prototype),dataViewPrototype=globalThis.DataView.prototype,isView=globalThis.ArrayBuffer.isView,bufferByteLength=getter(
globalThis.ArrayBuffer.prototype,"byteLength"),typedTag=getter(typedArrayPrototype,Symbol.toStringTag),typedBuffer=getter(typedArrayPrototype,
"buffer"),typedByteOffset=getter(typedArrayPrototype,"byteOffset"),typedByteLength=getter(typedArrayPrototype,"byteLength"),typedSet=uncurryThis(
globalThis.Uint8Array.prototype.set),dataViewBuffer=getter(dataViewPrototype,"buffer"),dataViewByteOffset=getter(dataViewPrototype,"byteOffs\
et"),dataViewByteLength=getter(dataViewPrototype,"byteLength"),getUint32=uncurryThis(dataViewPrototype.getUint32),typedArrays={__proto__:null,
Int8Array,Uint8Array:globalThis.Uint8Array,Uint8ClampedArray,Int16Array,Uint16Array,Int32Array,Uint32Array,Float32Array,Float64Array,BigInt64Array,
BigUint64Array,Float16Array:optional("Float16Array")},NOTHING=new Uint8Array(0);function view(bytes,from,to){return new Uint8Array(typedBuffer(
bytes),typedByteOffset(bytes)+from,to-from)}function copy(bytes){let result=new Uint8Array(typedByteLength(bytes));return typedSet(result,bytes,
0),result}var bufferSlice=uncurryThis(globalThis.ArrayBuffer.prototype.slice),bufferTransfer=globalThis.ArrayBuffer.prototype.transfer,transferred=uncurryThis(
bufferTransfer),release=bufferTransfer===void 0?()=>{}:buffer=>void transferred(buffer,0);function joined(parts,length){let whole=new Uint8Array(
length),at=0;for(let i=0;i<parts.length;i++){let part=parts[i];part!==void 0&&(typedSet(whole,part,at),at+=typedByteLength(part))}return whole}
var encoder=new TextEncoder,decoder=new TextDecoder("utf-8",{fatal:!0,ignoreBOM:!0}),encode=uncurryThis(TextEncoder.prototype.encode),decode=uncurryThis(
TextDecoder.prototype.decode),encodeText=text=>encode(encoder,text),decodeText=bytes=>decode(decoder,bytes),promiseThen=uncurryThis(Promise2.
prototype.then);function own(promise){return defineProperty(promise,"constructor",{__proto__:null,value:Promise2})}function settle(promise,onValue,onError){
promiseThen(own(promise),onValue,onError)}var queueMicrotask=globalThis.queueMicrotask,setTimeout=globalThis.setTimeout,clearTimeout=globalThis.
clearTimeout;function resolved(value){return new Promise2(resolve=>resolve(value))}function all(promises){return new Promise2((resolve,reject)=>{
let open=promises.length;open===0&&resolve();for(let i=0;i<promises.length;i++){let promise=promises[i];promise!==void 0&&settle(promise,()=>{
open-=1,open===0&&resolve()},reject)}})}function sleep(ms){return new Promise2(resolve=>{setTimeout(resolve,ms)})}var fetch=globalThis.fetch,
responseStatus=getter(prototypeOf("Response"),"status"),responseHeaders=getter(prototypeOf("Response"),"headers"),responseArrayBuffer=methodOf(
"Response","arrayBuffer"),headersGet=methodOf("Headers","get"),headersForEach=methodOf("Headers","forEach"),AbortController=globalThis.AbortController,
controllerAbort=methodOf("AbortController","abort"),controllerSignal=getter(prototypeOf("AbortController"),"signal"),signalAborted=getter(prototypeOf(
"AbortSignal"),"aborted"),signalReason=getter(prototypeOf("AbortSignal"),"reason"),addEventListener=methodOf("EventTarget","addEventListener"),
removeEventListener=methodOf("EventTarget","removeEventListener"),EventTarget=globalThis.EventTarget,Event=globalThis.Event,dispatchEvent=methodOf(
"EventTarget","dispatchEvent"),DOMException=globalThis.DOMException,blobArrayBuffer=methodOf("Blob","arrayBuffer"),blobSlice=methodOf("Blob",
"slice"),blobSize=getter(prototypeOf("Blob"),"size"),ReadableStream=optional("ReadableStream"),WritableStream=optional("WritableStream"),streamGetReader=methodOf(
"ReadableStream","getReader"),readerRead=methodOf("ReadableStreamDefaultReader","read"),readerCancel=methodOf("ReadableStreamDefaultReader",
"cancel"),streamGetWriter=methodOf("WritableStream","getWriter"),streamError=methodOf("ReadableStreamDefaultController","error"),streamEnqueue=methodOf(
"ReadableStreamDefaultController","enqueue"),streamClose=methodOf("ReadableStreamDefaultController","close"),MessageChannel=optional("Messag\
eChannel"),portOf=name=>name in prototypeOf("MessageChannel")?getter(prototypeOf("MessageChannel"),name):channel=>channel[name],channelPort1=portOf(
"port1"),channelPort2=portOf("port2"),portPostMessage=methodOf("MessagePort","postMessage"),portListen=uncurryThis(Object.getOwnPropertyDescriptor(
prototypeOf("MessagePort"),"onmessage")?.set??missing("MessagePort.onmessage")),messageData=getter(prototypeOf("MessageEvent"),"data"),isInstance=uncurryThis(
Function.prototype[Symbol.hasInstance]),instanceOf=constructor=>value=>constructor!==void 0&&isInstance(constructor,value),isBlob=instanceOf(
optional("Blob")),isHeaders=instanceOf(optional("Headers")),isMap=instanceOf(globalThis.Map),isReadableStream=instanceOf(optional("ReadableS\
tream"));function isPlain(value){return getPrototypeOf(value)===objectPrototype||isArray(value)}var isOwnArrayBuffer=instanceOf(globalThis.ArrayBuffer);
function isArrayBuffer(value){if(typeof value!="object"||value===null)return!1;if(isOwnArrayBuffer(value))return!0;let prototype=getPrototypeOf(
value);if(prototype===null||prototype===objectPrototype||isArray(value))return!1;try{return bufferByteLength(value),!0}catch{return!1}}var isSharedArrayBuffer=instanceOf(
optional("SharedArrayBuffer")),cryptoCaptured=optional("crypto"),getRandomValuesOf=methodOf("Crypto","getRandomValues");function fillRandom(into){
if(cryptoCaptured===void 0)throw new Error("this webview has no crypto.getRandomValues");getRandomValuesOf(cryptoCaptured,into)}function randomHex(count){
let bytes=new Uint8Array(count);fillRandom(bytes);let text="";for(let i=0;i<count;i++){let byte=bytes[i]??0;text+=(byte<16?"0":"")+numberToString(
byte,16)}return text}function getRandomWords(){let bytes=new Uint8Array(8);fillRandom(bytes);let words=new DataView(typedBuffer(bytes));return{
low:getUint32(words,0,!0),high:getUint32(words,4,!0)}}var consoleCaptured=globalThis.console,getAttribute=methodOf("Element","getAttribute"),
elementPrototype=prototypeOf("Element"),isPrototypeOf=uncurryThis(Object.prototype.isPrototypeOf),isElement=value=>typeof value=="object"&&value!==
null&&isPrototypeOf(elementPrototype,value),warnOf=uncurryThis(consoleCaptured.warn),consoleWarn=message=>warnOf(consoleCaptured,message),dispose=Symbol.
dispose??Symbol.for("Symbol.dispose"),asyncIterator=Symbol.asyncIterator;function list(){return setPrototypeOf([],null)}function push(to,value){
to[to.length]=value}function publish(items){return setPrototypeOf(items,arrayPrototype)}function iterable(items){return defineProperty(items,
Symbol.iterator,{__proto__:null,value:()=>{let at=0;return record({next(){let value=items[at];return at+=1,at<=items.length?{done:!1,value}:
{done:!0,value:void 0}}})},enumerable:!1})}function record(value){return setPrototypeOf(value,null)}var applied=record({...LIMITS}),limits=applied;function applyLimits(stated){let names=keys(applied);for(let i=0;i<names.length;i++){let name=names[i];
if(name===void 0)continue;let value=hasOwn(stated,name)?stated[name]:void 0;applied[name]=typeof value=="number"?value:LIMITS[name]}}var HELP="https://github.com/bytelane/bytelane/blob/main/docs/errors.md#",IpcError=class extends Error{name="IpcError";code;command;key;data;constructor(code,message,details){
super(message,{__proto__:null,cause:details?.cause}),this.code=code,this.command=details?.command,this.key=details?.key,this.data=details?.data}get help(){
return HELP+this.code}};freeze(IpcError);freeze(IpcError.prototype);function badFrame(message){throw new IpcError("bad_frame",message)}var hold=value=>({__proto__:null,value});var Queue=class{#head;#tail;#size=0;get size(){return this.#size}push(value){let node={value,next:void 0};this.#tail===void 0?this.#head=node:
this.#tail.next=node,this.#tail=node,this.#size+=1}peek(){return this.#head?.value}shift(){let node=this.#head;if(node!==void 0)return this.#head=
node.next,this.#head===void 0&&(this.#tail=void 0),this.#size-=1,node.value}};var checkpointTarget=new EventTarget,checkpoint=new Event("checkpoint");addEventListener(checkpointTarget,"checkpoint",()=>{});function runMicrotasks(){
dispatchEvent(checkpointTarget,checkpoint)}var ENDED=freeze(record({reason:"ended"})),NO_HEADERS=freeze(list());function parseHead(head){let value;try{value=jsonParse(decodeText(head))}catch(cause){
throw new IpcError("bad_frame","the head is not JSON",{cause})}return(typeof value!="object"||value===null||isArray(value))&&badFrame("the h\
ead is not an object"),value}function textField(fields,name){let value=hasOwn(fields,name)?fields[name]:void 0;return typeof value=="string"?
value:badFrame(`the head has no text "${name}"`)}function integerField(fields,name){let value=hasOwn(fields,name)?fields[name]:void 0;return isSafeInteger(
value)&&value>=0?value:badFrame(`the head has no integer "${name}"`)}function optionalField(into,fields,name,read){hasOwn(fields,name)&&(into[name]=
read(fields,name))}function headerField(fields,name){let value=fields[name];if(!isArray(value))return badFrame(`"${name}" in the head is not\
 an array`);let pairs=list();for(let i=0;i<value.length;i++){let pair=value[i];if(!isArray(pair)||pair.length!==2||typeof pair[0]!="string"||
typeof pair[1]!="string")return badFrame(`"${name}" in the head contains a value that is not a pair of texts`);push(pairs,[pair[0],pair[1]])}
return pairs}function checkCommand(cmd){if(cmd.length===0||cmd.length>limits.command_bytes_max)throw new IpcError("bad_path",`a command name\
 has 1 to ${limits.command_bytes_max} characters, this one has ${cmd.length}`);for(let i=0;i<cmd.length;i++){let c=charCodeAt(cmd,i);if(!(c>=
48&&c<=58||c>=65&&c<=90||c>=97&&c<=122)&&c!==95&&c!==46&&c!==47&&c!==124&&c!==45)throw new IpcError("bad_path",`character ${i+1} of the comm\
and name is not allowed; names are letters, digits and _ . : / | -`)}}function isToken(c){if(c>=48&&c<=57||c>=65&&c<=90||c>=94&&c<=122)return!0;
switch(c){case 33:case 35:case 36:case 37:case 38:case 39:case 42:case 43:case 45:case 46:case 124:case 126:return!0;default:return!1}}function utf8Length(value){
return typedByteLength(encodeText(value))}function checkHeaders(headers){if(headers.length>limits.header_count_max)throw new IpcError("heade\
rs_too_large",`${headers.length} headers; header_count_max is ${limits.header_count_max}`);let all2=0;for(let i=0;i<headers.length;i++){let pair=headers[i];
if(pair===void 0)continue;let name=pair[0],value=pair[1];if(name.length===0)throw new IpcError("bad_header","a header without a name");for(let at=0;at<
name.length;at++)if(!isToken(charCodeAt(name,at)))throw new IpcError("bad_header",`the name of header ${i+1} is not a token of letters, digi\
ts and !#$%&'*+-.^_\`|~`);for(let at=0;at<value.length;at++){let c=charCodeAt(value,at);if(c===0||c===10||c===13)throw new IpcError("bad_hea\
der",`header "${name}" contains CR, LF or NUL`)}let bytes=name.length+utf8Length(value);if(all2+=bytes,bytes>limits.header_bytes_max)throw new IpcError(
"headers_too_large",`header "${name}" has ${bytes} bytes; header_bytes_max is ${limits.header_bytes_max}`);if(all2>limits.headers_bytes_max)
throw new IpcError("headers_too_large",`the headers are too long; headers_bytes_max is ${limits.headers_bytes_max}`)}}var json=value=>encodeText(
jsonStringify(value)??"{}");function encodeClientHello(client){return json(record({client}))}var NO_STREAMS=freeze(list()),plainHeads=table(),
PLAIN_HEADS_MAX=256;function encodeCallHead(cmd,headers,streams=NO_STREAMS){if(headers.length!==0||streams.length!==0)return encodeWholeCallHead(
cmd,headers,streams);let known=plainHeads.get(cmd);if(known!==void 0)return known;let head=encodeWholeCallHead(cmd,headers,streams);return plainHeads.
size===PLAIN_HEADS_MAX&&plainHeads.clear(),plainHeads.set(cmd,head),head}function encodeWholeCallHead(cmd,headers,streams){checkCommand(cmd),
checkHeaders(headers);let head=record({cmd});if(streams.length>0&&(head.streams=streams),headers.length===0)return json(head);let pairs=list();
for(let i=0;i<headers.length;i++){let pair=list();push(pair,headers[i]?.[0]??""),push(pair,headers[i]?.[1]??""),push(pairs,pair)}return head.
headers=pairs,json(head)}var END_TEXT_UNITS_MAX=4096,END_SPARE_BYTES=128,ESCAPE_BYTES=6;function encodeEndHead(head){if(!(head.reason==="end\
ed"&&head.message===void 0))return json(record(head.message===void 0?{reason:head.reason}:{reason:head.reason,message:excerpt(head.message)}))}
function excerpt(text){let room=(limits.head_bytes_max-END_SPARE_BYTES)/ESCAPE_BYTES,most=room<END_TEXT_UNITS_MAX?room|0:END_TEXT_UNITS_MAX;
if(text.length<=most)return text;if(most<=0)return"";let last=charCodeAt(text,most-1),isHalf=last>=55296&&last<=56319;return`${stringSlice(text,
0,isHalf?most-1:most)}\u2026`}function decodeHostHello(head){let fields=parseHead(head),lane=textField(fields,"lane"),limits2=hasOwn(fields,"limits")?fields.limits:void 0;
if(typeof limits2!="object"||limits2===null||isArray(limits2))return badFrame("the head has no limits");let names=keys(limits2),result=record(
{});for(let i=0;i<names.length;i++){let name=names[i]??"";result[name]=integerField(limits2,name)}return{lane,limits:result}}function decodeOpenHead(head){let open=record({});if(typedByteLength(head)===0)return open;let fields=parseHead(head);return optionalField(open,
fields,"frames",integerField),optionalField(open,fields,"bytes",integerField),open}function decodeReplyHead(frame){let head=record({});if(typedByteLength(
frame.head)!==0){let fields=parseHead(frame.head);optionalField(head,fields,"status",integerField),optionalField(head,fields,"headers",headerField),
optionalField(head,fields,"body",integerField),optionalField(head,fields,"stream",integerField),optionalField(head,fields,"length",integerField)}
return(frame.flags&1)!==0&&head.body===void 0&&badFrame("a deferred reply names no body"),head}function decodeRefusal(head){let fields=parseHead(
head),refusal2=record({code:textField(fields,"code"),message:textField(fields,"message")});return optionalField(refusal2,fields,"command",textField),
optionalField(refusal2,fields,"key",textField),refusal2}function decodeEndHead(head){if(typedByteLength(head)===0)return ENDED;let fields=parseHead(
head),end=record({reason:textField(fields,"reason")});return optionalField(end,fields,"message",textField),end}function decodeBodyId(head){return integerField(
parseHead(head),"body")}function encodeBodyId(body){return json(record({body}))}function decodeEventHead(frame,from){let fields=parseHead(frame.
head),head=record({event:textField(fields,"event")});if(from==="page")head.target=hasOwn(fields,"target")?fields.target:badFrame("an event w\
ithout a target");else{let listeners=hasOwn(fields,"listeners")?fields.listeners:void 0;if(!isArray(listeners))return badFrame("an event wit\
hout listeners");for(let i=0;i<listeners.length;i++)isSafeInteger(listeners[i])||badFrame("a listener id is not an integer");head.listeners=
listeners}return optionalField(head,fields,"body",integerField),(frame.flags&1)!==0&&head.body===void 0&&badFrame("a deferred event names no\
 body"),head}var TWO_32=4294967296;function alignUp(length){let rest=length%16;return rest===0?length:length+16-rest}function uint32(bytes,at){return((bytes[at]??
0)|(bytes[at+1]??0)<<8|(bytes[at+2]??0)<<16|(bytes[at+3]??0)<<24)>>>0}function uint64(bytes,at){return uint32(bytes,at+4)*TWO_32+uint32(bytes,
at)}function setUint32(into,at,value){into[at]=value,into[at+1]=value>>>8,into[at+2]=value>>>16,into[at+3]=value>>>24}function setUint64(into,at,value){
let low=value%TWO_32;setUint32(into,at,low),setUint32(into,at+4,(value-low)/TWO_32)}var LONG_BYTES=32*1024,ReceivedBytes=class{bytes;length;#buffer;#offset;#copyLong;#pinned=!1;#kept=!1;constructor(bytes,copyLong){this.#copyLong=
copyLong,this.bytes=bytes,this.length=typedByteLength(bytes),this.#buffer=typedBuffer(bytes),this.#offset=typedByteOffset(bytes)}keep(){this.#kept=
!0}get kept(){return this.#kept}words(){let count=(this.length-this.length%4)/4;return this.#offset%4===0?new Int32Array(this.#buffer,this.#offset,
count):new Int32Array(typedBuffer(copy(this.bytes)),0,count)}view(from,to){return new Uint8Array(this.#buffer,this.#offset+from,to-from)}copy(from,to){
if(this.#copyLong!==void 0&&to-from>=LONG_BYTES){let long=this.#copyLong(from,to);if(long!==null)return long}return this.#pinned||(this.#pinned=
!0,defineProperty(this.#buffer,"constructor",{__proto__:null,value:void 0})),bufferSlice(this.#buffer,this.#offset+from,this.#offset+to)}};var HEADER_BYTES=32,INLINE_BYTES_MAX=32*1024;var payloadLength=(packets,at)=>uint32(packets,at+4),packetId=(packets,at)=>uint64(packets,at+8),packetOffset=(packets,at)=>uint64(packets,at+
16),packetExtra=(packets,at)=>uint64(packets,at+24),nextPacket=alignUp;function lengthOf(batch,at){let deferred=(batch[at+3]??0)&1;return alignUp(
32+uint32(batch,at+4))+(deferred!==0?0:alignUp(uint64(batch,at+24)))}function reasonOf(payload){try{let{code,message}=decodeRefusal(payload);
return code+": "+message}catch{return typedByteLength(payload)===0?"the host has closed the link":decodeText(payload)}}var NetworkError=class{cause;constructor(cause){this.cause=cause}};var ATTEMPTS_MAX=3,BACKOFF_MS=50;async function pullSegment(lane,body,offset,length,signal2,onBytes){for(let attempt=1;;attempt++)try{let part=(await own(
lane.body(body,offset,length,signal2,onBytes))).value,received=bufferByteLength(part);if(received!==length)throw new IpcError("body_truncate\
d",`received ${received} of ${length} bytes of a segment at offset ${offset}`);return hold(new Uint8Array(part))}catch(error){if(!(error instanceof
NetworkError)||attempt===ATTEMPTS_MAX)throw error;await own(sleep(BACKOFF_MS*attempt*attempt))}}function inSegments(total,{bytes,inFlight},step){
let next=0,failed=!1,run=async()=>{for(;next<total&&!failed;){let offset=next,length=min(bytes,total-offset);next=offset+length;try{await own(
step(offset,length))}catch(error){throw failed=!0,error}}},runs=list();for(let i=0;i<inFlight&&i*bytes<total;i++)push(runs,run());return all(
runs)}async function pullBody(lane,body,length,segments,signal2,onBytes){if(lane.transfer!==void 0)return await own(pullSegment(lane,body,0,
length,signal2,onBytes));let into;try{into=new Uint8Array(length)}catch(cause){throw noMemory(length,cause)}return await own(pullBodyInto(lane,
body,into,segments,signal2,onBytes)),hold(into)}var noMemory=(length,cause)=>new IpcError("body_too_large",`there is no memory for ${length}\
 bytes: read the reply with invoke.stream, or pass a buffer as \`into\``,{cause});function pullBodyInto(lane,body,into,segments,signal2,onBytes){
return lane.transfer!==void 0?lane.transfer(body,0,into,signal2,onBytes):inSegments(typedByteLength(into),segments,async(offset,length)=>{let part=(await own(
pullSegment(lane,body,offset,length,signal2,onBytes))).value;typedSet(into,part,offset),release(part.buffer)})}function pushBody(lane,call,from,bytes,segments,signal2,onBytes,ofMessage=!1){
let push2=()=>inSegments(typedByteLength(bytes),segments,async(offset,length)=>{if(signal2!==void 0&&signalAborted(signal2))throw signalReason(
signal2);await own(lane.upload(call,from+offset,view(bytes,offset,offset+length),signal2)),onBytes(length)});return lane.inTurn===void 0?push2():
lane.inTurn(push2,ofMessage)}var STAGED_BYTES=1024*1024,Staging=class{#natives;#memory;constructor(natives){this.#natives=natives}push(call,offset,bytes,patience){let length=min(
typedByteLength(bytes),STAGED_BYTES),memory=this.#memory??=new Uint8Array(STAGED_BYTES);return typedSet(memory,view(bytes,0,length),0),this.#natives.
push(call,offset,view(memory,0,length),patience)}};var Turns=class{#waiting=new Queue;#atOnce;#running=0;constructor(atOnce=1){this.#atOnce=atOnce}get isBusy(){return this.#running===this.#atOnce}run(work){
return new Promise2((resolve,reject)=>{let start=()=>{this.#running+=1,settle(work(),()=>{this.#next(),resolve()},error=>{this.#next(),reject(
error)})};this.isBusy?this.#waiting.push(start):start()})}#next(){this.#running-=1,this.#waiting.shift()?.()}};var HANDSHAKE_MS=3e3,PATIENCE_MS=20,gone=()=>new IpcError("document_gone","the host has closed the shared-memory link of this document");function openShm(natives,secret,warn,onLane,onError){
let lane=new ShmLane(natives,warn),isSettled=!1,settled=error=>{isSettled||(isSettled=!0,clearTimeout(timer),error===void 0?onLane(lane):onError(
error))},timer=setTimeout(()=>{natives.close(),settled(new IpcError("internal",`the host did not answer the handshake within ${HANDSHAKE_MS}\
 ms`))},HANDSHAKE_MS);natives.open(secret,packets=>lane.receive(packets,settled))<=0&&settled(new IpcError("internal","the extension cannot \
reach the host"))}var ShmLane=class{name="shm";#natives;#warn;#calls=table();#transfers=table();#batches=new Queue;#waiting=new Queue;#chunks=new Queue;#uploads=new Turns;#poll;#hello;#gathered=list();#gatheredBytes=0;#scheduled=!1;#transferIds=0;#closed=!1;#staging;constructor(natives,warn){
this.#natives=natives,this.#staging=new Staging(natives),this.#warn=warn}call(frame){return new Promise2((resolve,reject)=>{if(this.#closed)
throw gone();this.#calls.set(uint64(frame,ID_AT),{resolve,reject}),this.#gather(frame)})}frames(batch){return new Promise2((resolve,reject)=>{
if(this.#closed)throw gone();batch[0]===1?this.#hello={resolve,reject}:resolve(hold(typedBuffer(NOTHING))),this.#gather(batch)})}enqueue(batch){
return this.#closed?!1:(this.#add(batch),this.#flush(),!0)}#gather(batch){this.#add(batch),!this.#scheduled&&(this.#scheduled=!0,queueMicrotask(
()=>{this.#scheduled=!1,this.#flush()}))}#add(batch){let length=typedByteLength(batch);this.#gatheredBytes+length>INLINE_BYTES_MAX&&this.#flush(),
push(this.#gathered,batch),this.#gatheredBytes+=length}#flush(){let batches=this.#gathered;if(batches.length===0)return;let bytes=batches.length===
1?batches[0]??NOTHING:joined(batches,this.#gatheredBytes);this.#gathered=list(),this.#gatheredBytes=0,this.#whenRoom(()=>this.#natives.send(
bytes)!==0)}#whenRoom(work){(this.#waiting.size>0||!work())&&this.#waiting.push(work)}#room(){this.#drain(this.#waiting),this.#waiting.size===
0&&this.#drain(this.#chunks)}#drain(queue){for(;;){let work=queue.peek();if(work===void 0||!this.#closed&&!work())return;queue.shift()}}upload(call,offset,bytes,signal2){
return this.#flush(),new Promise2((resolve,reject)=>{let at=0,total=typedByteLength(bytes),work=()=>{if(signal2!==void 0&&signalAborted(signal2))
return reject(signalReason(signal2)),!0;for(;at<total;){let accepted=this.#staging.push(call,offset+at,view(bytes,at,total),0);if(accepted===
0)return!1;if(accepted<0)return reject(gone()),!0;at+=accepted}return resolve(),!0};(this.#waiting.size>0||this.#chunks.size>0||!work())&&this.#chunks.
push(work)})}inTurn=upload=>this.#uploads.run(upload);tryUpload(call,offset,bytes){return this.#flush(),this.#uploads.isBusy||this.#waiting.
size>0||this.#chunks.size>0||this.#closed?0:max(0,this.#staging.push(call,offset,bytes,PATIENCE_MS))}body(body,offset,length,signal2,onBytes){
return new Promise2((resolve,reject)=>{if(length===0)return resolve(hold(typedBuffer(new Uint8Array(0))));let done=id=>{let buffer=this.#natives.
filled(id);buffer===null?reject(gone()):resolve(hold(buffer))},ask=id=>this.#natives.allocate(id,body,offset,length);this.#request(length,signal2,
onBytes,ask,done,reject)})}transfer=(body,offset,into,signal2,onBytes)=>new Promise2((resolve,reject)=>{let length=typedByteLength(into);if(length===
0)return resolve();let ask=id=>this.#natives.transfer(id,body,offset,into);this.#request(length,signal2,onBytes,ask,()=>resolve(),reject)});#request(length,signal2,onBytes,ask,done,reject){
if(this.#closed)throw gone();if(signal2!==void 0&&signalAborted(signal2))throw signalReason(signal2);this.#transferIds+=1;let id=this.#transferIds,
abort=()=>{signal2===void 0||this.#transfers.get(id)===void 0||(release2(),this.#natives.stop(id),reject(signalReason(signal2)))},release2=()=>{
this.#transfers.delete(id),signal2!==void 0&&removeEventListener(signal2,"abort",abort)};this.#transfers.set(id,{length,received:0,onBytes,done:()=>done(
id),reject,release:release2}),signal2!==void 0&&addEventListener(signal2,"abort",abort),this.#flush(),this.#whenRoom(()=>{if(this.#transfers.
get(id)===void 0)return!0;let answer=ask(id);return answer===-2&&(release2(),reject(noMemory(length))),answer!==0})}poll(last){return new Promise2(
(resolve,reject)=>{if(this.#closed)throw gone();let batch=this.#batches.shift();if(batch!==void 0)return resolve(hold(batch));this.#poll?.resolve(
hold({first:last+1,batch:NOTHING,done:void 0})),this.#poll={resolve,reject}})}receive(packets,settled){let source=new ReceivedBytes(packets),
end=source.length,at=0;for(;at+HEADER_BYTES<=end;){let from=at+HEADER_BYTES,to=from+payloadLength(packets,at);if(to>end)return;let payload=source.
view(from,to);switch(packets[at]){case 16:this.#replies(payload);break;case 17:this.#frames(this.#answer(packetOffset(packets,at),payload,packets));
break;case 18:this.#hello?.resolve(hold(typedBuffer(copy(payload)))),this.#hello=void 0;break;case 19:{let{code,message}=decodeRefusal(payload);
this.#warn(`the host refused a batch of frames: ${code}: ${message}`);break}case 20:this.#piece(packetId(packets,at),packetExtra(packets,at));
break;case 21:{let transfer=this.#transfers.get(packetId(packets,at));if(transfer===void 0)break;let{code,message}=decodeRefusal(payload);transfer.
release(),transfer.reject(new IpcError(code,message));break}case 32:settled(void 0);break;case 33:this.#end(),settled(new IpcError("internal",
reasonOf(payload)));break;case 34:this.#room();break}at=nextPacket(to)}runMicrotasks()}#replies(batch){let source=new ReceivedBytes(batch),at=0;
for(;at<source.length;){let from=at;at+=lengthOf(batch,from);let frame=source.view(from,at),id=uint64(batch,from+ID_AT),call=this.#calls.get(
id);this.#calls.delete(id),call?.resolve(hold(frame))}}#answer(first,batch,packets){return typedByteLength(batch)>INLINE_BYTES_MAX&&typedByteLength(
packets)===HEADER_BYTES+typedByteLength(batch)?{first,batch,done:()=>this.#natives.reuse(packets),copy:(from,to)=>this.#natives.copy(packets,
HEADER_BYTES+from,HEADER_BYTES+to)}:{first,batch,done:void 0}}#frames(answer){let poll=this.#poll;this.#poll=void 0,poll===void 0?this.#batches.
push(answer):poll.resolve(hold(answer))}#piece(id,count){let transfer=this.#transfers.get(id);if(transfer===void 0)return;transfer.received+=
count;let done=transfer.received>=transfer.length;done&&transfer.release(),transfer.onBytes(count),done&&transfer.done()}#end(){if(this.#closed)
return;this.#closed=!0;let pending=list();tableForEach(this.#calls,call=>push(pending,call)),tableForEach(this.#transfers,transfer=>push(pending,
transfer)),this.#poll!==void 0&&push(pending,this.#poll),this.#hello!==void 0&&push(pending,this.#hello);for(let i=0;i<pending.length;i++)pending[i]?.
reject(gone());this.#room()}restart(){this.#natives.close(),this.#end()}},ID_AT=8;function chooseLane(choice,natives,secret,protocol,warn,missing2="the web process has not loaded the extension"){return choice==="protocol"?
protocol:new ChosenLane(choice==="shm",natives,secret,protocol,warn,missing2)}var ChosenLane=class{#only;#natives;#secret;#protocol;#warn;#missing;#lane;#waiting=new Queue;constructor(only,natives,secret,protocol,warn,missing2){
this.#only=only,this.#natives=natives,this.#secret=secret,this.#protocol=protocol,this.#warn=warn,this.#missing=missing2,this.#open()}#open(){
this.#lane=void 0;let natives=this.#natives,fallBack=({message})=>{if(this.#only)return this.#choose(refusingLane(message));this.#warn(`the \
shared-memory lane is not available, so the protocol lane is used: ${message}`),this.#choose(this.#protocol)};if(natives===void 0)return fallBack(
new IpcError("internal",this.#missing));openShm(natives,this.#secret.text(),this.#warn,lane=>this.#choose(lane),fallBack)}#choose(lane){this.#lane=
lane;for(let work=this.#waiting.shift();work!==void 0;work=this.#waiting.shift())work(lane)}get name(){return this.#lane===void 0?"shm":this.#lane.
name}#on(work){return this.#lane!==void 0?work(this.#lane):new Promise2((resolve,reject)=>this.#waiting.push(lane=>settle(work(lane),resolve,
reject)))}call(frame,signal2){return this.#on(lane=>lane.call(frame,signal2))}upload(call,offset,bytes,signal2){return this.#on(lane=>lane.upload(
call,offset,bytes,signal2))}body(body,offset,length,signal2,onBytes){return this.#on(lane=>lane.body(body,offset,length,signal2,onBytes))}frames(batch){
return this.#on(lane=>lane.frames(batch))}enqueue(batch){return this.#lane?.enqueue?.(batch)??!1}poll(last){return this.#on(lane=>lane.poll(
last))}get transfer(){return this.#lane?.transfer}tryUpload(call,offset,bytes){return this.#lane?.tryUpload?.(call,offset,bytes)??0}inTurn(upload,ofMessage){
return this.#on(lane=>lane.inTurn===void 0?upload():lane.inTurn(upload,ofMessage))}isCrowded(length){return this.#lane?.isCrowded?.(length)??
!1}restart(){this.#lane?.restart(),this.#open()}};function refusingLane(reason){let refuse=()=>new Promise2((_,reject)=>reject(new IpcError(
"internal","only the lane shm is allowed, and it is not available: "+reason)));return{name:"shm",call:refuse,upload:refuse,body:refuse,frames:refuse,
poll:refuse,restart:()=>{}}}var TURNS=3;function watchPolicy(base){let error;return addEventListener(globalThis,"securitypolicyviolation",event=>{let{isTrusted,disposition,
blockedURI,effectiveDirective,originalPolicy}=event;if(!isTrusted||disposition!=="enforce"||effectiveDirective!=="connect-src"||blockedURI===
""||!isOf(base,blockedURI))return;let source=stringStartsWith(base,"http://")?stringSlice(base,0,-1):stringSlice(base,0,-12);error=new IpcError(
"policy_denied",`the request was not sent: the Content Security Policy of the page blocks ${base}. Add ${source} to its directive ${effectiveDirective}\
. The policy is: ${originalPolicy}`)}),async()=>{for(let turn=0;turn<TURNS&&error===void 0;turn++)await own(sleep(0));return hold(error)}}function isOf(base,blocked){
return stringStartsWith(blocked,base)||stringStartsWith(base,blocked+":")||stringStartsWith(base,blocked+"/")}var notBlocked=()=>resolved(hold(void 0)),UPLOADS_AT_ONCE=4,UNANSWERED_BYTES_MAX=16*1024*1024,SHORT_BYTES=1024;function protocolLane(base,secret,fetch2=fetch,blocked=notBlocked){
let post=async(path,body,signal2)=>{let init=record({method:"POST",headers:record({[SECRET_HEADER]:secret.text()}),body,signal:signal2,cache:"\
no-store"}),response;try{response=await own(fetch2(base+path,init))}catch(cause){throw aborted(signal2)??(await own(blocked())).value??new NetworkError(
cause)}if(responseStatus(response)!==200)throw(await own(refusal(response))).value;return hold(response)},bytes=async(response,signal2)=>{try{
return hold(await own(responseArrayBuffer(response.value)))}catch(cause){throw aborted(signal2)??new NetworkError(cause)}},unanswered=0,calls=new Turns(
UPLOADS_AT_ONCE),messages=new Turns(UPLOADS_AT_ONCE);return freeze({name:"protocol",async call(frame,signal2){let length=typedByteLength(frame);
unanswered+=length;try{return hold(new Uint8Array((await own(bytes(await own(post("call",frame,signal2)),signal2))).value))}finally{unanswered-=
length}},isCrowded:length=>length>SHORT_BYTES&&unanswered+length>UNANSWERED_BYTES_MAX,inTurn:(upload,ofMessage)=>(ofMessage?messages:calls).
run(upload),async upload(call,offset,chunk,signal2){await own(bytes(await own(post("upload/"+call+"/"+offset+"/"+typedByteLength(chunk),chunk,
signal2)),signal2))},async body(body,offset,length,signal2,onBytes){let part=await own(bytes(await own(post("body/"+body+"/"+offset+"/"+length,
void 0,signal2)),signal2));return onBytes(bufferByteLength(part.value)),part},async frames(batch){try{return await own(bytes(await own(post(
"frames/"+typedByteLength(batch),batch,void 0)),void 0))}catch(error){throw error instanceof IpcError&&(error.code==="body_truncated"||error.
code==="too_many_inflight")?new NetworkError(error):error}},async poll(last){let response=await own(post("poll/"+last,void 0,void 0)),first=+(headersGet(
responseHeaders(response.value),SEQUENCE_HEADER)??last+1);if(!isSafeInteger(first))throw new IpcError("bad_frame","the answer to a poll has \
no sequence number");return hold({first,batch:new Uint8Array((await own(bytes(response,void 0))).value),done:void 0})},restart:()=>{}})}function aborted(signal2){
return signal2!==void 0&&signalAborted(signal2)?signalReason(signal2):void 0}function codeOf(status){switch(status){case 401:return"token_ba\
d";case 403:return"origin_denied";case 410:return"document_gone";case 413:return"body_too_large";case 429:return"too_many_inflight";case 503:
return"shutting_down";default:return"internal"}}async function refusal(response){let status=responseStatus(response),code=headersGet(responseHeaders(
response),ERROR_HEADER)??codeOf(status),message="the host answered with HTTP status "+status,command,key;try{let body=jsonParse(decodeText(new Uint8Array(
await own(responseArrayBuffer(response))))),text=name=>{let value=hasOwn(body,name)?body[name]:void 0;return typeof value=="string"?value:void 0};
message=text("message")??message,command=text("command"),key=text("key")}catch{}return hold(new IpcError(code,message,{command,key}))}function documentSecret(){let text=randomHex(16);return freeze({text:()=>text,renew:()=>{text=randomHex(16)}})}var BYTES_LENGTH_MIN=1024,NUMBERS_LENGTH_MIN=4096,SAMPLE_LENGTH=64,DEPTH_MAX=8;function longArrayIn(value,depth=DEPTH_MAX){if(typeof value!=
"object"||value===null||depth===0||!isPlain(value))return;let names=isArray(value)?value:keys(value),found=isArray(value)?numbersIn(value):void 0;
for(let i=0;found===void 0&&i<names.length&&i<SAMPLE_LENGTH;i++)found=longArrayIn(isArray(value)?value[i]:value[names[i]],depth-1);return found}
function numbersIn(values){let found=values.length<BYTES_LENGTH_MIN?void 0:"bytes";for(let i=0;found!==void 0&&i<SAMPLE_LENGTH;i++){let value=values[i];
if(typeof value!="number")return;(value<0||value>255||value%1!==0)&&(found=values.length<NUMBERS_LENGTH_MIN?void 0:"numbers")}return found}var ELEMENTS=[{name:"Uint8Array",bytes:1},{name:"Int8Array",bytes:1},{name:"Uint8Array",bytes:1},{name:"Uint8ClampedArray",bytes:1},{name:"I\
nt16Array",bytes:2},{name:"Uint16Array",bytes:2},{name:"Int32Array",bytes:4},{name:"Uint32Array",bytes:4},{name:"Float32Array",bytes:4},{name:"\
Float64Array",bytes:8},{name:"BigInt64Array",bytes:8},{name:"BigUint64Array",bytes:8},{name:"Float16Array",bytes:2}],ELEMENT_COUNT=13,elementAt=code=>code>=
0&&code<ELEMENT_COUNT?ELEMENTS[code]:void 0;function elementOf(array){let name=typedTag(array);for(let code=1;code<ELEMENT_COUNT;code++)if(code!==
2&&ELEMENTS[code]?.name===name)return code;return name==="Uint8Array"?2:void 0}function checkElement(code,length){let found=elementAt(code);
if(found===void 0)return badFrame(`unknown element ${code}`);length%found.bytes!==0&&badFrame(`${length} bytes are not a multiple of the ele\
ment's ${found.bytes}`)}function typedView(code,bytes){let length=typedByteLength(bytes);checkElement(code,length);let found=elementAt(code),
constructor=found===void 0?void 0:typedArrays[found.name]??typedArrays.Uint16Array;if(found===void 0||constructor===void 0)throw new IpcError(
"internal",`no typed array for element ${code}`);return new constructor(typedBuffer(bytes),typedByteOffset(bytes),length/found.bytes)}var TYPED=Symbol.for("bytelane.typed");function typed(array){if(elementOf(array)===void 0)throw new TypeError("typed() needs a typed array");
return freeze(record({[TYPED]:array}))}function typedArrayOf(value){return hasOwn(value,TYPED)?value[TYPED]:void 0}var QUOTE=34,BACKSLASH=92;function checkDepth(bytes){let length=typedByteLength(bytes);if(length<=limits.json_depth_max)return;let depth=0,inText=!1;
for(let i=0;i<length;i++){let byte=bytes[i]??0;if(inText)byte===BACKSLASH?i+=1:byte===QUOTE&&(inText=!1);else if(byte===QUOTE)inText=!0;else if(byte===
91||byte===123){if(depth+=1,depth>limits.json_depth_max)throw new IpcError("too_deep",`JSON is nested too deeply; json_depth_max is ${limits.
json_depth_max}`)}else(byte===93||byte===125)&&(depth-=1)}}function checkJsonLength(length){if(length>limits.json_bytes_max)throw new IpcError(
"body_too_large",`JSON text of ${length} bytes; json_bytes_max is ${limits.json_bytes_max}: pass large data as bytes, or raise the limit in \
the host`)}function decodeJson(bytes){let length=typedByteLength(bytes);checkJsonLength(length),checkDepth(bytes);try{return jsonParse(decodeText(
bytes))}catch(cause){throw new IpcError("bad_json","a body is not JSON",{cause})}}var JOINED_BYTES_MAX=65536,MARK_BYTES=12,RETURNED={},joined2=new Int32Array(JOINED_BYTES_MAX/4),joinedBytes=new Uint8Array(typedBuffer(joined2)),
SPACES=538976288,OPEN=1528832032,CLOSE=538976349,mark=1e8+getRandomWords().low%9e8,markWords=wordsOf(mark);function wordsOf(number){let words=new Int32Array(
MARK_BYTES/4),bytes=new Uint8Array(typedBuffer(words));bytes[0]=bytes[10]=44,bytes[11]=32;for(let place=9,rest=number;place>0;place--)bytes[place]=
48+rest%10,rest=(rest-rest%10)/10;return words}var JsonBodies=class{#source;#words;#places;#values=[];#first=0;#damaged=!1;constructor(source,words,places){
this.#source=source,this.#words=words,this.#places=places}release(){this.#places=void 0}value(at){let index=(at-this.#first)*2;if(index>=this.#values.
length&&!this.#damaged&&this.#places!==void 0&&(this.#values=this.#join(this.#places,at),this.#first=at,index=0),index<0||index>=this.#values.
length)return NOT_JOINED;let value=this.#values[index];return value===RETURNED?NOT_JOINED:(this.#values[index]=RETURNED,value)}#join(places,first){
joined2[0]=OPEN;let at=1,next=first;for(;next<places.length&&places.hasJson(next);next++){let length=places.bodyBytes(next),from=places.bodyFrom(
next);if(length>limits.json_bytes_max||at*4+length+4+MARK_BYTES>JOINED_BYTES_MAX||length>limits.json_depth_max&&!this.#isFlat(from,length))break;
at=this.#append(from,length,at)}if(next-first<2)return[];at-=MARK_BYTES/4,joined2[at]=CLOSE;try{let values=jsonParse(decodeText(view(joinedBytes,
0,at*4+4)));if(areSeparate(values,next-first))return values}catch{}return this.#damaged=!0,[]}#append(from,length,into){let words=this.#words,
start=from>>2,whole=length>>2;for(let i=0;i<whole;i++)joined2[into+i]=words[start+i]??0;let at=into+whole,rest=(length&3)*8;if(rest!==0){let kept=(1<<
rest)-1;joined2[at]=(words[start+whole]??0)&kept|SPACES&~kept,at+=1}return joined2[at]=markWords[0]??0,joined2[at+1]=markWords[1]??0,joined2[at+
2]=markWords[2]??0,at+MARK_BYTES/4}#isFlat(from,length){let words=this.#words,start=from>>2,end=start+(length+3>>2),count=0;for(let i=start;i<
end;i++){let other=((words[i]??0)|SPACES)^2071690107;(other-16843009&~other&2155905152)!==0&&(count+=1)}if(count*4<=limits.json_depth_max)return!0;
try{return checkDepth(this.#source.view(from,from+length)),!0}catch{return!1}}},NOT_JOINED={};function areSeparate(values,count){if(!isArray(
values)||values.length!==count*2-1)return!1;for(let i=1;i<values.length;i+=2)if(values[i]!==mark)return!1;return!0}var DecodedFrame=class{kind;payload;element;flags;id;seq;bodyBytes;frameBytes;#source;#headFrom;#headTo;#bodyFrom;#bodyTo;#bodies;#body;constructor(source,from,header,bodies,at){
this.kind=header.kind,this.payload=header.payload,this.element=header.element,this.flags=header.flags,this.id=header.id,this.seq=header.seq,
this.bodyBytes=header.bodyBytes;let inlineBytes=inlineBytesOf(header),bodyFrom=alignUp(32+header.headBytes);this.frameBytes=bodyFrom+alignUp(
inlineBytes),this.#source=source,this.#headFrom=from+32,this.#headTo=this.#headFrom+header.headBytes,this.#bodyFrom=from+bodyFrom,this.#bodyTo=
this.#bodyFrom+inlineBytes,this.#bodies=header.payload===2&&inlineBytes!==0?bodies:void 0,this.#body=at}get head(){return this.#headFrom===this.#headTo?
NOTHING:this.#source.view(this.#headFrom,this.#headTo)}get body(){return this.#bodyFrom===this.#bodyTo?NOTHING:this.#source.view(this.#bodyFrom,
this.#bodyTo)}bodyCopy(){return this.#source.copy(this.#bodyFrom,this.#bodyTo)}keep(){this.#source.keep()}json(){let value=this.#bodies===void 0?
NOT_JOINED:this.#bodies.value(this.#body);return value===NOT_JOINED?decodeJson(this.body):value}},inlineBytesOf=({kind,flags,bodyBytes})=>(flags&
1)!==0||kind===7?0:bodyBytes,FLAGS_KNOWN=15;function flagsOf(kind){switch(kind){case 2:case 8:return 1;case 3:return 7;case 5:return 9;case 1:
return 4;default:return 0}}var carriesBody=kind=>kind===2||kind===3||kind===5||kind===8,carriesNoHead=kind=>kind===4||kind===7||kind===9,endsEarly=()=>{
throw new IpcError("body_truncated","the frame ends early")};function decodeFrame(bytes,bodyBytesMax=limits.body_bytes_max){let source=new ReceivedBytes(
bytes);source.length<32&&endsEarly();let header={kind:bytes[0]??0,payload:bytes[1]??0,element:bytes[2]??0,flags:bytes[3]??0,headBytes:uint32(
bytes,4),id:uint64(bytes,8),seq:uint64(bytes,16),bodyBytes:uint64(bytes,24)};return checkHeader(header,source.length,bodyBytesMax),new DecodedFrame(
source,0,header,void 0,0)}function checkHeader(header,available,bodyBytesMax){let{kind,payload,element,flags,headBytes,id,seq,bodyBytes}=header;
(id>9007199254740991||seq>9007199254740991||bodyBytes>9007199254740991)&&badFrame("an integer over 2^53 - 1"),(kind<1||kind>10)&&badFrame(`u\
nknown kind ${kind}`),payload>5&&badFrame(`unknown payload ${payload}`),element!==0&&payload!==4&&badFrame("an element code without a typed \
array"),element>=ELEMENT_COUNT&&badFrame(`unknown element ${element}`),(flags&~FLAGS_KNOWN)!==0&&badFrame(`flags ${flags} contain an unknown\
 bit`),(flags&~flagsOf(kind))!==0&&badFrame(`flags ${flags} on kind ${kind}`),(flags&2)!==0&&(flags&4)!==0&&badFrame("the flags FAILED and R\
EFUSED exclude each other"),headBytes>limits.head_bytes_max&&badFrame(`a head of ${headBytes} bytes; head_bytes_max is ${limits.head_bytes_max}`),
headBytes!==0&&carriesNoHead(kind)&&badFrame(`a head on kind ${kind}`);let deferred=(flags&1)!==0;if(headBytes!==0&&kind===5&&!deferred&&badFrame(
"a head on DATA that is not deferred"),!carriesBody(kind)&&payload!==0&&badFrame(`a body on kind ${kind}`),bodyBytes!==0&&kind!==7&&payload===
0&&badFrame("a body with payload NONE"),bodyBytes!==0&&(flags&4)!==0&&badFrame("a body in a refusal"),kind!==7&&bodyBytes>bodyBytesMax)throw new IpcError(
"body_too_large",`a body of ${bodyBytes} bytes; the limit is ${bodyBytesMax}`);alignUp(32+headBytes)+alignUp(inlineBytesOf(header))>available&&
endsEarly()}function controlFrame(kind,id,seq,head=NOTHING,bodyBytes=0){return{kind,payload:0,element:0,flags:0,id,seq,bodyBytes,head,body:NOTHING}}function payloadFrame(kind,id,seq,flags,head,payload){
return{kind,payload:payload.kind,element:payload.element,flags,id,seq,bodyBytes:void 0,head,body:payload.bytes}}function deferredFrame(kind,id,seq,flags,head,payload){
let bodyBytes=typedByteLength(payload.bytes),deferred=flags|1;return{kind,payload:payload.kind,element:payload.element,flags:deferred,id,seq,
bodyBytes,head,body:NOTHING}}var helloFrame=(version,head)=>controlFrame(1,0,version,head),cancelFrame=call=>controlFrame(4,call,0),releaseFrame=body=>controlFrame(
9,body,0),openFrame=channel=>controlFrame(10,channel,0),endFrame=(channel,count,head)=>controlFrame(6,channel,count,head),creditFrame=(channel,frames,bytes)=>controlFrame(
7,channel,frames,NOTHING,bytes),dataFrame=(channel,index,payload)=>payloadFrame(5,channel,index,0,NOTHING,payload);function encodedBytes(frame){
return alignUp(32+typedByteLength(frame.head))+alignUp(typedByteLength(frame.body))}function encodeFrame(frame){let bytes=new Uint8Array(encodedBytes(
frame));return writeFrame(frame,bytes,0),bytes}function writeFrame(frame,into,at){let{kind,payload,element,flags,id,seq,head,body}=frame,headBytes=typedByteLength(
head);if(headBytes>limits.head_bytes_max)throw new IpcError("headers_too_large",`a head of ${headBytes} bytes; head_bytes_max is ${limits.head_bytes_max}`);
let inlineBytes=typedByteLength(body);into[at]=kind,into[at+1]=payload,into[at+2]=element,into[at+3]=flags,setUint32(into,at+4,headBytes),setUint64(
into,at+8,id),setUint64(into,at+16,seq),setUint64(into,at+24,frame.bodyBytes??inlineBytes),headBytes!==0&&typedSet(into,head,at+32);let bodyFrom=at+
alignUp(32+headBytes);return inlineBytes!==0&&typedSet(into,body,bodyFrom),bodyFrom+alignUp(inlineBytes)}var MIXED_HEADER_BYTES=16,ENTRY_BYTES=16,hex8=value=>stringSlice("00000000"+numberToString(value,16),-8);function attachmentPrefix(low,high){
return ATTACHMENT_PREFIX+hex8(high)+hex8(low)+":"}function encodeMixed(text,low,high,attachments){let json2=encodeText(text),jsonBytes=typedByteLength(
json2);checkJsonLength(jsonBytes);let count=attachments.length;if(count>limits.attachments_max)throw new IpcError("too_many_buffers",`${count}\
 buffers in one payload; attachments_max is ${limits.attachments_max}`);let jsonFrom=MIXED_HEADER_BYTES+ENTRY_BYTES*count,length=jsonFrom+alignUp(
jsonBytes);for(let i=0;i<count;i++){let bytes=typedByteLength(attachments[i]?.bytes??json2);length+=i+1<count?alignUp(bytes):bytes}let body=new Uint8Array(
length);setUint32(body,0,jsonBytes),setUint32(body,4,count),setUint32(body,8,low),setUint32(body,12,high),typedSet(body,json2,jsonFrom);let at=jsonFrom+
alignUp(jsonBytes);for(let i=0;i<count;i++){let attachment=attachments[i];if(attachment===void 0)continue;let bytes=typedByteLength(attachment.
bytes),entry=MIXED_HEADER_BYTES+ENTRY_BYTES*i;setUint64(body,entry,bytes),body[entry+8]=attachment.element,typedSet(body,attachment.bytes,at),
at+=alignUp(bytes)}return body}function decodeMixed(body){let length=typedByteLength(body);length<MIXED_HEADER_BYTES&&badFrame("a MIXED body\
 ends in its header");let jsonBytes=uint32(body,0),count=uint32(body,4),prefix=attachmentPrefix(uint32(body,8),uint32(body,12));count>limits.
attachments_max&&badFrame(`${count} attachments`),checkJsonLength(jsonBytes);let jsonFrom=MIXED_HEADER_BYTES+ENTRY_BYTES*count,at=jsonFrom+alignUp(
jsonBytes);at>length&&badFrame("the JSON text exceeds the body");let attachments=list();for(let i=0;i<count;i++){let entry=MIXED_HEADER_BYTES+
ENTRY_BYTES*i,bytes=uint64(body,entry),element=body[entry+8]??0;(bytes>9007199254740991||at+bytes>length)&&badFrame(`attachment ${i} exceeds\
 the body`),checkElement(element,bytes),push(attachments,{element,bytes:view(body,at,at+bytes)}),at+=i+1<count?alignUp(bytes):bytes,at>length&&
badFrame(`the padding of attachment ${i} exceeds the body`)}return at!==length&&badFrame("bytes after the last attachment"),{value:decodeJson(
view(body,jsonFrom,jsonFrom+jsonBytes)),prefix,attachments}}function attachmentIndex(text,prefix,count){if(!stringStartsWith(text,prefix))return;
let digits=text.length-prefix.length,index=0;for(let i=prefix.length;i<text.length;i++){let digit=charCodeAt(text,i)-48;(digit<0||digit>9)&&
badFrame("the name of an attachment has an invalid index"),index=index*10+digit}return(digits===0||digits>1&&charCodeAt(text,prefix.length)===
48||index>=count)&&badFrame("the name of an attachment refers to none"),index}function replaceAttachments(mixed,attachment){let count=mixed.
attachments.length,replaced=value=>{if(typeof value=="string"){let index=attachmentIndex(value,mixed.prefix,count);return index===void 0?value:
attachment(index)}if(typeof value!="object"||value===null)return value;if(isArray(value)){for(let i=0;i<value.length;i++){let item=value[i],
next=replaced(item);next!==item&&(value[i]=next)}return value}let names=keys(value);for(let i=0;i<names.length;i++){let name=names[i]??"",item=value[name],
next=replaced(item);if(next===item)continue;defineProperty(value,name,{__proto__:null,value:next,writable:!0,enumerable:!0,configurable:!0})}
return value};return replaced(mixed.value)}function decodeBody(frame){return frame.payload===1||frame.payload===5?frame.bodyCopy():frame.payload===
4?typedView(frame.element,new Uint8Array(frame.bodyCopy())):frame.payload===2?frame.json():decodeBodyFrom(frame,frame.body,!1)}function decodeBodyFrom(frame,bytes,whole){
return decodePayload({kind:frame.payload,element:frame.element,bytes},whole)}function decodePayload({kind,element,bytes},whole=!1){switch(kind){case 0:
return typedByteLength(bytes)===0?null:badFrame("payload NONE has no body");case 1:case 5:return typedBuffer(whole?bytes:copy(bytes));case 2:
return decodeJson(bytes);case 4:return checkElement(element,typedByteLength(bytes)),typedView(element,whole?bytes:copy(bytes));case 3:{let mixed=decodeMixed(
bytes),views=list();for(let i=0;i<mixed.attachments.length;i++){let attachment=mixed.attachments[i];attachment!==void 0&&push(views,typedView(
attachment.element,copy(attachment.bytes)))}return replaceAttachments(mixed,index=>views[index])}default:return badFrame(`unknown payload ${kind}`)}}var TWO_322=4294967296,BATCH_BYTES_MAX=2147483647,INTEGERS=4,CODE=0,FROM=1,HEAD_BYTES=2,BODY_FROM=3,NUMBERS=3,ID=0,SEQ=1,BODY_BYTES=2,codeOf2=(kind,payload)=>kind|
payload<<8,DATA_RAW=codeOf2(5,1),DATA_JSON=codeOf2(5,2),EVENT_JSON=codeOf2(8,2);function newColumns(capacity){return{capacity,integers:new Int32Array(
capacity*INTEGERS),numbers:new Float64Array(capacity*NUMBERS)}}function grown(columns){let larger=newColumns(columns.capacity*2);for(let i=0;i<
columns.capacity*INTEGERS;i++)larger.integers[i]=columns.integers[i]??0;for(let i=0;i<columns.capacity*NUMBERS;i++)larger.numbers[i]=columns.
numbers[i]??0;return larger}var spare,FrameTable=class{length;source;#bodies;#integers;#numbers;#columns;constructor(source,bodyBytesMax){source.
length>BATCH_BYTES_MAX&&badFrame("a batch over 2 GiB");let words=source.words(),columns=spare??newColumns(64);spare=void 0;let{integers,numbers}=columns,
count=0,at=0;for(;at<source.length;){count===limits.batch_frames_max&&badFrame("too many frames in a batch"),source.length-at<32&&endsEarly(),
count===columns.capacity&&(columns=grown(columns),integers=columns.integers,numbers=columns.numbers);let word=at>>2,code=words[word]??0,headBytes=(words[word+
1]??0)>>>0,id=integerAt(words,word+2),seq=integerAt(words,word+4),bodyBytes=integerAt(words,word+6),bodyFrom=at+32,next=bodyFrom+alignUp(bodyBytes);
if(!((code===DATA_JSON||code===DATA_RAW)&&headBytes===0)||next>source.length||bodyBytes>bodyBytesMax||id>=TWO_322||seq>=TWO_322){let header=headerOf(
code,headBytes,id,seq,bodyBytes);checkHeader(header,source.length-at,bodyBytesMax),bodyFrom=at+alignUp(32+headBytes),next=bodyFrom+alignUp(inlineBytesOf(
header))}let integer=count*INTEGERS;integers[integer+CODE]=code,integers[integer+FROM]=at,integers[integer+HEAD_BYTES]=headBytes,integers[integer+
BODY_FROM]=bodyFrom;let number=count*NUMBERS;numbers[number+ID]=id,numbers[number+SEQ]=seq,numbers[number+BODY_BYTES]=bodyBytes,count+=1,at=
next}this.source=source,this.length=count,this.#columns=columns,this.#integers=integers,this.#numbers=numbers,this.#bodies=new JsonBodies(source,
words,this)}release(){this.#bodies.release(),(spare===void 0||spare.capacity<this.#columns.capacity)&&(spare=this.#columns),this.#columns=NO_COLUMNS,
this.#integers=NO_COLUMNS.integers,this.#numbers=NO_COLUMNS.numbers}isMessage(at){let code=this.#integers[at*INTEGERS+CODE]??0;return(code&255)===
5&&code>>>24===0}isEvent(at){let code=this.#integers[at*INTEGERS+CODE]??0;return(code&255)===8&&code>>>24===0}id(at){return this.#numbers[at*
NUMBERS+ID]??0}seq(at){return this.#numbers[at*NUMBERS+SEQ]??0}bodyBytes(at){return this.#numbers[at*NUMBERS+BODY_BYTES]??0}bodyFrom(at){return this.#integers[at*
INTEGERS+BODY_FROM]??0}hasJson(at){let code=this.#integers[at*INTEGERS+CODE]??0;return(code===DATA_JSON||code===EVENT_JSON)&&(this.#numbers[at*
NUMBERS+BODY_BYTES]??0)!==0}hasHead(at,head,length){if(this.#integers[at*INTEGERS+HEAD_BYTES]!==length)return!1;let{bytes}=this.source,from=(this.#integers[at*
INTEGERS+FROM]??0)+32;for(let i=0;i<length;i++)if(bytes[from+i]!==head[i])return!1;return!0}value(at){if((this.#integers[at*INTEGERS+CODE]??
0)===DATA_RAW){let from2=this.#integers[at*INTEGERS+BODY_FROM]??0;return this.source.copy(from2,from2+(this.#numbers[at*NUMBERS+BODY_BYTES]??
0))}if(!this.hasJson(at))return decodeBody(this.frame(at));let value=this.#bodies.value(at);if(value!==NOT_JOINED)return value;let from=this.
bodyFrom(at);return decodeJson(this.source.view(from,from+this.bodyBytes(at)))}frame(at){let integers=this.#integers,place=at*INTEGERS,headBytes=integers[place+
HEAD_BYTES]??0,header=headerOf(integers[place+CODE]??0,headBytes,this.id(at),this.seq(at),this.bodyBytes(at)),bodies=this.hasJson(at)?this.#bodies:
void 0;return new DecodedFrame(this.source,integers[place+FROM]??0,header,bodies,at)}message(at){return this.frame(at)}event(at){return this.
frame(at)}},NO_COLUMNS=newColumns(0);function integerAt(words,word){let low=(words[word]??0)>>>0,high=words[word+1]??0;return high===0?low:(high>>>
0)*TWO_322+low}var headerOf=(code,headBytes,id,seq,bodyBytes)=>({kind:code&255,payload:code>>>8&255,element:code>>>16&255,flags:code>>>24,headBytes,
id,seq,bodyBytes});function decodeBatch(bytes,bodyBytesMax=limits.body_bytes_max){let table2=new FrameTable(new ReceivedBytes(bytes),bodyBytesMax),frames=list();
for(let at=0;at<table2.length;at++)push(frames,table2.frame(at));return frames}function decodeOne(bytes){let frame=decodeFrame(bytes,9007199254740991);
return frame.frameBytes!==typedByteLength(bytes)&&badFrame("bytes after the frame"),frame}function encodeBatch(frames){let length=0;for(let i=0;i<
frames.length;i++){let frame=frames[i];frame!==void 0&&(length+=encodedBytes(frame))}let bytes=new Uint8Array(length),at=0;for(let i=0;i<frames.
length;i++){let frame=frames[i];frame!==void 0&&(at=writeFrame(frame,bytes,at))}return bytes}var lastOf=({number,from,to})=>number+to-from-1;function messageOf(number,frame){let body=(frame.flags&1)!==0?decodeBodyId(frame.head):0;return{
type:"message",channel:frame.id,number,frame,body}}function endOf(frame){let head=decodeEndHead(frame.head);return setPrototypeOf({reason:head.
reason,message:head.message},null)}var EventHeads=class{#bytes=NOTHING;#length=0;#head;isSame(frames,at){return frames.hasHead(at,this.#bytes,this.#length)}of(frames,at){if(this.#head!==
void 0&&this.isSame(frames,at))return this.#head;let frame=frames.event(at),head=decodeEventHead(frame,"host");return this.#bytes=copy(frame.
head),this.#length=typedByteLength(this.#bytes),this.#head=head,head}};var NamedChannels=class{#channels=table();get size(){return this.#channels.size}name(channel){let named=this.#channels.get(channel);named===
void 0?this.#channels.set(channel,{calls:1,ends:1,end:void 0}):(named.calls+=1,named.ends+=1)}unname(channel){let named=this.#channels.get(channel);
if(named!==void 0&&(named.calls-=1,!(named.calls>0)))return this.#channels.delete(channel),named.end}received(channel){if(this.#channels.size===
0)return;let named=this.#channels.get(channel);named!==void 0&&(named.end=void 0)}ends(channel,end){let named=this.#channels.get(channel);return named===
void 0||named.ends===1||end.reason!=="ended"?!0:(named.ends-=1,named.end=end,!1)}};function messageCost(bytes){return max(bytes,limits.message_cost_bytes_min)}var Receiver=class{#credit;#waiting=table();#waitingCost=0;#next=0;#endsAt;#end;#ended=!1;#dequeuedFrames=0;#dequeuedCost=0;#grantedAtFrames=0;#grantedAtCost=0;duplicates=0;constructor(limits2){
this.#credit={frames:limits2.channel_frames_max,bytes:limits2.channel_bytes_max}}get ended(){return this.#ended?this.#end:void 0}acceptNext(index,last){
return this.#ended||index!==this.#next||this.#waiting.size!==0?!1:(last&&this.#setEnd(index+1,{reason:"ended",message:void 0}),this.#next+=1,
this.#endIfReached(),!0)}accept(index,item,bytes,last){let ready=list();if(this.#ended)return ready;if(index<this.#next||this.#waiting.has(index))
return this.duplicates+=1,ready;if(last&&this.#setEnd(index+1,{reason:"ended",message:void 0}),index!==this.#next){let cost=messageCost(bytes),
frames=this.#waiting.size;return frames>=REASSEMBLY_FRAMES_MAX||frames>0&&this.#waitingCost+cost>REASSEMBLY_BYTES_MAX?(this.stop({reason:"fr\
ame_lost",message:"too many messages wait for a missing one"}),ready):(this.#waiting.set(index,{item,cost}),this.#waitingCost+=cost,ready)}for(push(
ready,item),this.#next+=1;;){let waiting=this.#waiting.get(this.#next);if(waiting===void 0)break;this.#waiting.delete(this.#next),this.#waitingCost-=
waiting.cost,push(ready,waiting.item),this.#next+=1}return this.#endIfReached(),ready}end(count,end){this.#ended||(this.#setEnd(count,end),this.#endIfReached())}stop(end){
this.#ended||(this.#end=end,this.#ended=!0)}drain(){let items=list();return tableForEach(this.#waiting,waiting=>push(items,waiting.item)),this.#waiting.
clear(),this.#waitingCost=0,items}dequeued(messages,cost){if(this.#dequeuedFrames+=messages,this.#dequeuedCost+=cost,this.#ended)return;let{
frames,bytes:limit}=this.#credit,framesSince=this.#dequeuedFrames-this.#grantedAtFrames,costSince=this.#dequeuedCost-this.#grantedAtCost;if(!(framesSince*
2<frames&&costSince*2<limit))return this.grant()}grant(){return this.#grantedAtFrames=this.#dequeuedFrames,this.#grantedAtCost=this.#dequeuedCost,
{frames:this.#dequeuedFrames+this.#credit.frames,bytes:this.#dequeuedCost+this.#credit.bytes}}setCredit(credit){this.#credit={frames:credit.
frames??this.#credit.frames,bytes:credit.bytes??this.#credit.bytes}}#setEnd(count,end){this.#endsAt===void 0&&(this.#endsAt=count,this.#end=
end)}#endIfReached(){this.#endsAt!==void 0&&this.#next>=this.#endsAt&&(this.#ended=!0)}};var Sender=class{#grantedFrames;#grantedBytes;#sentCost=0;#sent=0;constructor(limits2,from="host"){this.#grantedFrames=limits2.channel_frames_max,
this.#grantedBytes=limits2.channel_bytes_max,from==="page"&&(this.#grantedFrames=min(limits2.channel_open_frames,limits2.channel_frames_max),
this.#grantedBytes=min(limits2.channel_open_bytes,limits2.channel_bytes_max))}get sent(){return this.#sent}get exhausted(){return this.#sent>
9007199254740991}reserve(bytes){if(this.exhausted||this.#sent>=this.#grantedFrames||this.#sentCost>=this.#grantedBytes)return;this.#sentCost+=
messageCost(bytes);let index=this.#sent;return this.#sent+=1,index}grant(grant){grant.frames>this.#grantedFrames&&(this.#grantedFrames=grant.
frames),grant.bytes>this.#grantedBytes&&(this.#grantedBytes=grant.bytes)}};var NONE=freeze(list()),Watermark=class{#last=0;#ahead=table();#calls=table();#delivered=0;get delivered(){return this.#delivered}get waits(){
return this.#calls.size!==0}arrived(number){this.#last=number}acknowledge(number){if(!(number<=this.#delivered||number>this.#last)){if(number!==
this.#delivered+1){this.#ahead.set(number,!0);return}for(this.#delivered=number;this.#ahead.size!==0&&this.#ahead.delete(this.#delivered+1);)
this.#delivered+=1}}acknowledgeAll(first,last){if(first===this.#delivered+1&&last<=this.#last)this.#delivered=last-1,this.acknowledge(last);else
for(let number=first;number<=last;number++)this.acknowledge(number)}reply(call,watermark){return watermark<=this.#delivered?!0:(this.#calls.
set(call,watermark),!1)}forget(call){this.#calls.delete(call)}dequeue(){if(this.#calls.size===0)return NONE;let calls=list();tableForEach(this.#calls,
(watermark,call)=>{watermark<=this.#delivered&&push(calls,call)});for(let i=0;i<calls.length;i++)this.forget(calls[i]??0);return calls}};var Session=class{#limits;#receivers=table();#senders=table();#earlyGrants=table();#watermark=new Watermark;#controlFrames=new Queue;#dataFrames=new Queue;#eventHeads=new EventHeads;#bodies=table();#named=new NamedChannels;#calls=0;#last=0;#endReason;duplicates=0;constructor(limits2){
this.#limits=limits2}get last(){return this.#last}get ended(){return this.#endReason}get expectsFrames(){return this.#receivers.size!==0||this.#senders.
size!==0||this.#named.size!==0||this.#watermark.waits}nextCall(){return this.#calls+=1,this.#calls}cancel(call){this.#watermark.forget(call),
this.#enqueue("control",cancelFrame(call))}reply(call,watermark){return this.#watermark.reply(call,watermark)}acknowledge(first,last){return this.#watermark.
acknowledgeAll(first,last),this.#watermark.dequeue()}hello(version,client){this.#enqueue("control",helloFrame(version,encodeClientHello(client)))}release(body){
this.#enqueue("control",releaseFrame(body))}dequeue(track){let queue=track==="control"?this.#controlFrames:this.#dataFrames,frames=list(),bytes=0;
for(;frames.length<this.#limits.batch_frames_max;){let frame=queue.peek();if(frame===void 0)break;let length=encodedBytes(frame);if(frames.length>
0&&bytes+length>this.#limits.batch_bytes_max)break;bytes+=length,push(frames,frame),queue.shift()}return frames}#enqueue(track,frame){this.#endReason===
void 0&&(track==="control"?this.#controlFrames:this.#dataFrames).push(frame)}openReceiver(channel){if(this.#receivers.size>=this.#limits.channels_open_max)
throw new IpcError("too_many_channels",`too many channels are open; channels_open_max is ${this.#limits.channels_open_max}`);this.#receivers.
set(channel,new Receiver(this.#limits))}receives(channel){return this.#receivers.has(channel)}name(channel){this.#named.name(channel)}unname(channel){
let deliveries=list(),end=this.#named.unname(channel);return end===void 0||(this.close(channel,{reason:"cancelled",message:void 0}),push(deliveries,
{type:"end",channel,end})),deliveries}openSender(channel){if(this.#senders.has(channel))return;let sender=new Sender(this.#limits,"page"),granted=this.#earlyGrants.
get(channel);granted!==void 0&&sender.grant(granted),this.#earlyGrants.delete(channel),this.#senders.set(channel,sender),this.#enqueue("data",
openFrame(channel))}openStream(channel){let receiver=new Receiver(this.#limits);this.#receivers.set(channel,receiver),this.#grant(channel,receiver.
grant())}enqueue(channel,payload,bytes,drawBodyId){let sender=this.#senders.get(channel);if(sender===void 0)throw new IpcError("channel_clos\
ed","the channel has ended");let index=sender.reserve(bytes);if(index===void 0)return!1;if(bytes<=this.#limits.inline_body_bytes_max||drawBodyId===
void 0)return this.#enqueue("data",dataFrame(channel,index,payload)),!0;let id=drawBodyId(),frame=deferredFrame(5,channel,index,0,encodeBodyId(
id),payload);return this.#bodies.set(frame,{channel,id,bytes:payload.bytes}),this.#enqueue("data",frame),!0}dequeueBody(frame){if(this.#bodies.
size===0)return;let body=this.#bodies.get(frame);return this.#bodies.delete(frame),body}sends(channel){return this.#senders.has(channel)}close(channel,end){
let sender=this.#senders.get(channel),receiver=this.#receivers.get(channel);if(sender===void 0&&receiver===void 0)return;this.#senders.delete(
channel),this.#receivers.delete(channel),this.#earlyGrants.delete(channel),receiver!==void 0&&this.#discard(receiver);let head=encodeEndHead(
end.message===void 0?{reason:end.reason}:{reason:end.reason,message:end.message});this.#enqueue("data",endFrame(channel,sender?.sent??0,head??
NOTHING))}dequeued(channel,messages,cost){let grant=this.#receivers.get(channel)?.dequeued(messages,cost);return grant!==void 0&&this.#grant(
channel,grant),grant!==void 0}#grant(channel,grant){this.#enqueue("control",creditFrame(channel,grant.frames,grant.bytes))}receive(first,frames){
let deliveries=list();if(this.#endReason!==void 0)return deliveries;if(frames.length>0&&first>this.#last+1)throw new IpcError("internal",`fr\
ames ${this.#last+1} to ${first-1} of the session are missing`);for(let at=0;at<frames.length;){let number=first+at;if(number<=this.#last){this.
duplicates+=1,at+=1;continue}let end=frames.isMessage(at)?this.#messages(frames,at,number,deliveries):frames.isEvent(at)?this.#events(frames,
at,number,deliveries):at;if(end!==at){at=end;continue}this.#arrived(number),this.#handle(number,frames.frame(at),deliveries),at+=1}return deliveries}#arrived(number){
this.#last=number,this.#watermark.arrived(number)}#messages(frames,from,number,deliveries){let channel=frames.id(from),receiver=this.#receivers.
get(channel);if(receiver===void 0)return from;let to=from;for(;to<frames.length&&frames.isMessage(to)&&frames.id(to)===channel&&receiver.acceptNext(
frames.seq(to),!1);)to+=1;return to===from?from:(this.#arrived(number+to-from-1),this.#named.received(channel),push(deliveries,{type:"messag\
es",channel,frames,from,number,to}),this.#endReceiver(channel,receiver,deliveries),to)}#events(frames,from,number,deliveries){let head=this.#eventHeads.
of(frames,from),to=from+1;for(;to<frames.length&&frames.isEvent(to)&&this.#eventHeads.isSame(frames,to);)to+=1;return this.#arrived(number+to-
from-1),push(deliveries,{type:"events",head,frames,from,number,to}),to}#handle(number,frame,deliveries){switch(frame.kind){case 5:return this.#data(
number,frame,deliveries);case 8:push(deliveries,{type:"event",number,frame,head:decodeEventHead(frame,"host")});return;case 6:return this.#watermark.
acknowledge(number),this.#end(frame,deliveries);case 7:this.#watermark.acknowledge(number),this.#credit(frame.id,{frames:frame.seq,bytes:frame.
bodyBytes}),push(deliveries,{type:"credit",channel:frame.id});return;case 10:return this.#watermark.acknowledge(number),this.#open(frame);default:
this.#watermark.acknowledge(number),badFrame(`a poll returned a frame of kind ${frame.kind}`)}}#data(number,frame,deliveries){let receiver=this.#receivers.
get(frame.id);if(receiver===void 0){(frame.flags&1)!==0&&this.release(decodeBodyId(frame.head)),this.#watermark.acknowledge(number);return}this.#named.
received(frame.id);let{seq:index}=frame,last=(frame.flags&8)!==0;if(receiver.acceptNext(index,last)){push(deliveries,messageOf(number,frame)),
this.#endReceiver(frame.id,receiver,deliveries);return}frame.keep();let before=receiver.duplicates,ready=receiver.accept(index,{number,frame},
frame.bodyBytes,last);receiver.duplicates!==before&&(this.duplicates+=1,this.#watermark.acknowledge(number));for(let i=0;i<ready.length;i++){
let item=ready[i];item!==void 0&&push(deliveries,messageOf(item.number,item.frame))}this.#endReceiver(frame.id,receiver,deliveries)}#end(frame,deliveries){
let channel=frame.id,receiver=this.#receivers.get(channel);if(receiver===void 0){this.#senders.delete(channel)&&push(deliveries,{type:"end",
channel,end:endOf(frame)});return}let{seq:count}=frame;receiver.end(count,endOf(frame)),this.#endReceiver(channel,receiver,deliveries)}#open(frame){
let receiver=this.#receivers.get(frame.id);receiver!==void 0&&(receiver.setCredit(decodeOpenHead(frame.head)),this.#grant(frame.id,receiver.
grant()))}#credit(channel,grant){let sender=this.#senders.get(channel);sender!==void 0?sender.grant(grant):this.#receivers.has(channel)&&this.#earlyGrants.
set(channel,grant)}#endReceiver(channel,receiver,deliveries){let end=receiver.ended;if(end!==void 0){if(!this.#named.ends(channel,end)){this.#senders.
delete(channel),this.#receivers.set(channel,new Receiver(this.#limits));return}this.#receivers.delete(channel),this.#senders.delete(channel),
this.#earlyGrants.delete(channel),this.#discard(receiver),push(deliveries,{type:"end",channel,end})}}#discard(receiver){let items=receiver.drain();
for(let i=0;i<items.length;i++){let item=items[i];item!==void 0&&((item.frame.flags&1)!==0&&this.release(decodeBodyId(item.frame.head)),this.#watermark.
acknowledge(item.number))}}end(end){let deliveries=list();return this.#endReason!==void 0||(this.#endReason=end,this.#bodies.clear(),tableForEach(
this.#receivers,(_,channel)=>push(deliveries,{type:"end",channel,end})),tableForEach(this.#senders,(_,channel)=>{this.#receivers.has(channel)||
push(deliveries,{type:"end",channel,end})})),deliveries}};var BACKOFF_MS_MIN=50,BACKOFF_MS_MAX=2e3,backoff=failures=>min(BACKOFF_MS_MAX,BACKOFF_MS_MIN*2**min(failures-1,10));function isFinal(error){
if(!(error instanceof IpcError))return!1;switch(error.code){case"token_missing":case"token_bad":case"origin_denied":case"policy_denied":case"\
document_gone":case"shutting_down":return!0;default:return!1}}function deliver(engine,sinks,delivery){switch(delivery.type){case"messages":{let sink=sinks.get(delivery.channel);return sink!==void 0?sink.
messages(delivery):engine.acknowledge(delivery.number,lastOf(delivery))}case"message":{let sink=sinks.get(delivery.channel);return sink!==void 0?
sink.message(delivery.frame,delivery.body,delivery.number):(delivery.body!==0&&engine.release(delivery.body),engine.acknowledge(delivery.number))}case"\
end":{let sink=sinks.get(delivery.channel);return sinks.delete(delivery.channel),sink?.end(delivery.end)}case"credit":return sinks.get(delivery.
channel)?.credit();case"events":return engine.onEvents(delivery.head,delivery);case"event":return engine.onEvent(delivery.head,delivery.frame,
delivery.number)}}function newCounters(){return{calls:0,replies:0,cancelled:0,bytesUp:0,bytesDown:0,framesIn:0,framesOut:0,duplicatesDropped:0,polls:0,pollRetries:0,
restarts:0}}var Strays=class{#owner;#open=table();constructor(owner){this.#owner=owner}open(channel){this.#open.set(channel,!0);let sink={message:(_frame,body,number)=>{
body!==0&&this.#owner.release(body),this.close(channel),this.#owner.acknowledge(number)},messages:run=>{this.close(channel),this.#owner.acknowledge(
run.number,lastOf(run))},end:()=>this.#open.delete(channel),credit:()=>{}};this.#owner.open(sink,channel)}close(channel){this.#open.delete(channel)&&
this.#owner.close(channel,{reason:"cancelled",message:"the page has no channel of this id"})}};var GONE={reason:"document_gone",message:"the document has gone"},Engine=class{lane;limits;segments;counters=newCounters();warn;#version;#sinks=table();#calls=table();#strays=new Strays(
this);#session;#channels=0;#callsBefore=0;#polling;#postingControl;#postingData;#scheduled=!1;#listening=!1;#duplicatesBefore=0;left=!1;onEvent=(_head,_frame,number)=>this.
acknowledge(number);onEvents=(_head,run)=>this.acknowledge(run.number,lastOf(run));onRestart=()=>{};onChannelNamed=()=>{};constructor(lane,config){
this.lane=lane,this.limits=config.limits,this.warn=config.warn,this.#version=config.version,this.segments={bytes:config.limits.segment_bytes_max,
inFlight:config.limits.segments_in_flight_max},this.#session=new Session(config.limits),this.#session.hello(1,config.version),this.flush()}get session(){
return this.#session}get duplicates(){return this.#duplicatesBefore+this.#session.duplicates}register(call){let id=this.drawId();return this.#calls.
set(id,call),this.counters.calls+=1,id}unregister(id){this.#calls.delete(id)}cancel(id){this.counters.cancelled+=1,this.#session.cancel(id),
this.flush()}replied(id,watermark){return this.counters.replies+=1,this.#session.ended!==void 0||this.#session.reply(id,watermark)?!0:(this.
poll(),!1)}async pull(body,length,signal2,onBytes){try{return await own(pullBody(this.lane,body,length,this.segments,signal2,this.#counted(onBytes)))}finally{
this.release(body)}}async pullInto(body,into,signal2,onBytes){try{await own(pullBodyInto(this.lane,body,into,this.segments,signal2,this.#counted(
onBytes)))}finally{this.release(body)}}#counted(onBytes){return count=>{this.counters.bytesDown+=count,onBytes(count)}}release(body){this.#session.
release(body),this.flush()}drawChannel(){return this.#channels+=1,this.#channels}open(sink,channel=this.drawChannel()){let{ended}=this.#session;
return ended!==void 0?(queueMicrotask(()=>sink.end(ended)),channel):(this.#session.openReceiver(channel),this.#sinks.set(channel,sink),this.
poll(),channel)}name(channel){this.#session.name(channel),!this.#session.receives(channel)&&this.#session.ended===void 0?this.#strays.open(channel):
this.poll()}unname(channel){this.#strays.close(channel),this.#deliver(this.#session.unname(channel))}openStream(channel,sink){let{ended}=this.#session;
if(ended!==void 0)return queueMicrotask(()=>sink.end(ended));this.#sinks.set(channel,sink),this.#session.openStream(channel),this.flush(),this.
poll()}drawId(){return this.#callsBefore+this.#session.nextCall()}close(channel,end){this.#sinks.delete(channel),this.#session.close(channel,
end),this.flush()}acknowledge(first,last=first){let calls=this.#session.acknowledge(first,last);for(let i=0;i<calls.length;i++)this.#calls.get(
calls[i]??0)?.pass()}listen(){this.#listening=!0,this.poll()}dequeued(channel,messages,cost){this.#session.dequeued(channel,messages,cost)&&
this.#post("control")}flush(){this.#scheduled||(this.#scheduled=!0,queueMicrotask(()=>{this.#scheduled=!1,this.#post("control"),this.#post("\
data")}))}#post(track){let session=this.#session;if((track==="control"?this.#postingControl:this.#postingData)===session)return;let frames=session.
dequeue(track);if(frames.length===0)return;let batch=encodeBatch(frames);if(frames[0]?.kind!==1&&this.lane.enqueue?.(batch)===!0)return this.
counters.framesOut+=frames.length,this.#uploadBodies(session,frames),this.#post(track);track==="control"?this.#postingControl=session:this.#postingData=
session;let next=()=>{track==="control"&&this.#postingControl===session&&(this.#postingControl=void 0),track==="data"&&this.#postingData===session&&
(this.#postingData=void 0),this.#session===session&&this.#post(track)};settle(this.#deliverBatch(session,batch,frames),next,next)}async#deliverBatch(session,batch,frames){
for(let failures=1;this.#session===session&&session.ended===void 0;failures++)try{let answer=(await own(this.lane.frames(batch))).value;if(this.
counters.framesOut+=frames.length,this.#session!==session)return;this.#uploadBodies(session,frames),this.#greet(decodeBatch(new Uint8Array(answer)));
return}catch(error){if(isFinal(error))return this.#end(session,{reason:"document_gone",message:error.message});if(!(error instanceof NetworkError)){
this.warn(`the host refused a batch of frames: ${error instanceof IpcError?error.code+": "+error.message:"unknown"}`),this.#session===session&&
this.#refused(session,frames,error);return}await own(sleep(backoff(failures)))}}#uploadBodies(session,frames){for(let i=0;i<frames.length;i++){
let frame=frames[i],body=frame===void 0?void 0:session.dequeueBody(frame);body!==void 0&&settle(pushBody(this.lane,body.id,0,body.bytes,this.
segments,void 0,()=>{},!0),()=>{},error=>{error instanceof IpcError&&(error.code==="unknown_body"||error.code==="unknown_channel")||this.#session===
session&&this.#loseSender(body.channel)})}}#refused(session,frames,error){if(error instanceof IpcError&&(error.code==="unknown_channel"||error.
code==="too_many_channels"))return this.#uploadBodies(session,frames);for(let i=0;i<frames.length;i++){let frame=frames[i];frame!==void 0&&(session.
dequeueBody(frame),(frame.kind===5||frame.kind===10)&&this.#loseSender(frame.id))}}#loseSender(channel){let sink=this.#sinks.get(channel);if(sink===
void 0)return;let end={reason:"frame_lost",message:"a message could not be sent"};this.close(channel,end),sink.end(end)}#greet(frames){for(let i=0;i<
frames.length;i++){let frame=frames[i];frame===void 0||frame.kind!==1||((frame.flags&4)!==0?(this.warn(`the host uses version ${frame.seq} o\
f the protocol, this client version ${1}`),this.#end(this.#session,{reason:"failed",message:"the host uses another version of the protocol"})):
decodeHostHello(frame.head))}}poll(){let session=this.#session;this.#polling===session||session.ended!==void 0||!(this.#listening||session.expectsFrames)||
(this.#polling=session,settle(this.#pollLoop(session),()=>{},error=>{this.warn(`a batch of frames from the host cannot be decoded: ${error instanceof
IpcError?error.message:"unknown"}`),this.#end(session,{reason:"frame_lost",message:"a batch of frames from the host cannot be decoded"})}))}async#pollLoop(session){
let failures=0;for(;this.#session===session&&session.ended===void 0&&(this.#listening||session.expectsFrames);){let answer;try{this.counters.
polls+=1,answer=(await own(this.lane.poll(session.last))).value,failures=0}catch(error){if(this.#session!==session)return;if(isFinal(error))
return this.#end(session,{reason:"document_gone",message:error.message});failures+=1,this.counters.pollRetries+=1,await own(sleep(backoff(failures)));
continue}if(this.#session!==session)return;let source=new ReceivedBytes(answer.batch,answer.copy),frames=new FrameTable(source,9007199254740991);
this.counters.framesIn+=frames.length,this.#deliver(session.receive(answer.first,frames)),frames.release(),source.kept||answer.done?.()}this.#polling===
session&&(this.#polling=void 0)}#deliver(deliveries){for(let i=0;i<deliveries.length;i++){let delivery=deliveries[i];delivery!==void 0&&deliver(
this,this.#sinks,delivery)}this.acknowledge(0),this.flush()}#end(session,end){let deliveries=session.end(end);if(this.#session!==session)return;
this.#deliver(deliveries);let calls=list();tableForEach(this.#calls,call=>push(calls,call));for(let i=0;i<calls.length;i++)calls[i]?.gone(end)}restart(){
let old=this.#session;this.left=!1,this.counters.restarts+=1,this.#end(old,GONE),this.#duplicatesBefore+=old.duplicates,this.#callsBefore=this.
counters.calls,this.lane.restart(),this.#session=new Session(this.limits),this.#session.hello(1,this.#version),this.flush(),this.onRestart(),
this.poll()}};function report(error){queueMicrotask(()=>{throw error})}function bytesOf(value){if(isView(value))return typedTag(value)===void 0?region(dataViewBuffer(value),()=>dataViewByteOffset(value),()=>dataViewByteLength(
value)):region(typedBuffer(value),()=>typedByteOffset(value),()=>typedByteLength(value));if(isArrayBuffer(value))return region(value,()=>0,()=>bufferByteLength(
value));isSharedArrayBuffer(value)&&shared()}function region(buffer,offset,length){isSharedArrayBuffer(buffer)&&shared();try{return new Uint8Array(
buffer,offset(),length())}catch(cause){throw new IpcError("detached_buffer","a buffer in the arguments is detached: it was transferred befor\
e the call",{cause})}}function shared(){throw new TypeError("a SharedArrayBuffer cannot be sent: copy its bytes into an ArrayBuffer first")}
function intoView(into,length){let bytes=bytesOf(into);if(bytes===void 0)throw new TypeError("the option `into` is not an ArrayBuffer or a v\
iew");let room=typedByteLength(bytes);if(length>room)throw new IpcError("body_too_large",`the reply has ${length} bytes, and the buffer in \`\
into\` only ${room}`);return view(bytes,0,length)}var TypedArray=getPrototypeOf(Uint8Array),NAMES=keys(typedArrays);function unproxied(value){if(!isInstance(TypedArray,value))return;let names=keys(
value),length=0;for(;length<names.length&&names[length]===`${length}`;)length+=1;for(let i=0;i<NAMES.length;i++){let constructor=typedArrays[NAMES[i]??
""];if(constructor===void 0||!isInstance(constructor,value))continue;let copy2=new constructor(length);for(let at=0;at<length;at++)copy2[at]=
value[at];return copy2}}function forEachProxied(map,visit){let iterator=map.entries();for(;;){let{done,value}=iterator.next();if(done===!0)return;
visit(value[1],value[0])}}var isAsyncIterable=value=>typeof value=="object"&&value!==null&&typeof value[asyncIterator]=="function";function isSlowSource(value){return isBlob(
value)||isReadableStream(value)||isAsyncIterable(value)}function sourceLength(source){return isBlob(source)?blobSize(source):void 0}function chunkOf(chunk){
let bytes=bytesOf(chunk);if(bytes===void 0)throw new TypeError("a stream or async iterable in the arguments yielded a value that is not an A\
rrayBuffer or a view");return copy(bytes)}function openSource(source,partBytes){if(isBlob(source)){let at=0;return record({async next(){let size2=blobSize(
source);if(at>=size2)return;let to=min(at+partBytes,size2),part=new Uint8Array(await own(blobArrayBuffer(blobSlice(source,at,to))));return at=
to,hold(part)},cancel(){at=blobSize(source)}})}if(isReadableStream(source)){let reader=streamGetReader(source);return record({async next(){let{
done,value}=await own(readerRead(reader));return done?void 0:hold(chunkOf(value))},cancel(reason){settle(readerCancel(reader,reason),()=>{},
()=>{})}})}let iterator=source[asyncIterator]();return record({async next(){let{done,value}=await own(resolved(iterator.next()));return done===
!0?void 0:hold(chunkOf(value))},cancel(){settle((async()=>{await own(resolved(iterator.return?.()))})(),()=>{},()=>{})}})}async function readSource(source){
if(isBlob(source))return hold(new Uint8Array(await own(blobArrayBuffer(source))));let parts=list(),length=0,reader=openSource(source,0);for(;;){
let next=await own(reader.next());if(next===void 0)break;push(parts,next.value),length+=typedByteLength(next.value)}return hold(joined(parts,
length))}function readSources(sources,done){let reads=list();for(let i=0;i<sources.length;i++){let source=sources[i];if(source===void 0)continue;
push(reads,(async()=>done(i,(await own(readSource(source))).value))())}return all(reads)}var FOLLOWING_MAX=64,CHANNEL_PREFIX="__CHANNEL__:";function channelIdOf(name){let id=0;for(let i=CHANNEL_PREFIX.length;i<name.length;i++){let digit=charCodeAt(
name,i)-48;if(digit<0||digit>9)return 0;id=id*10+digit}return isSafeInteger(id)?id:0}var payloadOf=(kind,bytes,element=0)=>({kind,element,bytes}),
NO_SOURCES=list(),now=(value,following=NO_SOURCES)=>({now:value,later:void 0,following}),later=(value,following=NO_SOURCES)=>({now:void 0,later:value,
following});function follows(source,inlineBytes){return inlineBytes!==void 0&&(sourceLength(source)??inlineBytes+1)>inlineBytes}function encodeMessage(value,inlineBytes,onChannelNamed){
if(value==null)return now(payloadOf(0,NOTHING));if(typeof value=="object"){let bytes=bytesOf(value);if(bytes!==void 0)return now(payloadOf(1,
bytes));let array=typedArrayOf(value);if(array!==void 0)return now(payloadOf(4,bytesOf(array)??NOTHING,elementOf(array)??0));let copied=isPlain(
value)?void 0:bytesOf(unproxied(value));if(copied!==void 0)return now(payloadOf(1,copied));let json2=value.toJSON;if(isSlowSource(value)&&typeof json2!=
"function"){if(!follows(value,inlineBytes))return later(rawOf(value));let following=list();return push(following,{attachment:0,source:value,
length:sourceLength(value)}),now(payloadOf(1,NOTHING),following)}}let flat=flatText(value);return flat===void 0?encodeJson(value,inlineBytes,
onChannelNamed):now(jsonPayload(flat))}var FLAT_FIELDS_MAX=16;function flatText(value){if(typeof value!="object"||value===null||isArray(value)||
!isPlain(value))return;let{toJSON,__TAURI_TO_IPC_KEY__:serialize}=value;if(typeof toJSON=="function"||typeof serialize=="function")return;let names=keys(
value);if(names.length>FLAT_FIELDS_MAX)return;let flat=record({});for(let i=0;i<names.length;i++){let name=names[i]??"",field=value[name];if(typeof field==
"string"){if(stringStartsWith(field,CHANNEL_PREFIX))return}else if(typeof field!="number"&&typeof field!="boolean"&&field!==null)return;flat[name]=
field}return jsonStringify(flat)}function jsonPayload(text){let bytes=encodeText(text);return checkJsonLength(typedByteLength(bytes)),payloadOf(
2,bytes)}async function rawOf(source){return hold(payloadOf(1,(await own(readSource(source))).value))}function encodeJson(root,inlineBytes,onChannelNamed){
let attachments=list(),sources=list(),places=list(),following=list(),prefix="",low=0,high=0,attach=(element,bytes)=>{if(prefix===""){let words=getRandomWords();
low=words.low,high=words.high,prefix=attachmentPrefix(low,high)}return push(attachments,{element,bytes}),prefix+(attachments.length-1)},holders=list(),
names=list(),depth=0,path=key=>{let text2="the argument";for(let i=1;i<depth;i++)text2+="."+(names[i]??"");return depth===0?text2:text2+"."+
key},named=text2=>{if(onChannelNamed===void 0||!stringStartsWith(text2,CHANNEL_PREFIX))return text2;let id=channelIdOf(text2);return id!==0&&
onChannelNamed(id),text2},visit=(holder,key,visited)=>{for(;depth>0&&holders[depth-1]!==holder;)depth-=1;let value=visited;if(typeof value==
"string")return named(value);if(typeof value=="bigint")throw new TypeError(`${path(key)} is a BigInt, which JSON cannot represent: pass a st\
ring or a BigInt64Array`);if(typeof value!="object"||value===null)return value;if(typeof value.__TAURI_TO_IPC_KEY__=="function"){if(value=value.
__TAURI_TO_IPC_KEY__(),typeof value=="string")return named(value);if(typeof value!="object"||value===null)return value}if(!isPlain(value)){let bytes=bytesOf(
value);if(bytes!==void 0)return attach(attachedElement(value,()=>path(key)),bytes);let array=typedArrayOf(value);if(array!==void 0)return attach(
elementOf(array)??0,bytesOf(array)??NOTHING);if(isSlowSource(value))return follows(value,inlineBytes)&&following.length<FOLLOWING_MAX?push(following,
{attachment:attachments.length,source:value,length:sourceLength(value)}):(push(sources,value),push(places,attachments.length)),attach(0,NOTHING);
let proxied=unproxied(value);if(proxied!==void 0)return attach(attachedElement(proxied,()=>path(key)),bytesOf(proxied)??NOTHING);isMap(value)&&
(value=objectOf(value))}for(let i=0;i<depth;i++)if(holders[i]===value)throw new TypeError(`${path(key)} contains itself: JSON cannot represe\
nt a cycle`);if(depth===limits.json_depth_max)throw new IpcError("too_deep",`${path(key)} is nested too deeply; json_depth_max is ${limits.json_depth_max}`);
return holders[depth]=value,names[depth]=key,depth+=1,value},text=jsonStringify(root,function(key,value){return visit(this,key,value)});if(text===
void 0)throw new TypeError("the argument is a value that JSON cannot represent");if(prefix==="")return now(jsonPayload(text));if(sources.length===
0)return now(payloadOf(3,encodeMixed(text,low,high,attachments)),following);for(let i=0;i<attachments.length;i++){let{element,bytes}=attachments[i]??
{element:0,bytes:NOTHING};attachments[i]={element,bytes:copy(bytes)}}return later((async()=>(await own(readSources(sources,(index,bytes)=>{attachments[places[index]??
0]={element:0,bytes}})),hold(payloadOf(3,encodeMixed(text,low,high,attachments)))))(),following)}function attachedElement(value,path){let tag=isView(
value)?typedTag(value):void 0;if(tag===void 0||tag==="Uint8Array")return 0;let element=elementOf(value);if(element===void 0)throw new TypeError(
`${path()} is a ${tag}, which is not supported: pass its buffer or another typed array`);return element}function isTrueMap(map){try{return mapHas(
map,0),!0}catch{return!1}}function objectOf(map){let object=record({}),add=(value,key)=>{let descriptor={__proto__:null,value,writable:!0,enumerable:!0,
configurable:!0};defineProperty(object,typeof key=="symbol"?key:`${key}`,descriptor)};return isTrueMap(map)?mapForEach(map,add):forEachProxied(
map,add),object}function complete(arrived,decode2){arrived.ready=!0;try{arrived.value=decode2()}catch(error){arrived.error=error}}function endError(subject,end){let reason=end?.reason??"ended",code=reason==="document_gone"?reason:subject==="stream"&&reason==="failed"?"s\
tream_failed":"channel_closed";return new IpcError(code,end?.message??`the ${subject} has ended: ${reason}`,{data:reason})}var CREDIT_MESSAGES=32,CREDIT_BYTES=65536;function channelClass(engine){class EngineChannel{id;closed;onend;#onmessage;#resolveClosed=()=>{};#sink;#arriving=new Queue;#unclaimed=new Queue;#pullers=new Queue;#unsent=new Queue;#buffered=0;#ending;#end;#closing=!1;#closingEnd;#writer;constructor(onmessage,drawn){
this.#onmessage=onmessage,this.closed=new Promise2(resolve=>{this.#resolveClosed=resolve}),this.#sink={message:(frame,body,number)=>this.#arrive(
frame,body,number),messages:run=>this.#arriveInside(run),end:end=>{this.#ending=end,this.#settleArriving()},credit:()=>this.#sendQueued()},this.
id=engine.open(this.#sink,drawn),defineProperty(this,"id",{__proto__:null,writable:!1,configurable:!1})}get onmessage(){return this.#onmessage}set onmessage(handler){
this.#onmessage=handler,this.#deliver()}#arriveInside(run){let{frames,from,to,number}=run,at=from;for(;at<to;){let handler=this.#onmessage;if(handler!==
void 0&&this.#arriving.size===0&&this.#unclaimed.size===0&&this.#end===void 0){at=this.#deliverNow(handler,run,at);continue}let arrived={number:number+
at-from,bytes:frames.bodyBytes(at),ready:!1,value:void 0,error:void 0};engine.counters.bytesDown+=arrived.bytes;let place=at;complete(arrived,
()=>frames.value(place)),this.#arriving.size===0?this.#completed(arrived):this.#arriving.push(arrived),at+=1}}#deliverNow(handler,{frames,from,
to,number},first){let at=first,bytes=0,messages=0,cost=0;for(;at<to&&this.#onmessage===handler&&this.#end===void 0;){let length=frames.bodyBytes(
at);bytes+=length;let message;try{message=frames.value(at)}catch(error){at+=1,this.#lose(error);break}at+=1;try{handler(message)}catch(error){
report(error)}messages+=1,cost+=messageCost(length),(messages===CREDIT_MESSAGES||cost>=CREDIT_BYTES||to-from<CREDIT_MESSAGES)&&(engine.dequeued(
this.id,messages,cost),messages=0,cost=0)}return messages!==0&&engine.dequeued(this.id,messages,cost),engine.counters.bytesDown+=bytes,engine.
acknowledge(number+first-from,number+at-from-1),at}#arrive(frame,body,number){let arrived={number,bytes:frame.bodyBytes,ready:!1,value:void 0,
error:void 0};if((frame.flags&1)===0){engine.counters.bytesDown+=frame.bodyBytes,complete(arrived,()=>decodeBody(frame)),this.#arriving.size===
0?this.#completed(arrived):this.#arriving.push(arrived);return}this.#arriving.push(arrived),settle(engine.pull(body,frame.bodyBytes,void 0,()=>{}),
bytes=>{complete(arrived,()=>decodeBodyFrom(frame,bytes.value,!0)),this.#settleArriving()},error=>{arrived.ready=!0,arrived.error=error,this.#settleArriving()})}#lose(error){
let message=error instanceof IpcError?error.message:"the body of a message could not be fetched";engine.close(this.id,{reason:"frame_lost",message}),
this.#finish({reason:"frame_lost",message})}#settleArriving(){for(;;){let first=this.#arriving.peek();if(first===void 0||!first.ready)break;
this.#arriving.shift(),this.#completed(first)}this.#ending!==void 0&&this.#arriving.size===0&&this.#finish(this.#ending)}#completed(arrived){
this.#end===void 0&&(arrived.error!==void 0?this.#lose(arrived.error):this.#onmessage!==void 0&&this.#unclaimed.size===0?this.#handle(this.#onmessage,
arrived.value,arrived.bytes):(this.#unclaimed.push(arrived),this.#deliver())),engine.acknowledge(arrived.number)}#deliver(){for(;this.#unclaimed.
size>0;){let handler=this.#onmessage;if(handler!==void 0){let arrived=this.#unclaimed.shift();if(arrived===void 0)return;this.#handle(handler,
arrived.value,arrived.bytes)}else{let puller=this.#pullers.shift();if(puller===void 0)return;let arrived=this.#unclaimed.shift();if(arrived===
void 0)return;puller.resolve({done:!1,value:arrived.value}),engine.dequeued(this.id,1,messageCost(arrived.bytes))}}this.#endPullers(),this.#reportEnd()}#handle(handler,message,bytes){
try{handler(message)}catch(error){report(error)}engine.dequeued(this.id,1,messageCost(bytes))}#finish(end){this.#end===void 0&&(this.#end=end,
this.#failSends(),this.#deliver())}#endReported=!1;#reportEnd(){let end=this.#end;if(!(end===void 0||this.#endReported)){this.#endReported=!0,
this.#resolveClosed(end.reason);try{this.onend?.(end.reason,end.message)}catch(error){report(error)}}}#endPullers(){let end=this.#end;if(end!==
void 0)for(;;){let puller=this.#pullers.shift();if(puller===void 0)return;end.reason==="ended"||end.reason==="cancelled"?puller.resolve({done:!0,
value:void 0}):puller.reject(endError("channel",end))}}[Symbol.asyncIterator](){return record({next:()=>new Promise2((resolve,reject)=>{this.#pullers.
push({resolve,reject}),this.#deliver()}),return:()=>new Promise2(resolve=>{this.close(),resolve({done:!0,value:void 0})}),[asyncIterator](){
return this}})}get bufferedAmount(){return this.#buffered}send(message){return new Promise2((resolve,reject)=>{if(this.#closing||this.#end!==
void 0)throw endError("channel",this.#end);let encoded=encodeMessage(message),sending={payload:void 0,resolve,reject},skip=error=>{reject(error),
sending.payload=SKIPPED,this.#sendQueued()},ready=payload=>{let length=typedByteLength(payload.bytes),{body_bytes_max:limit}=engine.limits;if(length>
limit)return skip(new IpcError("body_too_large",`a message of ${length} bytes on channel ${this.id}; body_bytes_max is ${limit}`));sending.payload=
payload,this.#buffered+=length,this.#sendQueued()};engine.session.openSender(this.id),this.#unsent.push(sending),encoded.now!==void 0?ready(
{...encoded.now,bytes:copy(encoded.now.bytes)}):encoded.later!==void 0&&settle(encoded.later,later2=>ready(later2.value),skip)})}#sendQueued(){
for(;;){let sending=this.#unsent.peek();if(sending?.payload===void 0)break;if(sending.payload!==SKIPPED){let bytes=typedByteLength(sending.payload.
bytes);if(!engine.session.enqueue(this.id,sending.payload,bytes,()=>engine.drawId()))break;engine.counters.bytesUp+=bytes,this.#buffered-=bytes,
sending.resolve()}this.#unsent.shift()}engine.flush(),this.#closingEnd!==void 0&&this.#unsent.size===0&&this.#closeNow(this.#closingEnd)}#failSends(){
for(;;){let sending=this.#unsent.shift();if(sending===void 0)break;sending.reject(endError("channel",this.#end))}this.#buffered=0}get writer(){
if(this.#writer===void 0){if(WritableStream===void 0)throw new IpcError("internal","this engine has no WritableStream");let sink={write:message=>this.
send(message),close:()=>this.close(),abort:reason=>this.close("failed",reason instanceof Error?reason.message:void 0)};this.#writer=streamGetWriter(
new WritableStream(record(sink)))}return this.#writer}close(reason,message){this.#end!==void 0||this.#closing&&(reason??"ended")==="ended"||
(this.#closingEnd={reason:reason??(engine.session.sends(this.id)?"ended":"cancelled"),message},this.#closing=!0,(this.#unsent.size===0||this.#closingEnd.
reason!=="ended")&&this.#closeNow(this.#closingEnd))}#closeNow(end){if(this.#end===void 0){for(engine.close(this.id,end);this.#unclaimed.size>
0;)this.#unclaimed.shift();this.#finish(end)}}#name(){return this.#endReported&&this.#end?.reason==="ended"&&!this.#closing&&(this.#end=void 0,
this.#ending=void 0,this.#endReported=!1,engine.open(this.#sink,this.id)),CHANNEL_PREFIX+this.id}toJSON(){return this.#name()}__TAURI_TO_IPC_KEY__(){
return this.#name()}}let prototype=EngineChannel.prototype;return defineProperty(prototype,dispose,{__proto__:null,value(){this.close()}}),freeze(
EngineChannel),freeze(prototype),EngineChannel}var SKIPPED=freeze({kind:0,element:0,bytes:copy(NOTHING)});function eventPayload({frame,bytes,error}){if(error!==void 0)throw error;return bytes===void 0?decodeBody(frame):decodeBodyFrom(frame,bytes,
!1)}var EARLY_MAX=1024,ANY={kind:"Any"},targetOf=target=>target===void 0?ANY:typeof target=="string"?{kind:"AnyLabel",label:target}:target;function eventFunctions(engine,invoke){
let listeners=table(),arriving=new Queue,early=new Queue,registering=0,handlers=0,call=(listener,arrived)=>{try{listener.handler({event:arrived.
head.event,id:listener.id,payload:eventPayload(arrived)})}catch(error){report(error)}},deliver2=arrived=>{let ids=arrived.head.listeners??list();
for(let i=0;i<ids.length;i++){let id=ids[i]??0,listener=listeners.get(id);listener!==void 0?call(listener,arrived):registering>0&&early.size<
EARLY_MAX&&(arrived.frame.keep(),early.push({id,arrived}))}engine.acknowledge(arrived.number)};engine.onEvents=(head,{frames,from,to,number})=>{
let ids=head.listeners??list(),at=from;for(;at<to&&arriving.size===0&&registering===0;at++){engine.counters.bytesDown+=frames.bodyBytes(at);
for(let i=0;i<ids.length;i++){let listener=listeners.get(ids[i]??0);listener!==void 0&&callWith(listener,head.event,frames,at)}}for(at>from&&
engine.acknowledge(number,number+at-from-1);at<to;at++)engine.onEvent(head,frames.event(at),number+at-from)};let callWith=(listener,event,frames,at)=>{
try{listener.handler({event,id:listener.id,payload:frames.value(at)})}catch(error){report(error)}},settleArriving=()=>{for(;;){let first=arriving.
peek();if(first===void 0||!first.ready)return;arriving.shift(),deliver2(first)}};engine.onEvent=(head,frame,number)=>{let arrived={head,frame,
number,ready:!0,bytes:void 0,error:void 0};if((frame.flags&1)===0){if(engine.counters.bytesDown+=frame.bodyBytes,arriving.size===0)return deliver2(
arrived);frame.keep(),arriving.push(arrived);return}arrived.ready=!1,arriving.push(arrived),settle(engine.pull(head.body??0,frame.bodyBytes,
void 0,()=>{}),bytes=>{arrived.bytes=bytes.value,arrived.ready=!0,settleArriving()},error=>{arrived.error=error,arrived.ready=!0,settleArriving()})};
let register=async listener=>{registering+=1,handlers+=1,engine.listen();try{let id=await own(invoke("plugin:event|listen",{event:listener.name,
target:listener.target,handler:handlers}));if(typeof id!="number")throw new IpcError("internal","the host registered a listener without an i\
d");listener.id=id,listener.gone?settle(forget(listener),ignore,ignore):listeners.set(id,listener)}finally{registering-=1;let waiting=early;
for(early=new Queue;;){let item=waiting.shift();if(item===void 0)break;let known=listeners.get(item.id);known!==void 0?call(known,item.arrived):
registering>0&&early.push(item)}}},ignore=()=>{},forget=listener=>invoke("plugin:event|unlisten",{event:listener.name,eventId:listener.id}),
unlisten=listener=>listener.gone?resolved(null):(listener.gone=!0,listener.id===0?resolved(null):(listeners.delete(listener.id),forget(listener)));
engine.onRestart=()=>{let known=list();tableForEach(listeners,listener=>push(known,listener));for(let i=0;i<known.length;i++){let listener=known[i];
listener!==void 0&&(listeners.delete(listener.id),settle(register(listener),()=>{},report))}};let listen=async(name,handler,options)=>{let listener={
name,target:targetOf(options?.target),handler,id:0,gone:!1},signal2=options?.signal,stop=()=>{settle(unlisten(listener),ignore,ignore),signal2!==
void 0&&removeEventListener(signal2,"abort",stop)};if(defineProperty(stop,dispose,{__proto__:null,value:stop}),signal2!==void 0){if(signalAborted(
signal2))return listener.gone=!0,stop;addEventListener(signal2,"abort",stop)}return await own(register(listener)),stop};return record({listen,
once:(name,handler,options)=>{let stop,called=!1,promise=listen(name,event=>{called||(called=!0,stop?.(),handler(event))},options);return settle(
promise,unlistenNow=>{stop=unlistenNow,called&&unlistenNow()},()=>{}),promise},attach:async(name,target,handler)=>{let listener={name,target:targetOf(
target),handler,id:0,gone:!1};return await own(register(listener)),hold({id:listener.id,detach:()=>unlisten(listener)})},async emit(name,payload){
await own(invoke("plugin:event|emit",payload===void 0?{event:name}:{event:name,payload}))},async emitTo(target,name,payload){let to=targetOf(
target);await own(invoke("plugin:event|emit_to",payload===void 0?{target:to,event:name}:{target:to,event:name,payload}))},events(name,options){
return eventIterable(listen,name,options)}})}function eventIterable(listen,name,options){let iterator=()=>{let waiting=new Queue,pullers=new Queue,
done=!1,finish=()=>{done=!0;for(let puller=pullers.shift();puller!==void 0;puller=pullers.shift())puller({done:!0,value:void 0})},signal2=options?.
signal;signal2!==void 0&&addEventListener(signal2,"abort",finish);let listening=listen(name,event=>{let puller=pullers.shift();puller===void 0?
waiting.push(event):puller({done:!1,value:event})},options);return record({async next(){await own(listening);let event=waiting.shift();return event!==
void 0?{done:!1,value:event}:done||signal2!==void 0&&signalAborted(signal2)?{done:!0,value:void 0}:await own(new Promise2(resolve=>pullers.push(
resolve)))},async return(){return finish(),(await own(listening))(),{done:!0,value:void 0}}})};return record({[asyncIterator]:iterator})}var Upload=class{channel;#engine;#reader;#onBytes;#onError;#end;#wake;constructor(engine,source,onBytes,onError){this.#engine=engine,this.#reader=
openSource(source,engine.limits.inline_body_bytes_max),this.#onBytes=onBytes,this.#onError=onError,this.channel=engine.open(this)}message(_frame,body,number){
body!==0&&this.#engine.release(body),this.#engine.acknowledge(number)}messages(run){this.#engine.acknowledge(run.number,lastOf(run))}end(end){
this.#end===void 0&&(this.#end=end,this.#reader.cancel(new IpcError("channel_closed",end.message??`the host has closed the upload: ${end.reason}`,
{data:end.reason})),this.credit())}credit(){let wake=this.#wake;this.#wake=void 0,wake?.()}start(){this.#engine.session.openSender(this.channel),
settle(this.#run(),()=>this.#close({reason:"ended",message:void 0}),error=>{this.#end===void 0&&(this.#close({reason:"failed",message:error instanceof
Error?error.message:"the source failed"}),this.#onError(error))})}cancel(reason){this.#end===void 0&&(this.#close({reason:"cancelled",message:void 0}),
this.#reader.cancel(reason),this.credit())}async#run(){let bytesMax=this.#engine.limits.inline_body_bytes_max;for(;this.#end===void 0;){let next=await own(
this.#reader.next());if(next===void 0)return;let chunk=next.value,length=typedByteLength(chunk);for(let at=0;at<length;at+=bytesMax){let part=view(
chunk,at,min(at+bytesMax,length));if(await own(this.#send(record({kind:1,element:0,bytes:part}))),this.#end!==void 0)return}}}async#send(payload){
let length=typedByteLength(payload.bytes);for(;this.#end===void 0&&!this.#engine.session.enqueue(this.channel,payload,length);)await own(new Promise2(
resolve=>{this.#wake=resolve}));this.#end===void 0&&(this.#engine.counters.bytesUp+=length,this.#onBytes(length),this.#engine.flush())}#close(end){
this.#end===void 0&&(this.#end=end,this.#engine.close(this.channel,end))}};function encodeArguments(args,inlineBytes,onChannelNamed){return isArray(args)?now(payloadOf(1,byteValues(args))):encodeMessage(args,inlineBytes,
onChannelNamed)}function byteValues(values){let bytes=new Uint8Array(values.length);for(let i=0;i<values.length;i++){let value=values[i];if(typeof value!=
"number"||value<0||value>255||value%1!==0)throw new TypeError(`an array as the whole argument is read as bytes, and element ${i} is not an i\
nteger from 0 to 255: pass an object, such as { values }`);bytes[i]=value}return bytes}function headerPairs(init){let pairs=list();if(init==null)return pairs;if(isHeaders(init))headersForEach(init,(value,name)=>push(pairs,[name,
value]));else if(isArray(init))for(let i=0;i<init.length;i++){let pair=init[i];if(!isArray(pair)||pair.length!==2)throw new TypeError(`heade\
r ${i+1} is not a pair of a name and a value`);push(pairs,[`${pair[0]}`,`${pair[1]}`])}else if(typeof init=="object"){let names=keys(init);for(let i=0;i<
names.length;i++){let name=names[i]??"";push(pairs,[name,`${init[name]}`])}}else throw new TypeError("headers must be an object, an array of\
 pairs or a Headers object");return pairs}var CommandFailure=class{value;constructor(value){this.value=value}},Call=class{command;options;#engine;#read;#resolve;#reject;#id=0;#done=!1;#uploadError;#replied=!1;#passed=!1;#outcome;#controller;#signal;#timer;#onAbort;#uploads=list();#channels;constructor(engine,command,options,read,resolve,reject){
this.#engine=engine,this.command=command,this.options=options,this.#read=read,this.#resolve=resolve,this.#reject=reject}get signal(){return this.#controller===
void 0?void 0:controllerSignal(this.#controller)}start(args){try{if(this.#engine.left)throw new IpcError("document_gone","the page is being \
left: a call that starts in or after `pagehide` does not run");let{signal:signal2,timeout,headers}=this.options;if(signal2!==void 0&&signalAborted(
signal2))return this.#settle(signalReason(signal2),!0);let pairs=headerPairs(headers),head=encodeCallHead(this.command,pairs),encoded=encodeArguments(
args,this.#engine.limits.inline_body_bytes_max,channel=>this.#name(channel)),{following}=encoded;this.#watch(signal2,timeout),encoded.now!==
void 0?this.#send(head,pairs,encoded.now,following,!0):encoded.later!==void 0&&settle(encoded.later,({value:payload})=>{if(!this.#done)try{this.#send(
head,pairs,payload,following,!1)}catch(error){this.fail(error)}},error=>this.fail(error))}catch(error){this.fail(error)}}#name(channel){this.#engine.
onChannelNamed(channel),this.#engine.name(channel),push(this.#channels??=list(),channel)}#watch(signal2,timeout){if(!(signal2===void 0&&timeout===
void 0)&&(this.#controller=new AbortController,signal2!==void 0&&(this.#signal=signal2,this.#onAbort=()=>this.#abort(signalReason(signal2)),
addEventListener(signal2,"abort",this.#onAbort)),timeout!==void 0)){if(typeof timeout!="number"||timeout<0||timeout!==timeout)throw new TypeError(
"the option `timeout` must be a number of milliseconds that is not negative");isFinite(timeout)&&(this.#timer=setTimeout(()=>this.#abort(new DOMException(
`${this.command} did not finish within its timeout of ${timeout} ms`,"TimeoutError")),timeout))}}#send(plainHead,headers,payload,following,borrowed){
let engine=this.#engine,{limits:limits2}=engine,length=typedByteLength(payload.bytes);if(length>limits2.body_bytes_max)throw new IpcError("b\
ody_too_large",`the arguments have ${length} bytes; body_bytes_max is ${limits2.body_bytes_max}`);let deferred=length>limits2.inline_body_bytes_max||
(engine.lane.isCrowded?.(length)??!1);deferred&&this.#controller===void 0&&(this.#controller=new AbortController);let head=following.length===
0?plainHead:encodeCallHead(this.command,headers,this.#openUploads(following)),id=engine.register(this);this.#id=id,engine.counters.bytesUp+=
length;let fields=deferred?deferredFrame(2,id,0,0,head,payload):payloadFrame(2,id,0,0,head,payload);settle(engine.lane.call(encodeFrame(fields),
this.signal),reply=>this.#reply(reply.value),error=>this.fail(error));for(let i=0;i<this.#uploads.length;i++)this.#uploads[i]?.start();deferred&&
this.#upload(id,payload.bytes,borrowed)}#upload(id,bytes,borrowed){let engine=this.#engine,length=typedByteLength(bytes),progress=this.progress(
"upload",length),at=this.#tryUpload(id,bytes,progress);if(at>=length||this.#done)return;let rest=view(bytes,at,length);settle(pushBody(engine.
lane,id,at,borrowed?copy(rest):rest,engine.segments,this.signal,progress),()=>{},error=>{this.#done||this.#replied||(this.#uploadError=error,
engine.cancel(id))})}#tryUpload(id,bytes,progress){let{lane,segments}=this.#engine;if(lane.tryUpload===void 0)return 0;let length=typedByteLength(
bytes),at=0;for(;at<length&&!this.#done;){let accepted=lane.tryUpload(id,at,view(bytes,at,min(length,at+segments.bytes)));if(accepted===0)break;
at+=accepted,progress(accepted)}return at}#openUploads(following){let heads=list(),total=0;for(let i=0;i<following.length;i++){let length=following[i]?.
length;total=total===void 0||length===void 0?void 0:total+length}let onBytes=this.progress("upload",total);for(let i=0;i<following.length;i++){
let source=following[i];if(source===void 0)continue;let failed=error=>{this.#done||this.#abort(error)},upload=new Upload(this.#engine,source.
source,onBytes,failed);push(this.#uploads,upload);let{attachment,length}=source;push(heads,record(length===void 0?{attachment,channel:upload.
channel}:{attachment,channel:upload.channel,length}))}return heads}progress(phase,total){let{onProgress}=this.options,loaded=0;return count=>{
if(loaded+=count,!(onProgress===void 0||this.#done))try{onProgress({phase,loaded,total})}catch(error){this.fail(error)}}}#reply(bytes){if(this.#done)
return this.#discard(bytes);try{let frame=decodeOne(bytes);if(frame.kind!==3||frame.id!==this.#id)throw new IpcError("internal",`the lane an\
swered call ${this.#id} with another frame, of kind ${frame.kind}`);if(this.#replied=!0,this.#passed=this.#engine.replied(this.#id,frame.seq),
(frame.flags&4)!==0){let{code,message,command,key}=decodeRefusal(frame.head);return code==="cancelled"&&this.#uploadError!==void 0?this.fail(
this.#uploadError):(this.#controller!==void 0&&controllerAbort(this.#controller,new IpcError(code,message)),this.#outcome={value:new IpcError(
code,message,{command:command??this.command,key}),failed:!0},this.#finish())}let read=this.#read(this,frame);"now"in read?(this.#outcome={value:read.
now,failed:!1},this.#finish()):settle(read.later,({value})=>{this.#outcome={value,failed:!1},this.#finish()},error=>this.fail(error))}catch(error){
this.fail(error)}}#discard(bytes){try{let frame=decodeOne(bytes);frame.kind===3&&(frame.flags&1)!==0&&this.#engine.release(decodeReplyHead(frame).
body??0)}catch{}}pass(){this.#passed=!0,this.#finish()}gone(end){this.fail(new IpcError("document_gone",end.message??"the document was close\
d by the host",{command:this.command}))}#finish(){this.#passed&&this.#outcome!==void 0&&this.#settle(this.#outcome.value,this.#outcome.failed)}fail(error){
if(!this.#done){if(error instanceof CommandFailure)return this.#outcome={value:error.value,failed:!0},this.#finish();error instanceof NetworkError&&
this.#id!==0&&this.#engine.cancel(this.#id),this.#settle(this.#explain(error),!0),this.#stop(error)}}#explain(error){let{command}=this;return error instanceof
NetworkError?new IpcError("internal",`the request of the call ${command} failed: the command may or may not have run, and the call is not re\
peated`,{command,cause:error.cause}):error instanceof IpcError&&error.command===void 0?new IpcError(error.code,error.message,{command,key:error.
key,data:error.data,cause:error.cause}):error}#abort(reason){this.#done||(this.#settle(reason,!0),this.#id!==0&&!this.#replied&&this.#engine.
cancel(this.#id),this.#stop(reason))}#stop(reason){for(let i=0;i<this.#uploads.length;i++)this.#uploads[i]?.cancel(reason);this.#controller!==
void 0&&controllerAbort(this.#controller,reason)}#settle(value,failed){if(this.#done)return;this.#done=!0,this.#id!==0&&this.#engine.unregister(
this.#id);let channels=this.#channels;if(channels!==void 0)for(let i=0;i<channels.length;i++)this.#engine.unname(channels[i]??0);this.#timer!==
void 0&&clearTimeout(this.#timer),this.#signal!==void 0&&this.#onAbort!==void 0&&removeEventListener(this.#signal,"abort",this.#onAbort),failed?
this.#reject(value):this.#resolve(value)}};var InlineSource=class{#bytes;constructor(bytes){this.#bytes=typedByteLength(bytes)===0?void 0:bytes}async next(){let bytes=this.#bytes;return this.#bytes=
void 0,bytes===void 0?void 0:hold(bytes)}close(){this.#bytes=void 0}},SourceStream=class{status;headers;length;#source;#claimed=!1;constructor(head,source){
this.status=head.status,this.headers=head.headers,this.length=head.length,this.#source=source}#claim(){if(this.#claimed)throw new IpcError("\
bad_arguments","this stream is being read already: a body can be read once");return this.#claimed=!0,this.#source}[Symbol.asyncIterator](){let source=this.#claim();
return record({async next(){let next=await own(source.next());return next===void 0?{done:!0,value:next}:{done:!1,value:next.value}},async return(){
return source.close(),{done:!0,value:void 0}},[asyncIterator](){return this}})}get readable(){let source=this.#claim();if(ReadableStream===void 0)
throw new IpcError("internal","this webview has no ReadableStream");return new ReadableStream(record({async pull(controller){try{let part=await own(
source.next());part===void 0?streamClose(controller):streamEnqueue(controller,part.value)}catch(error){streamError(controller,error)}},cancel(){
source.close()}}),record({highWaterMark:0}))}async bytes(options){let total=this.length,onProgress=options?.onProgress;return(await own(this.
read(options?.into,(_,loaded)=>onProgress?.({phase:"download",loaded,total})))).value}async read(into,onBytes){let total=this.length,source=this.#claim();
try{let target;into!==void 0?target=intoView(into,total??0):total!==void 0&&(target=new Uint8Array(total));let parts=list(),loaded=0;for(;;){
let next=await own(source.next());if(next===void 0)break;let part=next.value,length=typedByteLength(part);into!==void 0&&total===void 0&&(target=
intoView(into,loaded+length)),target===void 0?push(parts,part):typedSet(target,part,loaded),loaded+=length,onBytes(length,loaded)}if(total!==
void 0&&loaded<total)throw new IpcError("cancelled",`the stream was cancelled after ${loaded} of ${total} bytes`);return hold(target??joined(
parts,loaded))}finally{source.close()}}cancel(){this.#claimed=!0,this.#source.close()}};freeze(SourceStream);freeze(SourceStream.prototype);function responseHead(head,frame){let headers=list(),from=head.headers??headers;for(let i=0;i<from.length;i++)push(headers,[from[i]?.[0]??"",
from[i]?.[1]??""]);return{status:head.status??200,headers:publish(headers),length:head.stream===void 0?frame.bodyBytes:head.length}}var ChannelSource=class{#engine;#channel;#length;#signal;#onAbort;#arrived=new Queue;#waiting=new Queue;#loaded=0;#end;#closed=!1;#error;constructor(engine,channel,length,signal2){
this.#engine=engine,this.#channel=channel,this.#length=length,this.#signal=signal2,this.#onAbort=()=>this.#abort(signal2===void 0?void 0:signalReason(
signal2)),engine.openStream(channel,this),signal2!==void 0&&(signalAborted(signal2)?this.#abort(signalReason(signal2)):addEventListener(signal2,
"abort",this.#onAbort))}message(frame,body,number){if(body!==0){this.#engine.release(body);let end={reason:"frame_lost",message:"the host de\
ferred a message of a stream"};this.#engine.close(this.#channel,end),this.end(end)}else this.#closed||(this.#arrived.push(copy(frame.body)),
this.#deliver());this.#engine.acknowledge(number)}messages({frames,from,to,number}){for(let at=from;at<to;at++)this.message(frames.message(at),
0,number+at-from)}end(end){this.#end??=end,this.#unlisten(),this.#deliver()}credit(){}next(){return new Promise2((resolve,reject)=>{this.#waiting.
push({resolve,reject}),this.#deliver()})}close(){if(!this.#closed){for(this.#closed=!0,this.#unlisten();this.#arrived.size>0;)this.#arrived.
shift();this.#end===void 0&&this.#engine.close(this.#channel,{reason:"cancelled",message:void 0}),this.#deliver()}}#abort(reason){this.#error=
reason,this.close()}#unlisten(){this.#signal!==void 0&&removeEventListener(this.#signal,"abort",this.#onAbort)}#deliver(){for(;this.#waiting.
size>0;){let bytes=this.#arrived.peek();if(bytes===void 0&&this.#end===void 0&&!this.#closed)return;let waiting=this.#waiting.shift();if(bytes===
void 0){this.#error!==void 0?waiting?.reject(this.#error):this.#closed?waiting?.resolve(void 0):this.#reportEnd(waiting);continue}this.#arrived.
shift();let length=typedByteLength(bytes);this.#loaded+=length,this.#engine.counters.bytesDown+=length,this.#engine.session.dequeued(this.#channel,
1,messageCost(length)),this.#engine.flush(),waiting?.resolve(hold(bytes))}}#reportEnd(waiting){if((this.#end?.reason??"ended")!=="ended")return waiting?.
reject(endError("stream",this.#end));if(this.#length===void 0||this.#loaded===this.#length)return waiting?.resolve(void 0);waiting?.reject(new IpcError(
"stream_failed",`the stream ended at ${this.#loaded} of ${this.#length} bytes`))}},DeferredSource=class{#engine;#body;#length;#signal;#ahead=new Queue;#requested=0;#closed=!1;constructor(engine,body,length,signal2){
this.#engine=engine,this.#body=body,this.#length=length,this.#signal=signal2}async next(){let{bytes,inFlight}=this.#engine.segments;for(;!this.#closed&&
this.#requested<this.#length&&this.#ahead.size<inFlight;){let length=min(bytes,this.#length-this.#requested),part=pullSegment(this.#engine.lane,
this.#body,this.#requested,length,this.#signal,()=>{});settle(part,()=>{},()=>{}),this.#ahead.push(part),this.#requested+=length}let first=this.#ahead.
shift();if(first===void 0||this.#closed){this.close();return}try{let part=await own(first);return this.#engine.counters.bytesDown+=typedByteLength(
part.value),this.#requested===this.#length&&this.#ahead.size===0&&this.close(),part}catch(error){throw this.close(),error}}close(){this.#closed||
(this.#closed=!0,this.#engine.release(this.#body))}};function readStream(engine){return(call,frame)=>{let head=decodeReplyHead(frame),failed=(frame.flags&2)!==0;if(call.options.onResponse?.(responseHead(
head,frame)),head.stream!==void 0)return{now:streamOf(engine,head,frame,head.stream,call.options.signal)};if(head.body===void 0||(frame.flags&
1)===0){if(failed)throw new CommandFailure(decodeBody(frame));return engine.counters.bytesDown+=typedByteLength(frame.body),{now:new SourceStream(
responseHead(head,frame),new InlineSource(copy(frame.body)))}}if(failed)return{later:failure(engine,call,frame,head.body)};let signal2=call.
options.signal;return{now:new SourceStream(responseHead(head,frame),new DeferredSource(engine,head.body,frame.bodyBytes,signal2))}}}async function failure(engine,call,frame,body){
let bytes=(await own(engine.pull(body,frame.bodyBytes,call.signal,()=>{}))).value;throw new CommandFailure(decodeBodyFrom(frame,bytes,!0))}function streamOf(engine,head,frame,channel,signal2){
return new SourceStream(responseHead(head,frame),new ChannelSource(engine,channel,head.length,signal2))}function readValue(engine,check){return(call,frame)=>{let head=decodeReplyHead(frame);call.options.onResponse?.(responseHead(head,frame));let value=(bytes,whole)=>{
let decoded=bytes===void 0?decodeBody(frame):decodeBodyFrom(frame,bytes,whole);if((frame.flags&2)!==0)throw new CommandFailure(decoded);return frame.
payload===2&&check(call.command,decoded),decoded};if(head.stream!==void 0)return{later:collected(engine,call,frame,head.stream,value)};let into=frame.
payload===1&&(frame.flags&2)===0?call.options.into:void 0;if(head.body===void 0||(frame.flags&1)===0){let length=frame.bodyBytes;if(engine.counters.
bytesDown+=length,call.progress("download",length)(length),into===void 0)return{now:value(void 0,!1)};let target=intoView(into,length);return typedSet(
target,frame.body,0),{now:target}}return{later:pulled(engine,call,frame,head.body,into,value)}}}async function pulled(engine,call,frame,body,into,value){
let onBytes=call.progress("download",frame.bodyBytes);if(into===void 0)return hold(value((await own(engine.pull(body,frame.bodyBytes,call.signal,
onBytes))).value,!0));let target;try{target=intoView(into,frame.bodyBytes)}catch(error){throw engine.release(body),error}return await own(engine.
pullInto(body,target,call.signal,onBytes)),hold(target)}async function collected(engine,call,frame,channel,value){let stream=streamOf(engine,
decodeReplyHead(frame),frame,channel,call.signal),{into}=call.options,onBytes=call.progress("download",stream.length),bytes=(await own(stream.
read(into,count=>onBytes(count)))).value;return hold(into===void 0?value(bytes,!0):bytes)}function workerPort(client){if(MessageChannel===void 0)throw new IpcError("internal","this webview has no MessageChannel");let channel=new MessageChannel,
port=channelPort1(channel),calls=new Map,listeners=new Map,answer=message=>{try{portPostMessage(port,message,iterable(message.type==="value"?
buffersOf(message.value):list()))}catch(error){let text=error instanceof Error?error.message:"the result cannot be cloned for the worker";answer(
{type:"ipc-error",id:message.id,code:"internal",message:text,command:void 0,key:void 0,data:void 0})}},refuse=(id,error)=>{if(error instanceof
IpcError){let{code,message,command,key,data}=error;answer({type:"ipc-error",id,code,message,command,key,data})}else error instanceof DOMException?
answer({type:"exception",id,name:error.name,message:error.message}):answer({type:"error",id,error})},serve=request=>{let{id}=request;switch(request.
type){case"invoke":{let controller=new AbortController;mapSet(calls,id,controller);let options=record({headers:request.headers,signal:controllerSignal(
controller),timeout:request.timeout});request.progress&&(options.onProgress=({phase,loaded,total})=>answer({type:"progress",id,phase,loaded,
total}));let args=request.typed?typed(request.args):request.args;settle(client.invoke(request.command,args,options),value=>{mapDelete(calls,
id),answer({type:"value",id,value})},error=>{mapDelete(calls,id),refuse(id,error)});return}case"cancel":{let controller=mapGet(calls,id);controller!==
void 0&&controllerAbort(controller,void 0);return}case"listen":settle(client.listen(request.event,event=>answer({type:"event",id,event:event.
event,listener:event.id,payload:event.payload}),record({target:request.target})),unlisten=>{mapSet(listeners,id,unlisten),answer({type:"valu\
e",id,value:null})},error=>refuse(id,error));return;case"unlisten":mapGet(listeners,id)?.(),mapDelete(listeners,id);return}};return portListen(
port,event=>serve(messageData(event))),channelPort2(channel)}function buffersOf(root){let buffers=list(),seen=new Set,visit=value=>{if(typeof value!=
"object"||value===null)return;let buffer=isView(value)?typedBuffer(value):isArrayBuffer(value)?value:void 0;if(buffer!==void 0){setHas(seen,
buffer)||(setAdd(seen,buffer),push(buffers,buffer));return}if(isArray(value)){for(let i=0;i<value.length;i++)visit(value[i]);return}let names=keys(
value);for(let i=0;i<names.length;i++)visit(value[names[i]??""])};return visit(root),buffers}var VERSION="0.1.0";var NO_OPTIONS=freeze(record({}));function createClient(lane,{label,limits:limits2,debug}){let warn=message=>{debug&&consoleWarn("bytelane: "+
message)},engine=new Engine(lane,{limits:limits2,version:VERSION,warn}),warned=new Set,check=(command,value)=>{if(!debug||setHas(warned,command))
return;let found=longArrayIn(value);if(found===void 0)return;setAdd(warned,command),warn(`${command}: a long array of ${found} was sent as J\
SON. ${found==="bytes"?"Return Bytes or Vec<u8> alone; pass a Uint8Array.":"Return ipc::Typed; pass a typed array."}`)},call=(read,command,args,options)=>new Promise2(
(resolve,reject)=>{check(command,args),new Call(engine,command,options,read,resolve,reject).start(args)}),readAsValue=readValue(engine,check),
readAsStream=readStream(engine),invoke=((command,args,options)=>call(readAsValue,`${command}`,args,options??NO_OPTIONS));invoke.stream=(command,args,options)=>call(
readAsStream,`${command}`,args,options??NO_OPTIONS),freeze(invoke);let added=record({}),stats=(()=>{let all2=record({...engine.counters,duplicatesDropped:engine.
duplicates}),names=keys(added);for(let i=0;i<names.length;i++){let name=names[i]??"";all2[name]=added[name]?.()}return freeze(all2)});stats.
add=(name,read)=>{if(name==="duplicatesDropped"||hasOwn(engine.counters,name)||hasOwn(added,name))throw new TypeError(`the counters ${name} \
exist already`);added[`${name}`]=read},freeze(stats);let events=eventFunctions(engine,invoke),{listen,once,emit,emitTo,attach}=events,Channel=channelClass(
engine),client={invoke,Channel,IpcError,label,typed,listen,once,emit,emitTo,events:events.events,lane:()=>lane.name,stats,workerPort:()=>workerPort(
client)},leave=()=>{engine.left=!0};return{client:freeze(record(client)),engine,Channel,attach,leave,restart:()=>engine.restart()}}var STAR=42,DOT=46;function originMatches(pattern,origin){let star=0;for(;star<pattern.length&&charCodeAt(pattern,star)!==STAR;)star+=1;if(star===
pattern.length)return pattern===origin;let before=stringSlice(pattern,0,star),after=stringSlice(pattern,star+1),end=origin.length-after.length;
if(end<=star||stringSlice(origin,0,star)!==before||stringSlice(origin,end)!==after)return!1;for(let i=star;i<end;i++)if(!isWild(charCodeAt(origin,
i),after!==""))return!1;return!0}function isWild(char,host){return char>=48&&char<=57||host&&(char===DOT||char===45||char>=97&&char<=122)}var Request=optional("Request"),member=name=>getter(prototypeOf("Request"),name),FormData=optional("FormData"),isRequest=value=>Request!==void 0&&
isInstance(Request,value),requestUrl=member("url"),requestMethod=member("method"),requestHeaders=member("headers"),requestArrayBuffer=methodOf(
"Request","arrayBuffer"),signal=member("signal"),mode=member("mode"),credentials=member("credentials"),cache=member("cache"),referrer=member(
"referrer"),referrerPolicy=member("referrerPolicy"),integrity=member("integrity"),keepalive=member("keepalive"),isFormData=value=>FormData!==
void 0&&isInstance(FormData,value),formDataForEach=methodOf("FormData","forEach"),blobType=getter(prototypeOf("Blob"),"type"),fileName=getter(
prototypeOf("File"),"name"),requestOptions=request=>({signal:signal(request),mode:mode(request),credentials:credentials(request),cache:cache(
request),referrer:referrer(request),referrerPolicy:referrerPolicy(request),integrity:integrity(request),keepalive:keepalive(request)});var LF=10,CR=13,QUOTE2=34;function escaped(text,lineEnd,quote){let result="",from=0;for(let at=0;at<text.length;at++){let char=charCodeAt(text,
at);char!==CR&&char!==LF&&char!==QUOTE2||(result+=stringSlice(text,from,at)+(char===QUOTE2?quote:lineEnd),char===CR&&at+1<text.length&&charCodeAt(
text,at+1)===LF&&(at+=1),from=at+1)}return result+stringSlice(text,from)}var inHeader=text=>escaped(text,"%0D%0A","%22");async function encodeForm(form){
let boundary="----bytelane"+randomHex(16),entries=list();formDataForEach(form,(value,name)=>push(entries,[name,value]));let parts=list(),length=0,
add=part=>{push(parts,part),length+=typedByteLength(part)};for(let i=0;i<entries.length;i++){let entry=entries[i];if(entry===void 0)continue;
let value=entry[1],head=`--${boundary}\r
Content-Disposition: form-data; name="${inHeader(entry[0])}"`;if(typeof value!="string"){let type=blobType(value);add(encodeText(`${head}; f\
ilename="${inHeader(fileName(value))}"\r
Content-Type: ${type===""?"application/octet-stream":type}\r
\r
`)),add(new Uint8Array(await own(blobArrayBuffer(value)))),add(encodeText(`\r
`))}else add(encodeText(`${head}\r
\r
${escaped(value,`\r
`,'"')}\r
`))}return add(encodeText(`--${boundary}--\r
`)),hold({type:"multipart/form-data; boundary="+boundary,bytes:joined(parts,length)})}var SCHEME_LENGTH_MAX=64,send=fetch,MARK="bytelane-mark=";function replaceFetch({schemes,secret,guarded,mark:mark2}){let{protocol}=globalThis.
location,isOn=(list2,url)=>{let start=toLowerCase(stringSlice(url,0,SCHEME_LENGTH_MAX));for(let i=0;i<list2.length;i++)if(stringStartsWith(start,
list2[i]+":"))return!0;return!1},isChanged=url=>isOn(schemes,url)||isOn(guarded,url),isOnScheme=isOn(schemes,protocol),marked=url=>{let hash=stringIndexOf(
url,"#"),address=hash<0?url:stringSlice(url,0,hash);return address+(stringIndexOf(address,"?")<0?"?":"&")+MARK+mark2()},sendChanged=async(input,init)=>{
let options=record({...init}),body=options.body;if(!isRequest(input)&&isOn(guarded,input)&&isReadable(body))return await own(send(marked(input),
options));if(Request===void 0)return await own(send(input,options));let url=requestUrl(isRequest(input)?input:new Request(input));if(!isChanged(
url))return await own(send(input,options));let form=isFormData(body)?(await own(encodeForm(body))).value:void 0;form!==void 0&&(options.body=
form.bytes);let request=new Request(input,options),isGuarded=isOn(guarded,url),method=requestMethod(request),hasBody=method!=="GET"&&method!==
"HEAD";if(!hasBody&&!isGuarded)return await own(send(request));let bytes=hasBody?await own(requestArrayBuffer(request)):void 0,headers=record(
{});headersForEach(requestHeaders(request),(value,name)=>{headers[name]=value}),form!==void 0&&(headers["content-type"]??=form.type),isGuarded||
(headers[SECRET_HEADER]=secret.text());let more={method,headers,body:bytes===void 0||bufferByteLength(bytes)===0?void 0:bytes,redirect:"erro\
r"};return await own(send(isGuarded?marked(url):url,record({...requestOptions(request),...more})))},replaced=(input,init)=>{if(isRequest(input))
return isChanged(requestUrl(input))?sendChanged(input,init):send(input,init);let url=`${input}`;return isOnScheme||isChanged(url)?sendChanged(
url,init):send(url,init)};defineProperty(replaced,"name",{__proto__:null,value:"fetch"}),defineProperty(globalThis,"fetch",{__proto__:null,value:replaced,
writable:!0,enumerable:!0,configurable:!0})}var isReadable=body=>body==null||typeof body=="string"||isView(body)||isArrayBuffer(body);var ATTRIBUTE="data-tauri-drag-region";function watchDragRegions(invoke){let ignore=()=>{};addEventListener(globalThis,"mousedown",event=>{let{
button,detail,target}=event;if(button!==0||detail!==1&&detail!==2||!isElement(target))return;let region2=getAttribute(target,ATTRIBUTE);region2===
null||region2==="false"||(event.preventDefault(),event.stopImmediatePropagation(),settle(invoke(detail===2?"plugin:window|internal_toggle_ma\
ximize":"plugin:window|start_dragging"),ignore,ignore))})}function callbackTable(engine,Channel){let map=new Map,channels=new Map,unregister=id=>{mapDelete(map,id);let channel=mapGet(channels,id);mapDelete(
channels,id),channel?.close()},run=(id,data)=>{let callback=mapGet(map,id);callback!==void 0?callback(data):consoleWarn(`[TAURI] Couldn't fi\
nd callback id ${id}. This might happen when the app is reloaded while Rust is running an asynchronous operation.`)};return engine.onChannelNamed=
id=>{if(!mapHas(map,id)||mapHas(channels,id))return;let index=0,channel=new Channel(message=>{let position=index;index+=1,run(id,{message,index:position})},
id);mapSet(channels,id,channel),channel.onend=(reason,message)=>{mapHas(map,id)&&(mapDelete(channels,id),run(id,{end:!0,index}),reason!=="en\
ded"&&reason!=="cancelled"&&report(new IpcError("channel_closed",`channel ${id}: ${message??reason}`,{data:reason})))}},{map,transform(callback,once=!1){
let id=engine.drawChannel();return mapSet(map,id,data=>(once&&unregister(id),callback?.(data))),id},unregister,run}}var isListen=args=>typeof args=="object"&&args!==null&&typeof args.event=="string"&&typeof args.handler=="number";function tauriEvents(attach,callbacks){
let listeners=new Map,listen=async({event,target,handler})=>{let id=0,listener,{value:attached}=await own(attach(event,target,arrived=>{id===
0&&(id=arrived.id),listener?.muted!==!0&&callbacks.run(handler,{event:arrived.event,id,payload:arrived.payload})}));return id=attached.id,listener=
{attached,muted:!1},mapSet(listeners,id,listener),id};return{serve(command,args){if(command==="plugin:event|listen")return isListen(args)?listen(
args):void 0;if(command!=="plugin:event|unlisten")return;let id=args?.eventId,listener=typeof id=="number"?mapGet(listeners,id):void 0;if(!(listener===
void 0||typeof id!="number"))return mapDelete(listeners,id),listener.muted=!0,listener.attached.detach()},unregister(_event,id){let listener=mapGet(
listeners,id);listener!==void 0&&(listener.muted=!0)}}}function installTauri({client,engine,Channel,attach},settings){let callbacks=callbackTable(engine,Channel),events=tauriEvents(attach,callbacks),
{label,scheme,sep,delimiter}=settings,invoke=(command,args={},options)=>new Promise2((resolve,reject)=>settle(events.serve(command,args)??client.
invoke(command,args,options),resolve,error=>reject(error instanceof IpcError?error.message:error))),ipc=({cmd,callback,error,payload,options})=>settle(
invoke(cmd,payload,options),value=>callbacks.run(callback,value),reason=>callbacks.run(error,reason)),internals={},fixed=(target,name,value)=>defineProperty(
target,name,{__proto__:null,value,enumerable:!0});fixed(internals,"invoke",invoke),fixed(internals,"transformCallback",callbacks.transform),
fixed(internals,"unregisterCallback",callbacks.unregister),fixed(internals,"runCallback",callbacks.run),fixed(internals,"callbacks",callbacks.
map),fixed(internals,"convertFileSrc",(path,protocol="asset")=>scheme[0]+protocol+scheme[1]+encodeUriComponent(path)),fixed(internals,"ipc",
ipc),fixed(internals,"postMessage",message=>ipc(typeof message=="string"?jsonParse(message):message)),fixed(internals,"metadata",{currentWindow:{
label},currentWebview:{windowLabel:label,label}}),fixed(internals,"plugins",{path:{sep,delimiter}}),fixed(globalThis,"__TAURI_INTERNALS__",internals),
fixed(globalThis,"__TAURI_EVENT_PLUGIN_INTERNALS__",{unregisterListener:events.unregister}),fixed(globalThis,"isTauri",!0)}function allowed({origins}){let{window}=globalThis;if(window!==window.top||(window.opener??null)!==null||globalThis.document?.contentType===
"application/json")return!1;let{origin,protocol,host}=globalThis.location,spelled=protocol+"//"+host;for(let i=0;i<origins.length;i++){let pattern=origins[i]??
"";if(originMatches(pattern,origin)||originMatches(pattern,spelled))return!0}return!1}function takeNatives(){let holder=globalThis;if(!hasOwn(
holder,"__BYTELANE_NATIVES__"))return;let natives=holder.__BYTELANE_NATIVES__;return delete holder.__BYTELANE_NATIVES__,natives}var NO_ORIGIN="\
a page that is loaded from a text has no origin, which the engine requires: load it with `AttachOptions::html` in place of `WebViewBuilder::\
with_html`";function hasNoOrigin(){let{protocol}=globalThis.location;return globalThis.window===globalThis.window.top&&(protocol==="about:"||
protocol==="data:")}function install(config){let{base,label,debug}=config,natives=takeNatives();if(hasOwn(globalThis,"bytelane"))return;let warn=message=>consoleWarn(
"bytelane: "+message);if(!allowed(config)){debug&&hasNoOrigin()&&warn(NO_ORIGIN);return}let secret=documentSecret(),missing2=hasNoOrigin()?NO_ORIGIN:
void 0;applyLimits(config.limits);let lane=chooseLane(config.lane,natives,secret,protocolLane(base,secret,void 0,watchPolicy(base)),warn,missing2),
handle=createClient(lane,{label,debug,limits}),{client,leave,restart}=handle,guarded=natives===void 0?[]:config.guarded;config.schemes.length+
guarded.length>0&&replaceFetch({schemes:config.schemes,secret,guarded,mark:()=>natives?.mark()??""}),defineProperty(globalThis,"bytelane",{__proto__:null,
value:client,enumerable:!0}),config.tauri!==null&&(installTauri(handle,config.tauri),watchDragRegions(client.invoke)),addEventListener(globalThis,
"pagehide",event=>{event.isTrusted&&leave()}),addEventListener(globalThis,"pageshow",event=>{!event.isTrusted||!event.persisted||(secret.renew(),
restart())})}install(__BYTELANE_CONFIG__);})();
