import init from './module.js'

// A page that hangs says in which case.
const { invoke } = bytelane
const fail = (failure) => invoke('finish', { failure, figures: [] })
setTimeout(() => fail(`hangs in: ${globalThis.running}`), 150_000)
addEventListener('unhandledrejection', ({ reason }) => fail(`${reason}`))
addEventListener('error', ({ message }) => fail(message))
// By its bytes: a page of WebKitGTK was once seen waiting in `instantiateStreaming`.
const response = await fetch(new URL('module_bg.wasm', import.meta.url))
await init({ module_or_path: await response.arrayBuffer() })
