// Built by npm run build in js/ from examples/upload/page/bindings.ts; do not edit.
var client=globalThis.bytelane,commands={save(name,content,options){return client.invoke("save",{name,content},options)}};export{commands};
