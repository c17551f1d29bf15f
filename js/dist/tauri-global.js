// bytelane: an injected script. Built from js/src by `npm run build`; do not edit.
"use strict";(()=>{var de=Object.defineProperty;var k=(t,e)=>{for(var n in e)de(t,n,{get:e[n],enumerable:!0})};var j={};k(j,{defaultWindowIcon:()=>ze,exit:()=>Ce,fetchDataStoreIdentifiers:()=>We,getBundleType:()=>ve,getIdentifier:()=>Pe,getName:()=>_e,
getTauriVersion:()=>fe,getVersion:()=>be,hide:()=>xe,removeDataStore:()=>Ae,setDockVisibility:()=>Ie,setTheme:()=>Ee,show:()=>ke,supportsMultipleWindows:()=>Te});var B={};k(B,{Channel:()=>I,PluginListener:()=>C,Resource:()=>f,SERIALIZE_TO_IPC_FN:()=>pe,addPluginListener:()=>me,checkPermissions:()=>he,
convertFileSrc:()=>ge,internals:()=>u,invoke:()=>r,isTauri:()=>we,requestPermissions:()=>ye,transformCallback:()=>z});var u=globalThis.__TAURI_INTERNALS__,
pe="__TAURI_TO_IPC_KEY__",z=u.transformCallback,ge=u.convertFileSrc,r=(t,e={},n)=>u.invoke(t,e,n),we=()=>!!globalThis.isTauri,I=class{id;onmessage;constructor(e){
this.onmessage=e??(()=>{}),this.id=z(n=>{"end"in n?u.unregisterCallback(this.id):this.onmessage(n.message)})}__TAURI_TO_IPC_KEY__(){return`_\
_CHANNEL__:${this.id}`}toJSON(){return this.__TAURI_TO_IPC_KEY__()}},f=class{#e;constructor(e){this.#e=e}get rid(){return this.#e}close(){return r(
"plugin:resources|close",{rid:this.rid})}},C=class{plugin;event;channelId;constructor(e,n,i){this.plugin=e,this.event=n,this.channelId=i}unregister(){
return r(`plugin:${this.plugin}|remove_listener`,{event:this.event,channelId:this.channelId})}};async function me(t,e,n){let i=new I(n);return await r(
`plugin:${t}|register_listener`,{event:e,handler:i}),new C(t,e,i.id)}var he=t=>r(`plugin:${t}|check_permissions`),ye=t=>r(`plugin:${t}|reque\
st_permissions`);var w=t=>()=>r(`plugin:app|${t}`),be=w("version"),_e=w("name"),fe=w("tauri_version"),Pe=w("identifier"),ve=w("bundle_type"),Te=w("supports_m\
ultiple_windows"),ke=w("app_show"),xe=w("app_hide"),We=w("fetch_data_store_identifiers"),Ae=t=>r("plugin:app|remove_data_store",{uuid:t}),Ee=t=>r(
"plugin:app|set_app_theme",{theme:t}),Ie=t=>r("plugin:app|set_dock_visibility",{visible:t}),Ce=(t=0)=>r("plugin:app|exit",{code:t}),ze=async()=>{
let t=await r("plugin:app|default_window_icon");return t===null?null:new f(t)};var H={};k(H,{LogicalPosition:()=>v,LogicalSize:()=>P,PhysicalPosition:()=>d,PhysicalSize:()=>g,Position:()=>b,Size:()=>y});var x=class{toJSON(){
return this.__TAURI_TO_IPC_KEY__()}},R=class extends x{width;height;constructor(e,n){super();let i=typeof e=="number"?{width:e,height:n??0}:
Q(e);this.width=i.width,this.height=i.height}__TAURI_TO_IPC_KEY__(){return{width:this.width,height:this.height}}},Q=t=>{let{Logical:e,Physical:n}=t;
return e??n??t},P=class extends R{type="Logical";toPhysical(e){return new g(this.width*e,this.height*e)}},g=class extends R{type="Physical";toLogical(e){
return new P(this.width/e,this.height/e)}},D=class extends x{x;y;constructor(e,n){super();let i=typeof e=="number"?{x:e,y:n??0}:Q(e);this.x=
i.x,this.y=i.y}__TAURI_TO_IPC_KEY__(){return{x:this.x,y:this.y}}},v=class extends D{type="Logical";toPhysical(e){return new d(this.x*e,this.
y*e)}},d=class extends D{type="Physical";toLogical(e){return new v(this.x/e,this.y/e)}},y=class extends x{size;constructor(e){super(),this.size=
e}toLogical(e){return this.size instanceof P?this.size:this.size.toLogical(e)}toPhysical(e){return this.size instanceof g?this.size:this.size.
toPhysical(e)}__TAURI_TO_IPC_KEY__(){return{[this.size.type]:{width:this.size.width,height:this.size.height}}}},b=class extends x{position;constructor(e){
super(),this.position=e}toLogical(e){return this.position instanceof v?this.position:this.position.toLogical(e)}toPhysical(e){return this.position instanceof
d?this.position:this.position.toPhysical(e)}__TAURI_TO_IPC_KEY__(){return{[this.position.type]:{x:this.position.x,y:this.position.y}}}};var K={};k(K,{Image:()=>S,transformImage:()=>F});var S=class t extends f{static async new(e,n,i){return new t(await r("plugin:image|new",{rgba:e,width:n,height:i}))}static async fromBytes(e){
return new t(await r("plugin:image|from_bytes",{bytes:e}))}static async fromPath(e){return new t(await r("plugin:image|from_path",{path:e}))}async rgba(){
return new Uint8Array(await r("plugin:image|rgba",{rid:this.rid}))}size(){return r("plugin:image|size",{rid:this.rid})}},F=t=>t instanceof S?
t.rid:t??null;var q={};k(q,{Webview:()=>E,WebviewWindow:()=>h,getAllWebviewWindows:()=>Y,getAllWebviews:()=>G,getCurrentWebview:()=>re,getCurrentWebviewWindow:()=>se});var l={WINDOW_RESIZED:"tauri://resize",WINDOW_MOVED:"tauri://move",WINDOW_CLOSE_REQUESTED:"tauri://close-requested",WINDOW_DESTROYED:"tauri:\
//destroyed",WINDOW_FOCUS:"tauri://focus",WINDOW_BLUR:"tauri://blur",WINDOW_SCALE_FACTOR_CHANGED:"tauri://scale-change",WINDOW_THEME_CHANGED:"\
tauri://theme-changed",WINDOW_CREATED:"tauri://window-created",WEBVIEW_CREATED:"tauri://webview-created",DRAG_ENTER:"tauri://drag-enter",DRAG_OVER:"\
tauri://drag-over",DRAG_DROP:"tauri://drag-drop",DRAG_LEAVE:"tauri://drag-leave"},Re=globalThis.__TAURI_EVENT_PLUGIN_INTERNALS__;async function X(t,e){
Re.unregisterListener(t,e),await r("plugin:event|unlisten",{event:t,eventId:e})}var ee=(t={kind:"Any"})=>typeof t=="string"?{kind:"AnyLabel",
label:t}:t;async function A(t,e,n){let i=await r("plugin:event|listen",{event:t,target:ee(n?.target),handler:z(e)});return()=>X(t,i)}var L=(t,e,n)=>A(
t,i=>{X(t,i.id),e(i)},n),O=async(t,e)=>{await r("plugin:event|emit",{event:t,payload:e})},N=async(t,e,n)=>{await r("plugin:event|emit_to",{target:ee(
t),event:e,payload:n})};var _=t=>t.replace(/[A-Z]/g,e=>`_${e.toLowerCase()}`),T=class{label;#e;#t=new Map;constructor(e,n){this.label=e,this.#e=n}reportCreation(e){
let n=(i,o)=>{for(let s of this.#t.get(i)??[])s({event:i,id:-1,payload:o})};e.then(()=>n("tauri://created",null),i=>n("tauri://error",i))}#n(e,n){
if(e!=="tauri://created"&&e!=="tauri://error")return;let i=this.#t.get(e)??[];return this.#t.set(e,[...i,n]),async()=>{let o=this.#t.get(e)??
[];this.#t.set(e,o.filter(s=>s!==n))}}#i(){return{kind:this.#e,label:this.label}}async listen(e,n){return this.#n(e,n)??A(e,n,{target:this.#i()})}async once(e,n){
return this.#n(e,n)??L(e,n,{target:this.#i()})}async emit(e,n){await O(e,n)}async emitTo(e,n,i){await N(e,n,i)}async onDragDropEvent(e){let n={
enter:l.DRAG_ENTER,over:l.DRAG_OVER,drop:l.DRAG_DROP,leave:l.DRAG_LEAVE},i=await Promise.all(Object.entries(n).map(([o,s])=>this.listen(s,a=>e(
{...a,payload:{type:o,...a.payload}}))));return async()=>{await Promise.all(i.map(o=>o()))}}};var V={};k(V,{LogicalPosition:()=>v,LogicalSize:()=>P,PhysicalPosition:()=>d,PhysicalSize:()=>g,ProgressBarStatus:()=>Fe,UserAttentionType:()=>He,
Window:()=>m,addWindowMethods:()=>M,availableMonitors:()=>Be,currentMonitor:()=>Ne,cursorPosition:()=>je,getAllWindows:()=>W,getCurrentWindow:()=>te,
monitorFromPoint:()=>Ue,primaryMonitor:()=>Me,windowCall:()=>c});var De=["scaleFactor","isFullscreen","isMinimized","isMaximized","isFocused","isDecorated","isResizable","isMaximizable","isMinimizable","is\
Closable","isVisible","isEnabled","isAlwaysOnTop","title","theme","activityName","sceneIdentifier","center","maximize","unmaximize","toggleM\
aximize","minimize","unminimize","show","hide","close","destroy","setFocus","startDragging"],Se=["setResizable","setEnabled","setMaximizable",
"setMinimizable","setClosable","setTitle","setDecorations","setShadow","setEffects","setAlwaysOnTop","setAlwaysOnBottom","setContentProtecte\
d","setFullscreen","setFullscreenOnMonitor","setSimpleFullscreen","setFocusable","setSkipTaskbar","setCursorGrab","setCursorVisible","setCur\
sorIcon","setBackgroundColor","setIgnoreCursorEvents","startResizeDragging","setBadgeCount","setBadgeLabel","setProgressBar","setVisibleOnAl\
lWorkspaces","setTitleBarStyle","setTheme"],Le=t=>t==null?null:t instanceof y?t:new y(t),Oe=t=>t instanceof b?t:new b(t),m=class extends T{constructor(e,n={}){
super(e,"Window");let i=typeof n.parent=="string"?n.parent:n.parent?.label;n.skip!==!0&&this.reportCreation(r("plugin:window|create",{options:{
...n,parent:i,label:e}}))}static getCurrent=()=>te();static getAll=()=>W();static async getByLabel(e){return(await W()).find(n=>n.label===e)??
null}static async getFocusedWindow(){for(let e of await W())if(await c(e,"is_focused"))return e;return null}},c=({label:t},e,n)=>r(`plugin:w\
indow|${e}`,{label:t,...n});function M(t){let e=new Map;for(let o of De)e.set(o,function(){return c(this,_(o))});for(let o of Se)e.set(o,function(s){
return c(this,_(o),{value:s})});for(let o of["setIcon","setOverlayIcon"])e.set(o,function(s){return c(this,_(o),{value:F(s)})});for(let o of[
"innerPosition","outerPosition"])e.set(o,async function(){return new d(await c(this,_(o)))});for(let o of["innerSize","outerSize"])e.set(o,async function(){
return new g(await c(this,_(o)))});for(let o of["setSize","setMinSize","setMaxSize"])e.set(o,function(s){return c(this,_(o),{value:Le(s)})});
for(let o of["setPosition","setCursorPosition"])e.set(o,function(s){return c(this,_(o),{value:Oe(s)})});let n=o=>o===void 0?null:{Logical:o};
e.set("setSizeConstraints",function(o){let s=o??{};return c(this,"set_size_constraints",{value:Object.fromEntries(["minWidth","minHeight","m\
axWidth","maxHeight"].map(J=>[J,n(s[J])]))})}),e.set("clearEffects",function(){return c(this,"set_effects",{value:null})}),e.set("requestUse\
rAttention",function(o){let s=o==null?null:{type:o===1?"Critical":"Informational"};return c(this,"request_user_attention",{value:s})});let i={
onResized:l.WINDOW_RESIZED,onMoved:l.WINDOW_MOVED,onScaleChanged:l.WINDOW_SCALE_FACTOR_CHANGED,onThemeChanged:l.WINDOW_THEME_CHANGED};for(let[
o,s]of Object.entries(i))e.set(o,function(a){return this.listen(s,a)});e.set("onFocusChanged",async function(o){let s=await Promise.all([this.
listen(l.WINDOW_FOCUS,a=>o({...a,payload:!0})),this.listen(l.WINDOW_BLUR,a=>o({...a,payload:!1}))]);return async()=>{await Promise.all(s.map(
a=>a()))}}),e.set("onCloseRequested",function(o){return this.listen(l.WINDOW_CLOSE_REQUESTED,async s=>{let a=!1;await o({...s,preventDefault:()=>a=
!0,isPreventDefault:()=>a}),a||await c(this,"destroy")})});for(let[o,s]of e)Object.defineProperty(t,o,{value:s,writable:!0,configurable:!0})}
M(m.prototype);var te=()=>new m(u.metadata.currentWindow.label,{skip:!0}),W=async()=>(await r("plugin:window|get_all_windows")).map(t=>new m(
t,{skip:!0})),ne=t=>{if(t===null)return null;let{workArea:e}=t;return{...t,size:new g(t.size),position:new d(t.position),workArea:{size:new g(
e.size),position:new d(e.position)}}},$=(t,e)=>r(`plugin:window|${t}`,e).then(ne),Ne=()=>$("current_monitor"),Me=()=>$("primary_monitor"),Ue=(t,e)=>$(
"monitor_from_point",{x:t,y:e}),Be=async()=>(await r("plugin:window|available_monitors")).map(ne),je=async()=>new d(await r("plugin:window|c\
ursor_position")),He={Critical:1,Informational:2,1:"Critical",2:"Informational"},Fe={None:"none",Normal:"normal",Indeterminate:"indeterminat\
e",Paused:"paused",Error:"error"};var p=({label:t},e,n)=>r(`plugin:webview|${e}`,{label:t,...n});function ie(t,e){let n={async position(){return new d(await p(this,"webview_p\
osition"))},async size(){return new g(await p(this,"webview_size"))},close(){return p(this,"webview_close")},setSize(i){return p(this,"set_w\
ebview_size",{value:new y(i)})},setPosition(i){return p(this,"set_webview_position",{value:new b(i)})},setFocus(){return p(this,"set_webview\
_focus")},setAutoResize(i){return p(this,"set_webview_auto_resize",{value:i})},hide(){return p(this,"webview_hide")},show(){return p(this,"w\
ebview_show")},setZoom(i){return p(this,"set_webview_zoom",{value:i})},reparent(i){return p(this,"reparent",{window:typeof i=="string"?i:i.label})},
clearAllBrowsingData(){return r("plugin:webview|clear_all_browsing_data")},setBackgroundColor(i){return p(this,"set_webview_background_color",
{value:i})}};for(let[i,o]of Object.entries(n))e.includes(i)&&Object.defineProperty(t,i,{value:o,writable:!0,configurable:!0})}var E=class extends T{window;constructor(e,n,i={}){
super(n,"Webview"),this.window=e,i.skip!==!0&&this.reportCreation(r("plugin:webview|create_webview",{windowLabel:e.label,options:{...i,label:n}}))}static getCurrent=()=>re();static getAll=()=>G();static async getByLabel(e){
return(await G()).find(n=>n.label===e)??null}};ie(E.prototype,["position","size","close","setSize","setPosition","setFocus","setAutoResize",
"hide","show","setZoom","reparent","clearAllBrowsingData","setBackgroundColor"]);var oe=t=>new E(new m(t,{skip:!0}),t,{skip:!0}),re=()=>oe(u.
metadata.currentWindow.label),G=async()=>(await r("plugin:webview|get_all_webviews")).map(({label:t})=>oe(t)),h=class extends T{constructor(e,n={}){
super(e,"WebviewWindow");let i=typeof n.parent=="string"?n.parent:n.parent?.label;n.skip!==!0&&this.reportCreation(r("plugin:webview|create_\
webview_window",{options:{...n,parent:i,label:e}}))}get window(){return new m(this.label,{skip:!0})}static getCurrent=()=>se();static getAll=()=>Y();static async getByLabel(e){
return(await Y()).find(n=>n.label===e)??null}async setBackgroundColor(e){return await c(this,"set_background_color",{value:e}),p(this,"set_w\
ebview_background_color",{value:e})}},{setBackgroundColor:Ke}=h.prototype;M(h.prototype);ie(h.prototype,["position","size","setAutoResize","\
setZoom","reparent","clearAllBrowsingData"]);h.prototype.setBackgroundColor=Ke;var se=()=>new h(u.metadata.currentWindow.label,{skip:!0}),Y=async()=>(await W()).
map(({label:t})=>new h(t,{skip:!0}));var $e=["autostart","barcodeScanner","biometric","cli","clipboardManager","deepLink","dialog","fs","geolocation","globalShortcut","haptics",
"http","log","nfc","notification","opener","os","positioner","process","shell","sql","store","stronghold","updater","upload","websocket","wi\
ndowState"],Ve=t=>t.replace(/[A-Z]/g,e=>`-${e.toLowerCase()}`);function Z(t,e){return new Proxy(function(){},{get:(n,i)=>typeof i!="string"||
i in n?Reflect.get(n,i):i==="then"?void 0:Z(`${t}.${i}`,e),apply:()=>Promise.reject(`${e}: ${t} was called`),construct:()=>Z(t,e)})}function ae(t){
let e=(n,i)=>{Object.defineProperty(t,n,{configurable:!0,enumerable:!1,writable:!0,value:Z(`window.__TAURI__.${n}`,i)})};for(let n of $e)e(n,
`plugin ${Ve(n)} not found`);e("menu","menus are not supported"),e("tray","tray icons are not supported")}var U={Audio:1,Cache:2,Config:3,Data:4,LocalData:5,Document:6,Download:7,Picture:8,Public:9,Video:10,Resource:11,Temp:12,AppConfig:13,AppData:14,
AppLocalData:15,AppCache:16,AppLog:17,Desktop:18,Executable:19,Font:20,Home:21,Runtime:22,Template:23},le=(t,e)=>r("plugin:path|resolve_dire\
ctory",{directory:U[t],path:e}),Ge=Object.fromEntries(Object.keys(U).map(t=>[`${t[0]?.toLowerCase()??""}${t.slice(1)}Dir`,()=>le(t)])),ce={...Ge,
BaseDirectory:{...U,...Object.fromEntries(Object.entries(U).map(([t,e])=>[e,t]))},resolveResource:t=>le("Resource",t),sep:()=>u.plugins.path.
sep,delimiter:()=>u.plugins.path.delimiter,resolve:(...t)=>r("plugin:path|resolve",{paths:t}),normalize:t=>r("plugin:path|normalize",{path:t}),
join:(...t)=>r("plugin:path|join",{paths:t}),dirname:t=>r("plugin:path|dirname",{path:t}),extname:t=>r("plugin:path|extname",{path:t}),basename:(t,e)=>r(
"plugin:path|basename",{path:t,ext:e}),isAbsolute:t=>r("plugin:path|is_absolute",{path:t})};var{internals:kt,...Ye}=B,{windowCall:xt,addWindowMethods:Wt,...qe}=V,{getAllWebviews:Ze,getAllWebviewWindows:Je,getCurrentWebview:Qe,getCurrentWebviewWindow:Xe,
Webview:et,WebviewWindow:tt}=q,ue={app:j,core:Ye,dpi:H,event:{emit:O,emitTo:N,listen:A,once:L,TauriEvent:l},image:K,path:ce,webview:{getAllWebviews:Ze,
getCurrentWebview:Qe,Webview:et},webviewWindow:{getAllWebviewWindows:Je,getCurrentWebviewWindow:Xe,WebviewWindow:tt},window:qe};ae(ue);Object.
defineProperty(globalThis,"__TAURI__",{configurable:!0,enumerable:!0,value:ue});})();
