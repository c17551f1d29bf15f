// bytelane: an injected script. Built from js/src by `npm run build`; do not edit.
"use strict";(()=>{var __defProp=Object.defineProperty;var __export=(target,all)=>{for(var name in all)__defProp(target,name,{get:all[name],enumerable:!0})};var app_exports={};__export(app_exports,{defaultWindowIcon:()=>defaultWindowIcon,exit:()=>exit,fetchDataStoreIdentifiers:()=>fetchDataStoreIdentifiers,
getBundleType:()=>getBundleType,getIdentifier:()=>getIdentifier,getName:()=>getName,getTauriVersion:()=>getTauriVersion,getVersion:()=>getVersion,
hide:()=>hide,removeDataStore:()=>removeDataStore,setDockVisibility:()=>setDockVisibility,setTheme:()=>setTheme,show:()=>show,supportsMultipleWindows:()=>supportsMultipleWindows});var core_exports={};__export(core_exports,{Channel:()=>Channel,PluginListener:()=>PluginListener,Resource:()=>Resource,SERIALIZE_TO_IPC_FN:()=>SERIALIZE_TO_IPC_FN,
addPluginListener:()=>addPluginListener,checkPermissions:()=>checkPermissions,convertFileSrc:()=>convertFileSrc,internals:()=>internals,invoke:()=>invoke,
isTauri:()=>isTauri,requestPermissions:()=>requestPermissions,transformCallback:()=>transformCallback});var internals=globalThis.__TAURI_INTERNALS__,
SERIALIZE_TO_IPC_FN="__TAURI_TO_IPC_KEY__",transformCallback=internals.transformCallback,convertFileSrc=internals.convertFileSrc,invoke=(command,args={},options)=>internals.
invoke(command,args,options),isTauri=()=>!!globalThis.isTauri,Channel=class{id;onmessage;constructor(onmessage){this.onmessage=onmessage??(()=>{}),
this.id=transformCallback(delivery=>{"end"in delivery?internals.unregisterCallback(this.id):this.onmessage(delivery.message)})}__TAURI_TO_IPC_KEY__(){
return`__CHANNEL__:${this.id}`}toJSON(){return this.__TAURI_TO_IPC_KEY__()}},Resource=class{#rid;constructor(rid){this.#rid=rid}get rid(){return this.#rid}close(){
return invoke("plugin:resources|close",{rid:this.rid})}},PluginListener=class{plugin;event;channelId;constructor(plugin,event,channelId){this.
plugin=plugin,this.event=event,this.channelId=channelId}unregister(){return invoke(`plugin:${this.plugin}|remove_listener`,{event:this.event,
channelId:this.channelId})}};async function addPluginListener(plugin,event,callback){let handler=new Channel(callback);return await invoke(`\
plugin:${plugin}|register_listener`,{event,handler}),new PluginListener(plugin,event,handler.id)}var checkPermissions=plugin=>invoke(`plugin\
:${plugin}|check_permissions`),requestPermissions=plugin=>invoke(`plugin:${plugin}|request_permissions`);var ask=command=>()=>invoke(`plugin:app|${command}`),getVersion=ask("version"),getName=ask("name"),getTauriVersion=ask("tauri_version"),getIdentifier=ask(
"identifier"),getBundleType=ask("bundle_type"),supportsMultipleWindows=ask("supports_multiple_windows"),show=ask("app_show"),hide=ask("app_h\
ide"),fetchDataStoreIdentifiers=ask("fetch_data_store_identifiers"),removeDataStore=uuid=>invoke("plugin:app|remove_data_store",{uuid}),setTheme=theme=>invoke(
"plugin:app|set_app_theme",{theme}),setDockVisibility=visible=>invoke("plugin:app|set_dock_visibility",{visible}),exit=(code=0)=>invoke("plu\
gin:app|exit",{code}),defaultWindowIcon=async()=>{let rid=await invoke("plugin:app|default_window_icon");return rid===null?null:new Resource(
rid)};var dpi_exports={};__export(dpi_exports,{LogicalPosition:()=>LogicalPosition,LogicalSize:()=>LogicalSize,PhysicalPosition:()=>PhysicalPosition,
PhysicalSize:()=>PhysicalSize,Position:()=>Position,Size:()=>Size});var Measure=class{toJSON(){return this.__TAURI_TO_IPC_KEY__()}},SizeOf=class extends Measure{width;height;constructor(width,height){
super();let sides=typeof width=="number"?{width,height:height??0}:inner(width);this.width=sides.width,this.height=sides.height}__TAURI_TO_IPC_KEY__(){
return{width:this.width,height:this.height}}},inner=value2=>{let{Logical,Physical}=value2;return Logical??Physical??value2},LogicalSize=class extends SizeOf{type="\
Logical";toPhysical(scale){return new PhysicalSize(this.width*scale,this.height*scale)}},PhysicalSize=class extends SizeOf{type="Physical";toLogical(scale){
return new LogicalSize(this.width/scale,this.height/scale)}},PositionOf=class extends Measure{x;y;constructor(x,y){super();let point=typeof x==
"number"?{x,y:y??0}:inner(x);this.x=point.x,this.y=point.y}__TAURI_TO_IPC_KEY__(){return{x:this.x,y:this.y}}},LogicalPosition=class extends PositionOf{type="\
Logical";toPhysical(scale){return new PhysicalPosition(this.x*scale,this.y*scale)}},PhysicalPosition=class extends PositionOf{type="Physical";toLogical(scale){
return new LogicalPosition(this.x/scale,this.y/scale)}},Size=class extends Measure{size;constructor(size2){super(),this.size=size2}toLogical(scale){
return this.size instanceof LogicalSize?this.size:this.size.toLogical(scale)}toPhysical(scale){return this.size instanceof PhysicalSize?this.
size:this.size.toPhysical(scale)}__TAURI_TO_IPC_KEY__(){return{[this.size.type]:{width:this.size.width,height:this.size.height}}}},Position=class extends Measure{position;constructor(position2){
super(),this.position=position2}toLogical(scale){return this.position instanceof LogicalPosition?this.position:this.position.toLogical(scale)}toPhysical(scale){
return this.position instanceof PhysicalPosition?this.position:this.position.toPhysical(scale)}__TAURI_TO_IPC_KEY__(){return{[this.position.
type]:{x:this.position.x,y:this.position.y}}}};var image_exports={};__export(image_exports,{Image:()=>Image,transformImage:()=>transformImage});var Image=class _Image extends Resource{static async new(rgba,width,height){return new _Image(await invoke("plugin:image|new",{rgba,width,height}))}static async fromBytes(bytes){
return new _Image(await invoke("plugin:image|from_bytes",{bytes}))}static async fromPath(path2){return new _Image(await invoke("plugin:image\
|from_path",{path:path2}))}async rgba(){return new Uint8Array(await invoke("plugin:image|rgba",{rid:this.rid}))}size(){return invoke("plugin\
:image|size",{rid:this.rid})}},transformImage=image=>image instanceof Image?image.rid:image??null;var webview_exports={};__export(webview_exports,{Webview:()=>Webview,WebviewWindow:()=>WebviewWindow,getAllWebviewWindows:()=>getAllWebviewWindows,
getAllWebviews:()=>getAllWebviews,getCurrentWebview:()=>getCurrentWebview,getCurrentWebviewWindow:()=>getCurrentWebviewWindow});var TauriEvent={WINDOW_RESIZED:"tauri://resize",WINDOW_MOVED:"tauri://move",WINDOW_CLOSE_REQUESTED:"tauri://close-requested",WINDOW_DESTROYED:"\
tauri://destroyed",WINDOW_FOCUS:"tauri://focus",WINDOW_BLUR:"tauri://blur",WINDOW_SCALE_FACTOR_CHANGED:"tauri://scale-change",WINDOW_THEME_CHANGED:"\
tauri://theme-changed",WINDOW_CREATED:"tauri://window-created",WEBVIEW_CREATED:"tauri://webview-created",DRAG_ENTER:"tauri://drag-enter",DRAG_OVER:"\
tauri://drag-over",DRAG_DROP:"tauri://drag-drop",DRAG_LEAVE:"tauri://drag-leave"},internals2=globalThis.__TAURI_EVENT_PLUGIN_INTERNALS__;async function unlisten(event,eventId){
internals2.unregisterListener(event,eventId),await invoke("plugin:event|unlisten",{event,eventId})}var targetOf=(target={kind:"Any"})=>typeof target==
"string"?{kind:"AnyLabel",label:target}:target;async function listen(event,handler,options){let id=await invoke("plugin:event|listen",{event,
target:targetOf(options?.target),handler:transformCallback(handler)});return()=>unlisten(event,id)}var once=(event,handler,options)=>listen(
event,arrived=>{unlisten(event,arrived.id),handler(arrived)},options),emit=async(event,payload)=>{await invoke("plugin:event|emit",{event,payload})},
emitTo=async(target,event,payload)=>{await invoke("plugin:event|emit_to",{target:targetOf(target),event,payload})};var snake=name=>name.replace(/[A-Z]/g,letter=>`_${letter.toLowerCase()}`),Listening=class{label;#kind;#local=new Map;constructor(label,kind){
this.label=label,this.#kind=kind}reportCreation(command){let report=(event,payload)=>{for(let handler of this.#local.get(event)??[])handler(
{event,id:-1,payload})};command.then(()=>report("tauri://created",null),error=>report("tauri://error",error))}#listenLocally(event,handler){
if(event!=="tauri://created"&&event!=="tauri://error")return;let handlers=this.#local.get(event)??[];return this.#local.set(event,[...handlers,
handler]),async()=>{let known=this.#local.get(event)??[];this.#local.set(event,known.filter(other=>other!==handler))}}#target(){return{kind:this.#kind,
label:this.label}}async listen(event,handler){return this.#listenLocally(event,handler)??listen(event,handler,{target:this.#target()})}async once(event,handler){
return this.#listenLocally(event,handler)??once(event,handler,{target:this.#target()})}async emit(event,payload){await emit(event,payload)}async emitTo(target,event,payload){
await emitTo(target,event,payload)}async onDragDropEvent(handler){let types={enter:TauriEvent.DRAG_ENTER,over:TauriEvent.DRAG_OVER,drop:TauriEvent.
DRAG_DROP,leave:TauriEvent.DRAG_LEAVE},stops=await Promise.all(Object.entries(types).map(([type,event])=>this.listen(event,arrived=>handler(
{...arrived,payload:{type,...arrived.payload}}))));return async()=>{await Promise.all(stops.map(stop=>stop()))}}};var window_exports={};__export(window_exports,{LogicalPosition:()=>LogicalPosition,LogicalSize:()=>LogicalSize,PhysicalPosition:()=>PhysicalPosition,
PhysicalSize:()=>PhysicalSize,ProgressBarStatus:()=>ProgressBarStatus,UserAttentionType:()=>UserAttentionType,Window:()=>Window,addWindowMethods:()=>addWindowMethods,
availableMonitors:()=>availableMonitors,currentMonitor:()=>currentMonitor,cursorPosition:()=>cursorPosition,getAllWindows:()=>getAllWindows,
getCurrentWindow:()=>getCurrentWindow,monitorFromPoint:()=>monitorFromPoint,primaryMonitor:()=>primaryMonitor,windowCall:()=>windowCall});var PLAIN=["scaleFactor","isFullscreen","isMinimized","isMaximized","isFocused","isDecorated","isResizable","isMaximizable","isMinimizable",
"isClosable","isVisible","isEnabled","isAlwaysOnTop","title","theme","activityName","sceneIdentifier","center","maximize","unmaximize","togg\
leMaximize","minimize","unminimize","show","hide","close","destroy","setFocus","startDragging"],VALUE=["setResizable","setEnabled","setMaxim\
izable","setMinimizable","setClosable","setTitle","setDecorations","setShadow","setEffects","setAlwaysOnTop","setAlwaysOnBottom","setContent\
Protected","setFullscreen","setFullscreenOnMonitor","setSimpleFullscreen","setFocusable","setSkipTaskbar","setCursorGrab","setCursorVisible",
"setCursorIcon","setBackgroundColor","setIgnoreCursorEvents","startResizeDragging","setBadgeCount","setBadgeLabel","setProgressBar","setVisi\
bleOnAllWorkspaces","setTitleBarStyle","setTheme"],size=value2=>value2==null?null:value2 instanceof Size?value2:new Size(value2),position=value2=>value2 instanceof
Position?value2:new Position(value2),Window=class extends Listening{constructor(label,options={}){super(label,"Window");let parent=typeof options.
parent=="string"?options.parent:options.parent?.label;options.skip!==!0&&this.reportCreation(invoke("plugin:window|create",{options:{...options,
parent,label}}))}static getCurrent=()=>getCurrentWindow();static getAll=()=>getAllWindows();static async getByLabel(label){return(await getAllWindows()).
find(window=>window.label===label)??null}static async getFocusedWindow(){for(let window of await getAllWindows())if(await windowCall(window,
"is_focused"))return window;return null}},windowCall=({label},command,more)=>invoke(`plugin:window|${command}`,{label,...more});function addWindowMethods(prototype){
let methods=new Map;for(let name of PLAIN)methods.set(name,function(){return windowCall(this,snake(name))});for(let name of VALUE)methods.set(
name,function(value2){return windowCall(this,snake(name),{value:value2})});for(let name of["setIcon","setOverlayIcon"])methods.set(name,function(value2){
return windowCall(this,snake(name),{value:transformImage(value2)})});for(let name of["innerPosition","outerPosition"])methods.set(name,async function(){
return new PhysicalPosition(await windowCall(this,snake(name)))});for(let name of["innerSize","outerSize"])methods.set(name,async function(){
return new PhysicalSize(await windowCall(this,snake(name)))});for(let name of["setSize","setMinSize","setMaxSize"])methods.set(name,function(value2){
return windowCall(this,snake(name),{value:size(value2)})});for(let name of["setPosition","setCursorPosition"])methods.set(name,function(value2){
return windowCall(this,snake(name),{value:position(value2)})});let logical=value2=>value2===void 0?null:{Logical:value2};methods.set("setSiz\
eConstraints",function(value2){let sides=value2??{};return windowCall(this,"set_size_constraints",{value:Object.fromEntries(["minWidth","min\
Height","maxWidth","maxHeight"].map(name=>[name,logical(sides[name])]))})}),methods.set("clearEffects",function(){return windowCall(this,"se\
t_effects",{value:null})}),methods.set("requestUserAttention",function(kind){let value2=kind==null?null:{type:kind===1?"Critical":"Informati\
onal"};return windowCall(this,"request_user_attention",{value:value2})});let listeners={onResized:TauriEvent.WINDOW_RESIZED,onMoved:TauriEvent.
WINDOW_MOVED,onScaleChanged:TauriEvent.WINDOW_SCALE_FACTOR_CHANGED,onThemeChanged:TauriEvent.WINDOW_THEME_CHANGED};for(let[name,event]of Object.
entries(listeners))methods.set(name,function(handler){return this.listen(event,handler)});methods.set("onFocusChanged",async function(handler){
let stops=await Promise.all([this.listen(TauriEvent.WINDOW_FOCUS,event=>handler({...event,payload:!0})),this.listen(TauriEvent.WINDOW_BLUR,event=>handler(
{...event,payload:!1}))]);return async()=>{await Promise.all(stops.map(stop=>stop()))}}),methods.set("onCloseRequested",function(handler){return this.
listen(TauriEvent.WINDOW_CLOSE_REQUESTED,async event=>{let prevented=!1;await handler({...event,preventDefault:()=>prevented=!0,isPreventDefault:()=>prevented}),
prevented||await windowCall(this,"destroy")})});for(let[name,value2]of methods)Object.defineProperty(prototype,name,{value:value2,writable:!0,
configurable:!0})}addWindowMethods(Window.prototype);var getCurrentWindow=()=>new Window(internals.metadata.currentWindow.label,{skip:!0}),getAllWindows=async()=>(await invoke(
"plugin:window|get_all_windows")).map(label=>new Window(label,{skip:!0})),monitor=found=>{if(found===null)return null;let{workArea}=found;return{
...found,size:new PhysicalSize(found.size),position:new PhysicalPosition(found.position),workArea:{size:new PhysicalSize(workArea.size),position:new PhysicalPosition(
workArea.position)}}},ask2=(command,args)=>invoke(`plugin:window|${command}`,args).then(monitor),currentMonitor=()=>ask2("current_monitor"),
primaryMonitor=()=>ask2("primary_monitor"),monitorFromPoint=(x,y)=>ask2("monitor_from_point",{x,y}),availableMonitors=async()=>(await invoke(
"plugin:window|available_monitors")).map(monitor),cursorPosition=async()=>new PhysicalPosition(await invoke("plugin:window|cursor_position")),
UserAttentionType={Critical:1,Informational:2,1:"Critical",2:"Informational"},ProgressBarStatus={None:"none",Normal:"normal",Indeterminate:"\
indeterminate",Paused:"paused",Error:"error"};var webviewCall=({label},command,more)=>invoke(`plugin:webview|${command}`,{label,...more});function addWebviewMethods(prototype,names){let methods={
async position(){return new PhysicalPosition(await webviewCall(this,"webview_position"))},async size(){return new PhysicalSize(await webviewCall(
this,"webview_size"))},close(){return webviewCall(this,"webview_close")},setSize(value2){return webviewCall(this,"set_webview_size",{value:new Size(
value2)})},setPosition(value2){return webviewCall(this,"set_webview_position",{value:new Position(value2)})},setFocus(){return webviewCall(this,
"set_webview_focus")},setAutoResize(value2){return webviewCall(this,"set_webview_auto_resize",{value:value2})},hide(){return webviewCall(this,
"webview_hide")},show(){return webviewCall(this,"webview_show")},setZoom(value2){return webviewCall(this,"set_webview_zoom",{value:value2})},
reparent(window){return webviewCall(this,"reparent",{window:typeof window=="string"?window:window.label})},clearAllBrowsingData(){return invoke(
"plugin:webview|clear_all_browsing_data")},setBackgroundColor(value2){return webviewCall(this,"set_webview_background_color",{value:value2})}};
for(let[name,value2]of Object.entries(methods))names.includes(name)&&Object.defineProperty(prototype,name,{value:value2,writable:!0,configurable:!0})}
var Webview=class extends Listening{window;constructor(window,label,options={}){super(label,"Webview"),this.window=window,options.skip!==!0&&
this.reportCreation(invoke("plugin:webview|create_webview",{windowLabel:window.label,options:{...options,label}}))}static getCurrent=()=>getCurrentWebview();static getAll=()=>getAllWebviews();static async getByLabel(label){
return(await getAllWebviews()).find(webview=>webview.label===label)??null}};addWebviewMethods(Webview.prototype,["position","size","close","\
setSize","setPosition","setFocus","setAutoResize","hide","show","setZoom","reparent","clearAllBrowsingData","setBackgroundColor"]);var webviewOf=label=>new Webview(
new Window(label,{skip:!0}),label,{skip:!0}),getCurrentWebview=()=>webviewOf(internals.metadata.currentWindow.label),getAllWebviews=async()=>(await invoke(
"plugin:webview|get_all_webviews")).map(({label})=>webviewOf(label)),WebviewWindow=class extends Listening{constructor(label,options={}){super(
label,"WebviewWindow");let parent=typeof options.parent=="string"?options.parent:options.parent?.label;options.skip!==!0&&this.reportCreation(
invoke("plugin:webview|create_webview_window",{options:{...options,parent,label}}))}get window(){return new Window(this.label,{skip:!0})}static getCurrent=()=>getCurrentWebviewWindow();static getAll=()=>getAllWebviewWindows();static async getByLabel(label){
return(await getAllWebviewWindows()).find(window=>window.label===label)??null}async setBackgroundColor(color){return await windowCall(this,"\
set_background_color",{value:color}),webviewCall(this,"set_webview_background_color",{value:color})}},{setBackgroundColor}=WebviewWindow.prototype;
addWindowMethods(WebviewWindow.prototype);addWebviewMethods(WebviewWindow.prototype,["position","size","setAutoResize","setZoom","reparent",
"clearAllBrowsingData"]);WebviewWindow.prototype.setBackgroundColor=setBackgroundColor;var getCurrentWebviewWindow=()=>new WebviewWindow(internals.
metadata.currentWindow.label,{skip:!0}),getAllWebviewWindows=async()=>(await getAllWindows()).map(({label})=>new WebviewWindow(label,{skip:!0}));var PLUGINS=["autostart","barcodeScanner","biometric","cli","clipboardManager","deepLink","dialog","fs","geolocation","globalShortcut","hapt\
ics","http","log","nfc","notification","opener","os","positioner","process","shell","sql","store","stronghold","updater","upload","websocket",
"windowState"],kebab=name=>name.replace(/[A-Z]/g,letter=>`-${letter.toLowerCase()}`);function absent(path2,reason){return new Proxy(function(){},
{get:(target,key)=>typeof key!="string"||key in target?Reflect.get(target,key):key==="then"?void 0:absent(`${path2}.${key}`,reason),apply:()=>Promise.
reject(`${reason}: ${path2} was called`),construct:()=>absent(path2,reason)})}function defineAbsent(global){let define=(name,reason)=>{Object.
defineProperty(global,name,{configurable:!0,enumerable:!1,writable:!0,value:absent(`window.__TAURI__.${name}`,reason)})};for(let name of PLUGINS)
define(name,`plugin ${kebab(name)} not found`);define("menu","menus are not supported"),define("tray","tray icons are not supported")}var DIRECTORIES={Audio:1,Cache:2,Config:3,Data:4,LocalData:5,Document:6,Download:7,Picture:8,Public:9,Video:10,Resource:11,Temp:12,AppConfig:13,
AppData:14,AppLocalData:15,AppCache:16,AppLog:17,Desktop:18,Executable:19,Font:20,Home:21,Runtime:22,Template:23},directory=(name,path2)=>invoke(
"plugin:path|resolve_directory",{directory:DIRECTORIES[name],path:path2}),directories=Object.fromEntries(Object.keys(DIRECTORIES).map(name=>[
`${name[0]?.toLowerCase()??""}${name.slice(1)}Dir`,()=>directory(name)])),path={...directories,BaseDirectory:{...DIRECTORIES,...Object.fromEntries(
Object.entries(DIRECTORIES).map(([name,number])=>[number,name]))},resolveResource:path2=>directory("Resource",path2),sep:()=>internals.plugins.
path.sep,delimiter:()=>internals.plugins.path.delimiter,resolve:(...paths)=>invoke("plugin:path|resolve",{paths}),normalize:path2=>invoke("p\
lugin:path|normalize",{path:path2}),join:(...paths)=>invoke("plugin:path|join",{paths}),dirname:path2=>invoke("plugin:path|dirname",{path:path2}),
extname:path2=>invoke("plugin:path|extname",{path:path2}),basename:(path2,ext)=>invoke("plugin:path|basename",{path:path2,ext}),isAbsolute:path2=>invoke(
"plugin:path|is_absolute",{path:path2})};var{internals:internals3,...coreModule}=core_exports,{windowCall:windowCall2,addWindowMethods:addWindowMethods2,...windowModule}=window_exports,
{getAllWebviews:getAllWebviews2,getAllWebviewWindows:getAllWebviewWindows2,getCurrentWebview:getCurrentWebview2,getCurrentWebviewWindow:getCurrentWebviewWindow2,
Webview:Webview2,WebviewWindow:WebviewWindow2}=webview_exports,value={app:app_exports,core:coreModule,dpi:dpi_exports,event:{emit,emitTo,listen,
once,TauriEvent},image:image_exports,path,webview:{getAllWebviews:getAllWebviews2,getCurrentWebview:getCurrentWebview2,Webview:Webview2},webviewWindow:{
getAllWebviewWindows:getAllWebviewWindows2,getCurrentWebviewWindow:getCurrentWebviewWindow2,WebviewWindow:WebviewWindow2},window:windowModule};
defineAbsent(value);Object.defineProperty(globalThis,"__TAURI__",{configurable:!0,enumerable:!0,value});})();
