// Built by npm run build in js/ from examples/table/views.ts; do not edit.
function open(shape,archive){let source=sourceOf(archive);return shape.get(source,root(shape,source))}function sourceOf(archive){let bytes=archive instanceof Uint8Array?archive:new Uint8Array(archive);return{bytes,data:new DataView(bytes.buffer,
bytes.byteOffset,bytes.byteLength)}}function root(shape,{bytes}){if(bytes.length<shape.size)throw new RangeError(`the archive has ${bytes.length}\
 bytes, and its root ${shape.size}`);return bytes.length-shape.size}var target=({data},at)=>at+data.getInt32(at,!0),plain=(size,get)=>({size,
get,object:get});var string=plain(8,(source,at)=>{if((source.data.getUint8(at)&192)!==128){let length2=0;for(;length2<8&&source.data.getUint8(at+length2)!==255;)
length2++;return text(source,at,length2)}let length=source.data.getUint32(at,!0);return text(source,at+source.data.getInt32(at+4,!0),length&
63|length>>>2&-64)}),TEXT_BYTES_MAX=24,PAIRS=new Array(16384),decoder,pair=(one,two)=>PAIRS[one<<7|two]??=String.fromCharCode(one,two);function text({
bytes},from,length){let to=from+length;if(from<0||to>bytes.length)throw new RangeError("a text is outside of its archive");if(length>TEXT_BYTES_MAX)
return decoder??=new TextDecoder("utf-8",{ignoreBOM:!0}),decoder.decode(bytes.subarray(from,to));let result="",at=from;for(;at+3<to;at+=4){let a=bytes[at],
b=bytes[at+1],c=bytes[at+2],d=bytes[at+3];if((a|b|c|d)>127)break;result=`${result}${pair(a,b)}${pair(c,d)}`}for(;at+1<to;at+=2){let one=bytes[at],
other=bytes[at+1];if((one|other)>127)break;result+=pair(one,other)}for(;at<to;){let first=bytes[at++];if(first<128){result+=String.fromCharCode(
first);continue}let more=first<224?1:first<240?2:3,code=first&63>>more;for(;more>0;more--)code=code<<6|bytes[at++]&63;result+=String.fromCodePoint(
code)}return result}var List=class{length;#source;#from;#shape;constructor(source,from,length,shape){if(from<0||from+length*shape.size>source.
bytes.length)throw new RangeError("a list is outside of its archive");this.length=length,this.#source=source,this.#from=from,this.#shape=shape}at(index){
let i=index<0?this.length+index:index;return i>=0&&i<this.length&&i%1===0?this.#shape.get(this.#source,this.#from+i*this.#shape.size):void 0}*[Symbol.
iterator](){for(let i=0;i<this.length;i++)yield this.#shape.get(this.#source,this.#from+i*this.#shape.size)}toArray(){return Array.from(this)}toObject(){
let objects=[];for(let i=0;i<this.length;i++)objects.push(this.#shape.object(this.#source,this.#from+i*this.#shape.size));return objects}toJSON(){
return this.toObject()}},list=shape=>{let get=(source,at)=>new List(source,target(source,at),source.data.getUint32(at+4,!0),shape);return{size:8,
get,object:(source,at)=>get(source,at).toObject()}};var Output=class{bytes=new Uint8Array(1024);data=new DataView(this.bytes.buffer);length=0;reserve(size,align){let at=this.length+align-1&~(align-
1),end=at+size;if(end>2147483647)throw new RangeError("an archive cannot be larger than 2 GiB");if(end>this.bytes.length){let bytes=new Uint8Array(
Math.max(end,this.bytes.length*2));bytes.set(this.bytes),this.bytes=bytes,this.data=new DataView(bytes.buffer)}return this.length=end,at}point(at,target2){
this.data.setInt32(at,target2-at,!0)}};function encode(writer,value){let out=new Output,before=writer.before(out,value);return writer.put(out,
out.reserve(writer.size,writer.align),value,before),out.bytes.subarray(0,out.length)}var nothing=()=>{};function number(size,name,min,max,set){
return{size,align:size,before:nothing,put:({data},at,value)=>{if(!(value>=min&&value<=max&&value%1===0))throw new RangeError(`${String(value)}\
 is not a ${name}`);set(data,at,value)}}}function float(size,set){return{size,align:size,before:nothing,put:({data},at,value)=>{if(typeof value!=
"number")throw new TypeError(`${String(value)} is not a number`);set(data,at,value)}}}var u32=number(4,"u32",0,4294967295,(data,at,value)=>data.setUint32(at,value,!0));var f64=float(8,(data,at,value)=>data.setFloat64(at,value,!0));var INLINE_BYTES_MAX=8,encoder,string2={size:8,align:4,before:(out,value)=>{encoder??=new TextEncoder;let bytes=encoder.encode(value);if(bytes.
length<=INLINE_BYTES_MAX)return bytes;if(bytes.length>1073741823)throw new RangeError("a text in an archive cannot be longer than 1 GiB");let at=out.
reserve(bytes.length,1);return out.bytes.set(bytes,at),{at,length:bytes.length}},put:(out,at,_,before)=>{if(before instanceof Uint8Array)return out.
bytes.fill(255,at,at+INLINE_BYTES_MAX),out.bytes.set(before,at);let{at:from,length}=before;out.data.setUint32(at,(length&63|128|(length&-64)<<
2)>>>0,!0),out.data.setInt32(at+4,from-at,!0)}};function writeAll(out,writer,values){let before=[];for(let i=0;i<values.length;i++)before.push(
writer.before(out,values[i]));let from=out.reserve(writer.size*values.length,writer.align);for(let i=0;i<values.length;i++)writer.put(out,from+
i*writer.size,values[i],before[i]);return from}function putList(out,at,from,length){out.point(at,from),out.data.setUint32(at+4,length,!0)}var list2=writer=>({
size:8,align:4,before:(out,values)=>writeAll(out,writer,values),put:(out,at,values,from)=>putList(out,at,from,values.length)});var fields=(size,align,of)=>{let listed,field=(value,name)=>value[name];return{size,align,before:(out,value)=>(listed??=of()).map(([name,writer])=>writer.
before(out,field(value,name))),put:(out,at,value,before)=>(listed??=of()).forEach(([name,writer,offset],i)=>writer.put(out,at+offset,field(value,
name),before[i]))}},variants=(size,align,of)=>{let listed,variantOf=value=>{let name=typeof value=="string"?value:String(value?.tag);listed??=
of();let found=Object.hasOwn(listed,name)?listed[name]:void 0;if(found===void 0)throw new RangeError(`there is no variant ${JSON.stringify(name)}`);
return found},content=value=>value?.value;return{size,align,before:(out,value)=>variantOf(value)[1]?.before(out,content(value)),put:(out,at,value,before)=>{
let[tag,writer,offset]=variantOf(value);out.data.setUint8(at,tag),writer?.put(out,at+(offset??0),content(value),before)}}};var Order=class _Order{static size=40;static get(source,at){return new _Order(source,at)}static object(source,at){return{id:source.data.getUint32(
at,!0),customer:string.object(source,at+4),country:string.object(source,at+12),quantity:source.data.getUint32(at+20,!0),amount:source.data.getFloat64(
at+24,!0),status:Status.object(source,at+32)}}#source;#at;constructor(source,at){this.#source=source,this.#at=at}get id(){return this.#source.
data.getUint32(this.#at,!0)}get customer(){return string.get(this.#source,this.#at+4)}get country(){return string.get(this.#source,this.#at+
12)}get quantity(){return this.#source.data.getUint32(this.#at+20,!0)}get amount(){return this.#source.data.getFloat64(this.#at+24,!0)}get status(){
return Status.get(this.#source,this.#at+32)}toObject(){return _Order.object(this.#source,this.#at)}toJSON(){return this.toObject()}};function openOrder(archive){
return open(Order,archive)}function encodeOrder(value){return encode($writeOrder,value)}var Status={size:1,get(source,at){switch(source.data.
getUint8(at)){case 0:return"Open";case 1:return"Paid";case 2:return"Shipped";case 3:return"Cancelled";default:throw new RangeError("an archi\
ve has no variant of Status")}},object(source,at){switch(source.data.getUint8(at)){case 0:return"Open";case 1:return"Paid";case 2:return"Shi\
pped";case 3:return"Cancelled";default:throw new RangeError("an archive has no variant of Status")}}};function openStatus(archive){return open(
Status,archive)}function encodeStatus(value){return encode($writeStatus,value)}function openOrders(archive){return open($root_Orders,archive)}
function encodeOrders(value){return encode($write_Orders,value)}var $writeOrder=fields(40,8,()=>[["id",u32,0],["customer",string2,4],["count\
ry",string2,12],["quantity",u32,20],["amount",f64,24],["status",$writeStatus,32]]),$writeStatus=variants(1,1,()=>({Open:[0],Paid:[1],Shipped:[
2],Cancelled:[3]})),$root_Orders=list(Order),$write_Orders=list2($writeOrder);export{Order,Status,encodeOrder,encodeOrders,encodeStatus,openOrder,openOrders,openStatus};
