import init from './module.js'

// By its bytes: a page of WebKitGTK was once seen waiting in `instantiateStreaming`.
const response = await fetch(new URL('module_bg.wasm', import.meta.url))
await init({ module_or_path: await response.arrayBuffer() })
