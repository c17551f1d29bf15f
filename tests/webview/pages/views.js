// Built by npm run build in js/ from js/test/archive/views.ts; do not edit.
function open(shape,archive){let source=sourceOf(archive);return shape.get(source,root(shape,source))}function sourceOf(archive){let bytes=archive instanceof Uint8Array?archive:new Uint8Array(archive);return{bytes,data:new DataView(bytes.buffer,
bytes.byteOffset,bytes.byteLength)}}function root(shape,{bytes}){if(bytes.length<shape.size)throw new RangeError(`the archive has ${bytes.length}\
 bytes, and its root ${shape.size}`);return bytes.length-shape.size}var target=({data},at)=>at+data.getInt32(at,!0),plain=(size,get)=>({size,
get,object:get}),bool=plain(1,({data},at)=>data.getUint8(at)!==0),u8=plain(1,({data},at)=>data.getUint8(at));var u16=plain(2,({data},at)=>data.getUint16(at,!0)),i16=plain(2,({data},at)=>data.getInt16(at,!0)),u32=plain(4,({data},at)=>data.getUint32(at,
!0));var f64=plain(8,({data},at)=>data.getFloat64(at,!0));var char=plain(4,({data},at)=>String.fromCodePoint(data.getUint32(at,!0))),string=plain(8,(source,at)=>{if((source.data.getUint8(at)&192)!==
128){let length2=0;for(;length2<8&&source.data.getUint8(at+length2)!==255;)length2++;return text(source,at,length2)}let length=source.data.getUint32(
at,!0);return text(source,at+source.data.getInt32(at+4,!0),length&63|length>>>2&-64)}),TEXT_BYTES_MAX=24,PAIRS=new Array(16384),decoder,pair=(one,two)=>PAIRS[one<<
7|two]??=String.fromCharCode(one,two);function text({bytes},from,length){let to=from+length;if(from<0||to>bytes.length)throw new RangeError(
"a text is outside of its archive");if(length>TEXT_BYTES_MAX)return decoder??=new TextDecoder("utf-8",{ignoreBOM:!0}),decoder.decode(bytes.subarray(
from,to));let result="",at=from;for(;at+3<to;at+=4){let a=bytes[at],b=bytes[at+1],c=bytes[at+2],d=bytes[at+3];if((a|b|c|d)>127)break;result=
`${result}${pair(a,b)}${pair(c,d)}`}for(;at+1<to;at+=2){let one=bytes[at],other=bytes[at+1];if((one|other)>127)break;result+=pair(one,other)}
for(;at<to;){let first=bytes[at++];if(first<128){result+=String.fromCharCode(first);continue}let more=first<224?1:first<240?2:3,code=first&63>>
more;for(;more>0;more--)code=code<<6|bytes[at++]&63;result+=String.fromCodePoint(code)}return result}var List=class{length;#source;#from;#shape;constructor(source,from,length,shape){
if(from<0||from+length*shape.size>source.bytes.length)throw new RangeError("a list is outside of its archive");this.length=length,this.#source=
source,this.#from=from,this.#shape=shape}at(index){let i=index<0?this.length+index:index;return i>=0&&i<this.length&&i%1===0?this.#shape.get(
this.#source,this.#from+i*this.#shape.size):void 0}*[Symbol.iterator](){for(let i=0;i<this.length;i++)yield this.#shape.get(this.#source,this.#from+
i*this.#shape.size)}toArray(){return Array.from(this)}toObject(){let objects=[];for(let i=0;i<this.length;i++)objects.push(this.#shape.object(
this.#source,this.#from+i*this.#shape.size));return objects}toJSON(){return this.toObject()}},list=shape=>{let get=(source,at)=>new List(source,
target(source,at),source.data.getUint32(at+4,!0),shape);return{size:8,get,object:(source,at)=>get(source,at).toObject()}},array=(shape,length)=>{
let get=(source,at)=>new List(source,at,length,shape);return{size:shape.size*length,get,object:(source,at)=>get(source,at).toObject()}};function elements({
bytes},type,from,length){let start=bytes.byteOffset+from,end=start+length*type.BYTES_PER_ELEMENT;if(from<0||end>bytes.byteOffset+bytes.length)
throw new RangeError("an array is outside of its archive");return start%type.BYTES_PER_ELEMENT===0?new type(bytes.buffer,start,length):new type(
bytes.buffer.slice(start,end),0,length)}var numbers=type=>plain(8,(source,at)=>elements(source,type,target(source,at),source.data.getUint32(
at+4,!0))),fixed=(type,length)=>plain(type.BYTES_PER_ELEMENT*length,(source,at)=>elements(source,type,at,length)),option=(shape,size,valueAt)=>({
size,get:(source,at)=>source.data.getUint8(at)===0?null:shape.get(source,at+valueAt),object:(source,at)=>source.data.getUint8(at)===0?null:shape.
object(source,at+valueAt)}),boxed=shape=>({size:4,get:(source,at)=>shape().get(source,target(source,at)),object:(source,at)=>shape().object(
source,target(source,at))}),tuple=(size,parts)=>({size,get:(source,at)=>parts.map(([shape,offset])=>shape.get(source,at+offset)),object:(source,at)=>parts.
map(([shape,offset])=>shape.object(source,at+offset))}),MapView=class{size;#source;#at;#entry;constructor(source,at,entry){this.size=source.
data.getUint32(at+4,!0),this.#source=source,this.#at=at,this.#entry=entry}*#positions(){let controls=target(this.#source,this.#at),left=this.
size;for(let i=0;left>0;i++)this.#source.data.getUint8(controls+i)>=128||(left--,yield controls-(i+1)*this.#entry.size)}*[Symbol.iterator](){
let{key,value,valueAt}=this.#entry;for(let at of this.#positions())yield[key.get(this.#source,at),value.get(this.#source,at+valueAt)]}toObject(){
let{key,value,valueAt}=this.#entry,map2=new Map;for(let at of this.#positions())map2.set(key.object(this.#source,at),value.object(this.#source,
at+valueAt));return map2}toMap(){return new Map(this)}},map=(key,value,size,valueAt)=>{let entry={key,value,size,valueAt},get=(source,at)=>new MapView(
source,at,entry);return{size:12,get,object:(source,at)=>get(source,at).toObject()}};var Output=class{bytes=new Uint8Array(1024);data=new DataView(this.bytes.buffer);length=0;reserve(size,align){let at=this.length+align-1&~(align-
1),end=at+size;if(end>2147483647)throw new RangeError("an archive cannot be larger than 2 GiB");if(end>this.bytes.length){let bytes=new Uint8Array(
Math.max(end,this.bytes.length*2));bytes.set(this.bytes),this.bytes=bytes,this.data=new DataView(bytes.buffer)}return this.length=end,at}point(at,target2){
this.data.setInt32(at,target2-at,!0)}};function encode(writer,value){let out=new Output,before=writer.before(out,value);return writer.put(out,
out.reserve(writer.size,writer.align),value,before),out.bytes.subarray(0,out.length)}var nothing=()=>{};function number(size,name,min,max,set){
return{size,align:size,before:nothing,put:({data},at,value)=>{if(!(value>=min&&value<=max&&value%1===0))throw new RangeError(`${String(value)}\
 is not a ${name}`);set(data,at,value)}}}function float(size,set){return{size,align:size,before:nothing,put:({data},at,value)=>{if(typeof value!=
"number")throw new TypeError(`${String(value)} is not a number`);set(data,at,value)}}}function big(name,wrap,set){return{size:8,align:8,before:nothing,
put:({data},at,value)=>{if(wrap(value)!==value)throw new RangeError(`${value} is not a ${name}`);set(data,at,value)}}}var bool2={size:1,align:1,
before:nothing,put:({data},at,value)=>{if(typeof value!="boolean")throw new TypeError(`${String(value)} is not a boolean`);data.setUint8(at,
value?1:0)}},u82=number(1,"u8",0,255,(data,at,value)=>data.setUint8(at,value)),i8=number(1,"i8",-128,127,(data,at,value)=>data.setInt8(at,value)),
u162=number(2,"u16",0,65535,(data,at,value)=>data.setUint16(at,value,!0)),i162=number(2,"i16",-32768,32767,(data,at,value)=>data.setInt16(at,
value,!0)),u322=number(4,"u32",0,4294967295,(data,at,value)=>data.setUint32(at,value,!0)),i32=number(4,"i32",-2147483648,2147483647,(data,at,value)=>data.
setInt32(at,value,!0)),f32=float(4,(data,at,value)=>data.setFloat32(at,value,!0)),f642=float(8,(data,at,value)=>data.setFloat64(at,value,!0)),
u64=big("u64",value=>BigInt.asUintN(64,value),(data,at,value)=>data.setBigUint64(at,value,!0)),i64=big("i64",value=>BigInt.asIntN(64,value),
(data,at,value)=>data.setBigInt64(at,value,!0)),char2={size:4,align:4,before:nothing,put:({data},at,value)=>{let code=value.codePointAt(0)??
0;if(String.fromCodePoint(code)!==value||code>=55296&&code<57344)throw new RangeError(`${JSON.stringify(value)} is not one character`);data.
setUint32(at,code,!0)}},INLINE_BYTES_MAX=8,encoder,string2={size:8,align:4,before:(out,value)=>{encoder??=new TextEncoder;let bytes=encoder.
encode(value);if(bytes.length<=INLINE_BYTES_MAX)return bytes;if(bytes.length>1073741823)throw new RangeError("a text in an archive cannot be\
 longer than 1 GiB");let at=out.reserve(bytes.length,1);return out.bytes.set(bytes,at),{at,length:bytes.length}},put:(out,at,_,before)=>{if(before instanceof
Uint8Array)return out.bytes.fill(255,at,at+INLINE_BYTES_MAX),out.bytes.set(before,at);let{at:from,length}=before;out.data.setUint32(at,(length&
63|128|(length&-64)<<2)>>>0,!0),out.data.setInt32(at+4,from-at,!0)}};function writeAll(out,writer,values){let before=[];for(let i=0;i<values.
length;i++)before.push(writer.before(out,values[i]));let from=out.reserve(writer.size*values.length,writer.align);for(let i=0;i<values.length;i++)
writer.put(out,from+i*writer.size,values[i],before[i]);return from}function putList(out,at,from,length){out.point(at,from),out.data.setUint32(
at+4,length,!0)}var list2=writer=>({size:8,align:4,before:(out,values)=>writeAll(out,writer,values),put:(out,at,values,from)=>putList(out,at,
from,values.length)}),array2=(writer,length)=>({size:writer.size*length,align:writer.align,before:(out,values)=>(checkLength(values.length,length),
Array.from(values,value=>writer.before(out,value))),put:(out,at,values,before)=>{for(let i=0;i<length;i++)writer.put(out,at+i*writer.size,values[i],
before[i])}});function checkLength(actual,expected){if(actual!==expected)throw new RangeError(`an array of ${expected} elements has ${actual}`)}
var bytesOf=values=>new Uint8Array(values.buffer,values.byteOffset,values.byteLength);function checkType(values,type){if(!(values instanceof
type))throw new TypeError(`a ${type.name} is needed`)}var numbers2=type=>({size:8,align:4,before:(out,values)=>{checkType(values,type);let from=out.
reserve(values.byteLength,type.BYTES_PER_ELEMENT);return out.bytes.set(bytesOf(values),from),from},put:(out,at,values,from)=>putList(out,at,
from,values.length)}),fixed2=(type,length)=>({size:type.BYTES_PER_ELEMENT*length,align:type.BYTES_PER_ELEMENT,before:(_,values)=>{checkType(
values,type),checkLength(values.length,length)},put:(out,at,values)=>out.bytes.set(bytesOf(values),at)}),option2=(writer,size,valueAt)=>({size,
align:writer.align,before:(out,value)=>value==null?void 0:writer.before(out,value),put:(out,at,value,before)=>{value!=null&&(out.data.setUint8(
at,1),writer.put(out,at+valueAt,value,before))}}),boxed2=writer=>({size:4,align:4,before:(out,value)=>{let inner=writer(),before=inner.before(
out,value),at=out.reserve(inner.size,inner.align);return inner.put(out,at,value,before),at},put:(out,at,_,target2)=>out.point(at,target2)}),
fields=(size,align,of)=>{let listed,field=(value,name)=>value[name];return{size,align,before:(out,value)=>(listed??=of()).map(([name,writer])=>writer.
before(out,field(value,name))),put:(out,at,value,before)=>(listed??=of()).forEach(([name,writer,offset],i)=>writer.put(out,at+offset,field(value,
name),before[i]))}},variants=(size,align,of)=>{let listed,variantOf=value=>{let name=typeof value=="string"?value:String(value?.tag);listed??=
of();let found=Object.hasOwn(listed,name)?listed[name]:void 0;if(found===void 0)throw new RangeError(`there is no variant ${JSON.stringify(name)}`);
return found},content=value=>value?.value;return{size,align,before:(out,value)=>variantOf(value)[1]?.before(out,content(value)),put:(out,at,value,before)=>{
let[tag,writer,offset]=variantOf(value);out.data.setUint8(at,tag),writer?.put(out,at+(offset??0),content(value),before)}}};var Color={size:1,get(source,at){switch(source.data.getUint8(at)){case 0:return"Red";case 1:return"Green";case 2:return"Blue";default:throw new RangeError(
"an archive has no variant of Color")}},object(source,at){switch(source.data.getUint8(at)){case 0:return"Red";case 1:return"Green";case 2:return"\
Blue";default:throw new RangeError("an archive has no variant of Color")}}};function openColor(archive){return open(Color,archive)}function encodeColor(value){
return encode($writeColor,value)}var Dictionary=class _Dictionary{static size=36;static get(source,at){return new _Dictionary(source,at)}static object(source,at){
return{words:$Dictionary_words.object(source,at),rows:$Dictionary_rows.object(source,at+12),none:$Dictionary_none.object(source,at+24)}}#source;#at;constructor(source,at){
this.#source=source,this.#at=at}get words(){return $Dictionary_words.get(this.#source,this.#at)}get rows(){return $Dictionary_rows.get(this.#source,
this.#at+12)}get none(){return $Dictionary_none.get(this.#source,this.#at+24)}toObject(){return _Dictionary.object(this.#source,this.#at)}toJSON(){
return this.toObject()}};function openDictionary(archive){return open(Dictionary,archive)}var DrawingLabel=class _DrawingLabel{static size=40;static get(source,at){
return new _DrawingLabel(source,at)}static object(source,at){return{text:string.object(source,at+4),at:$DrawingLabel_at.object(source,at+16),
color:Color.object(source,at+32)}}#source;#at;constructor(source,at){this.#source=source,this.#at=at}get text(){return string.get(this.#source,
this.#at+4)}get at(){return $DrawingLabel_at.get(this.#source,this.#at+16)}get color(){return Color.get(this.#source,this.#at+32)}toObject(){
return _DrawingLabel.object(this.#source,this.#at)}toJSON(){return this.toObject()}},Drawing={size:40,get(source,at){switch(source.data.getUint8(
at)){case 0:return{tag:"Empty"};case 1:return{tag:"Circle",value:source.data.getFloat64(at+8,!0)};case 2:return{tag:"Line",value:[source.data.
getUint8(at+1),source.data.getInt32(at+4,!0),Point.get(source,at+8)]};case 3:return{tag:"Label",value:DrawingLabel.get(source,at)};case 4:return{
tag:"Group",value:$Drawing_Group_0.get(source,at+4)};default:throw new RangeError("an archive has no variant of Drawing")}},object(source,at){
switch(source.data.getUint8(at)){case 0:return{tag:"Empty"};case 1:return{tag:"Circle",value:source.data.getFloat64(at+8,!0)};case 2:return{
tag:"Line",value:[source.data.getUint8(at+1),source.data.getInt32(at+4,!0),Point.object(source,at+8)]};case 3:return{tag:"Label",value:DrawingLabel.
object(source,at)};case 4:return{tag:"Group",value:$Drawing_Group_0.object(source,at+4)};default:throw new RangeError("an archive has no var\
iant of Drawing")}}};function openDrawing(archive){return open(Drawing,archive)}function encodeDrawing(value){return encode($writeDrawing,value)}
var Kitchen=class _Kitchen{static size=248;static get(source,at){return new _Kitchen(source,at)}static object(source,at){return{flag:source.
data.getUint8(at)!==0,byte:source.data.getUint8(at+1),signed:source.data.getInt8(at+2),short:source.data.getUint16(at+4,!0),signed_short:source.
data.getInt16(at+6,!0),word:source.data.getUint32(at+8,!0),signed_word:source.data.getInt32(at+12,!0),long:source.data.getBigUint64(at+16,!0),
signed_long:source.data.getBigInt64(at+24,!0),single:source.data.getFloat32(at+32,!0),double:source.data.getFloat64(at+40,!0),letter:char.object(
source,at+48),text:string.object(source,at+52),bytes:$Kitchen_bytes.object(source,at+60),samples:$Kitchen_samples.object(source,at+68),doubles:$Kitchen_doubles.
object(source,at+76),longs:$Kitchen_longs.object(source,at+84),flags:$Kitchen_flags.object(source,at+92),texts:$Kitchen_texts.object(source,
at+100),rows:$Kitchen_rows.object(source,at+108),grid:$Kitchen_grid.object(source,at+116),maybe:$Kitchen_maybe.object(source,at+124),maybe_text:$Kitchen_maybe_text.
object(source,at+128),maybe_row:$Kitchen_maybe_row.object(source,at+140),boxed:$Kitchen_boxed.object(source,at+148),pair:$Kitchen_pair.object(
source,at+152),triple:$Kitchen_triple.object(source,at+164),fixed:$Kitchen_fixed.object(source,at+184),names:$Kitchen_names.object(source,at+
192),drawings:$Kitchen_drawings.object(source,at+208),color:Color.object(source,at+216),point:Point.object(source,at+220),tree:Node.object(source,
at+228)}}#source;#at;constructor(source,at){this.#source=source,this.#at=at}get flag(){return this.#source.data.getUint8(this.#at)!==0}get byte(){
return this.#source.data.getUint8(this.#at+1)}get signed(){return this.#source.data.getInt8(this.#at+2)}get short(){return this.#source.data.
getUint16(this.#at+4,!0)}get signed_short(){return this.#source.data.getInt16(this.#at+6,!0)}get word(){return this.#source.data.getUint32(this.#at+
8,!0)}get signed_word(){return this.#source.data.getInt32(this.#at+12,!0)}get long(){return this.#source.data.getBigUint64(this.#at+16,!0)}get signed_long(){
return this.#source.data.getBigInt64(this.#at+24,!0)}get single(){return this.#source.data.getFloat32(this.#at+32,!0)}get double(){return this.#source.
data.getFloat64(this.#at+40,!0)}get letter(){return char.get(this.#source,this.#at+48)}get text(){return string.get(this.#source,this.#at+52)}get bytes(){
return $Kitchen_bytes.get(this.#source,this.#at+60)}get samples(){return $Kitchen_samples.get(this.#source,this.#at+68)}get doubles(){return $Kitchen_doubles.
get(this.#source,this.#at+76)}get longs(){return $Kitchen_longs.get(this.#source,this.#at+84)}get flags(){return $Kitchen_flags.get(this.#source,
this.#at+92)}get texts(){return $Kitchen_texts.get(this.#source,this.#at+100)}get rows(){return $Kitchen_rows.get(this.#source,this.#at+108)}get grid(){
return $Kitchen_grid.get(this.#source,this.#at+116)}get maybe(){return $Kitchen_maybe.get(this.#source,this.#at+124)}get maybe_text(){return $Kitchen_maybe_text.
get(this.#source,this.#at+128)}get maybe_row(){return $Kitchen_maybe_row.get(this.#source,this.#at+140)}get boxed(){return $Kitchen_boxed.get(
this.#source,this.#at+148)}get pair(){return $Kitchen_pair.get(this.#source,this.#at+152)}get triple(){return $Kitchen_triple.get(this.#source,
this.#at+164)}get fixed(){return $Kitchen_fixed.get(this.#source,this.#at+184)}get names(){return $Kitchen_names.get(this.#source,this.#at+192)}get drawings(){
return $Kitchen_drawings.get(this.#source,this.#at+208)}get color(){return Color.get(this.#source,this.#at+216)}get point(){return Point.get(
this.#source,this.#at+220)}get tree(){return Node.get(this.#source,this.#at+228)}toObject(){return _Kitchen.object(this.#source,this.#at)}toJSON(){
return this.toObject()}};function openKitchen(archive){return open(Kitchen,archive)}function encodeKitchen(value){return encode($writeKitchen,
value)}var Node=class _Node{static size=20;static get(source,at){return new _Node(source,at)}static object(source,at){return{value:source.data.
getInt32(at,!0),children:$Node_children.object(source,at+4),other:$Node_other.object(source,at+12)}}#source;#at;constructor(source,at){this.#source=
source,this.#at=at}get value(){return this.#source.data.getInt32(this.#at,!0)}get children(){return $Node_children.get(this.#source,this.#at+
4)}get other(){return $Node_other.get(this.#source,this.#at+12)}toObject(){return _Node.object(this.#source,this.#at)}toJSON(){return this.toObject()}};
function openNode(archive){return open(Node,archive)}function encodeNode(value){return encode($writeNode,value)}var Point=class _Point{static size=8;static get(source,at){
return new _Point(source,at)}static object(source,at){return{0:source.data.getFloat32(at,!0),1:source.data.getFloat32(at+4,!0)}}#source;#at;constructor(source,at){
this.#source=source,this.#at=at}get 0(){return this.#source.data.getFloat32(this.#at,!0)}get 1(){return this.#source.data.getFloat32(this.#at+
4,!0)}toObject(){return _Point.object(this.#source,this.#at)}toJSON(){return this.toObject()}};function openPoint(archive){return open(Point,
archive)}function encodePoint(value){return encode($writePoint,value)}var Row=class _Row{static size=40;static get(source,at){return new _Row(
source,at)}static object(source,at){return{id:source.data.getBigUint64(at,!0),name:string.object(source,at+8),score:$Row_score.object(source,
at+16),type:Color.object(source,at+32)}}#source;#at;constructor(source,at){this.#source=source,this.#at=at}get id(){return this.#source.data.
getBigUint64(this.#at,!0)}get name(){return string.get(this.#source,this.#at+8)}get score(){return $Row_score.get(this.#source,this.#at+16)}get type(){
return Color.get(this.#source,this.#at+32)}toObject(){return _Row.object(this.#source,this.#at)}toJSON(){return this.toObject()}};function openRow(archive){
return open(Row,archive)}function encodeRow(value){return encode($writeRow,value)}function openDoubles(archive){return open($root_Doubles,archive)}
function encodeDoubles(value){return encode($write_Doubles,value)}function openDrawings(archive){return open($root_Drawings,archive)}function encodeDrawings(value){
return encode($write_Drawings,value)}function openMixed(archive){return open($root_Mixed,archive)}function encodeMixed(value){return encode(
$write_Mixed,value)}function openRows(archive){return open($root_Rows,archive)}function encodeRows(value){return encode($write_Rows,value)}var $writeColor=variants(
1,1,()=>({Red:[0],Green:[1],Blue:[2]})),$Dictionary_words=map(string,u32,12,8),$Dictionary_rows=map(u16,Row,48,8),$Dictionary_none=map(u8,u8,
2,1),$DrawingLabel_at=tuple(16,[[i16,0],[f64,8]]),$Drawing_Group_0=list(string),$writeDrawing=variants(40,8,()=>({Empty:[0],Circle:[1,f642,8],
Line:[2,fields(40,8,()=>[[0,u82,1],[1,i32,4],[2,$writePoint,8]])],Label:[3,fields(40,8,()=>[["text",string2,4],["at",fields(16,8,()=>[[0,i162,
0],[1,f642,8]]),16],["color",$writeColor,32]])],Group:[4,list2(string2),4]})),$Kitchen_bytes=numbers(Uint8Array),$Kitchen_samples=numbers(Float32Array),
$Kitchen_doubles=numbers(Float64Array),$Kitchen_longs=numbers(BigInt64Array),$Kitchen_flags=list(bool),$Kitchen_texts=list(string),$Kitchen_rows=list(
Row),$Kitchen_grid=list(numbers(Uint16Array)),$Kitchen_maybe=option(u8,2,1),$Kitchen_maybe_text=option(string,12,4),$Kitchen_maybe_row=option(
boxed(()=>Row),8,4),$Kitchen_boxed=boxed(()=>Drawing),$Kitchen_pair=tuple(12,[[u8,0],[string,4]]),$Kitchen_triple=tuple(20,[[bool,0],[tuple(
8,[[u32,0],[char,4]]),4],[numbers(Uint8Array),12]]),$Kitchen_fixed=fixed(Uint16Array,3),$Kitchen_names=array(string,2),$Kitchen_drawings=list(
Drawing),$writeKitchen=fields(248,8,()=>[["flag",bool2,0],["byte",u82,1],["signed",i8,2],["short",u162,4],["signed_short",i162,6],["word",u322,
8],["signed_word",i32,12],["long",u64,16],["signed_long",i64,24],["single",f32,32],["double",f642,40],["letter",char2,48],["text",string2,52],
["bytes",numbers2(Uint8Array),60],["samples",numbers2(Float32Array),68],["doubles",numbers2(Float64Array),76],["longs",numbers2(BigInt64Array),
84],["flags",list2(bool2),92],["texts",list2(string2),100],["rows",list2($writeRow),108],["grid",list2(numbers2(Uint16Array)),116],["maybe",
option2(u82,2,1),124],["maybe_text",option2(string2,12,4),128],["maybe_row",option2(boxed2(()=>$writeRow),8,4),140],["boxed",boxed2(()=>$writeDrawing),
148],["pair",fields(12,4,()=>[[0,u82,0],[1,string2,4]]),152],["triple",fields(20,4,()=>[[0,bool2,0],[1,fields(8,4,()=>[[0,u322,0],[1,char2,4]]),
4],[2,numbers2(Uint8Array),12]]),164],["fixed",fixed2(Uint16Array,3),184],["names",array2(string2,2),192],["drawings",list2($writeDrawing),208],
["color",$writeColor,216],["point",$writePoint,220],["tree",$writeNode,228]]),$Node_children=list(Node),$Node_other=option(boxed(()=>Node),8,
4),$writeNode=fields(20,4,()=>[["value",i32,0],["children",list2($writeNode),4],["other",option2(boxed2(()=>$writeNode),8,4),12]]),$writePoint=fields(
8,4,()=>[[0,f32,0],[1,f32,4]]),$Row_score=option(f64,16,8),$writeRow=fields(40,8,()=>[["id",u64,0],["name",string2,8],["score",option2(f642,
16,8),16],["type",$writeColor,32]]),$root_Doubles=numbers(Float64Array),$write_Doubles=numbers2(Float64Array),$root_Drawings=list(Drawing),$write_Drawings=list2(
$writeDrawing),$root_Mixed=tuple(24,[[list(option(string,12,4)),0],[array(Point,2),8]]),$write_Mixed=fields(24,4,()=>[[0,list2(option2(string2,
12,4)),0],[1,array2($writePoint,2),8]]),$root_Rows=list(Row),$write_Rows=list2($writeRow);export{Color,Dictionary,Drawing,DrawingLabel,Kitchen,Node,Point,Row,encodeColor,encodeDoubles,encodeDrawing,encodeDrawings,encodeKitchen,encodeMixed,
encodeNode,encodePoint,encodeRow,encodeRows,openColor,openDictionary,openDoubles,openDrawing,openDrawings,openKitchen,openMixed,openNode,openPoint,
openRow,openRows};
