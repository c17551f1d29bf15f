// Replaces builtins before the first call and looks for the secret in their arguments; then document.open runs the scripts of the engine again.
// The traps do not use the functions that they wrap.
let [seen, called, wrapped] = [0, 0, 0]
const secret = /[0-9a-f]{32}/
const { apply, ownKeys, getOwnPropertyDescriptor } = Reflect
const { test } = RegExp.prototype
const secretish = (value, depth = 0) => {
  if (typeof value === 'string') {
    if (apply(test, secret, [value])) seen++
  } else if (value !== null && typeof value === 'object' && depth < 2 && !ArrayBuffer.isView(value)) {
    const keys = ownKeys(value)
    for (let i = 0; i < keys.length && i < 50; i++) {
      const property = getOwnPropertyDescriptor(value, keys[i])
      if (property && 'value' in property) secretish(property.value, depth + 1)
    }
  }
}
const wrap = (owner, name) => {
  const original = owner[name]
  if (typeof original !== 'function') return
  wrapped++
  const trap = function (...given) {
    called++
    for (let i = 0; i < given.length; i++) secretish(given[i])
    if (typeof this === 'string') secretish(this)
    return new.target ? new original(...given) : apply(original, this, given)
  }
  trap.prototype = original.prototype
  owner[name] = trap
}
for (const [owner, names] of [
  [globalThis, ['fetch', 'Headers', 'setTimeout', 'queueMicrotask']],
  [JSON, ['parse', 'stringify']],
  [Promise, ['all', 'race', 'resolve', 'withResolvers']],
  [Promise.prototype, ['then', 'catch', 'finally']],
  [Array.prototype, ['push', 'map', 'forEach', 'join', 'slice', 'concat', 'shift']],
  [String.prototype, ['slice', 'concat', 'startsWith', 'charCodeAt', 'padStart', 'replace', 'split']],
  [Map.prototype, ['get', 'set', 'delete', 'has']],
  [Headers.prototype, ['set', 'append', 'get']],
  [Response.prototype, ['arrayBuffer', 'json', 'text']],
  [TextEncoder.prototype, ['encode']],
  [TextDecoder.prototype, ['decode']],
  [Object, ['assign', 'entries', 'keys', 'freeze', 'create', 'defineProperty', 'setPrototypeOf', 'getPrototypeOf', 'getOwnPropertyDescriptor']],
  [Object.prototype, ['hasOwnProperty', 'isPrototypeOf', 'toString']],
  [Number.prototype, ['toString']],
  [Function.prototype, ['bind', 'call']],
  [Crypto.prototype, ['getRandomValues']],
  [EventTarget.prototype, ['addEventListener']],
  [AbortSignal.prototype, ['addEventListener']],
]) {
  for (const name of names) wrap(owner, name)
}
// The getter receives every object that a promise is resolved with: results, and objects of the platform, but none of the client's.
const ofClient = []
const expected = [Array.prototype, ArrayBuffer.prototype, Response.prototype, Promise.prototype]
let received = 0
Object.defineProperty(Object.prototype, 'then', {
  configurable: true,
  get() {
    received++
    const prototype = Reflect.getPrototypeOf(this)
    for (let i = 0; i < expected.length; i++) if (expected[i] === prototype) return
    const names = ownKeys(this)
    // The result of `digest_of`.
    if (names.length === 2 && names[0] === 'length' && names[1] === 'digest') return
    ofClient[ofClient.length] = names
  },
})
for (const name of ['headers', 'body', 'method', 'signal', 'into']) {
  Object.defineProperty(Object.prototype, name, {
    configurable: true,
    get: () => undefined,
    set(value) {
      secretish(value)
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true })
    },
  })
}

// A buffer created through a species is one that the page keeps.
const kept = []
const OriginalBuffer = ArrayBuffer
function KeptBuffer(length) {
  const buffer = new OriginalBuffer(length)
  kept.push(buffer)
  return buffer
}
Object.defineProperty(OriginalBuffer.prototype, 'constructor', { configurable: true, get: () => ({ [Symbol.species]: KeptBuffer }) })

const { invoke, Channel } = bytelane
const report = async () => {
  const problems = []
  const expect = (condition, what) => condition || problems.push(what)
  expect((await invoke('echo', { value: [1, 'a'] }))[1] === 'a', 'echo')
  expect((await invoke('bytes_pattern', { length: 3000000 })).byteLength === 3000000, 'download')
  expect((await invoke('digest_of', { data: new Uint8Array(2000000) })).length === 2000000, 'upload')
  const numbers = []
  await invoke('send_numbers', { numbers: new Channel(number => numbers.push(number)), count: 100 })
  expect(numbers.length === 100, 'channel')
  const messages = []
  await invoke('send_bytes', { messages: new Channel(message => messages.push(message)), lengths: [200, 3000] })
  expect(messages.map(message => message.byteLength).join() === '200,3000', 'raw messages')
  expect(kept.length === 0, 'a message was copied into a buffer that the page keeps')
  OriginalBuffer.prototype.slice.call(new OriginalBuffer(1), 0)
  expect(kept.length === 1, 'the page did not keep a buffer')
  expect(seen === 0, `the traps saw the secret ${seen} times`)
  expect(wrapped >= 50, `${wrapped} builtins are wrapped`)
  expect(received >= 3 && ofClient.length === 0, `objects of the client: ${JSON.stringify(ofClient)}`)
  // The traps notice a secret.
  JSON.stringify({ a: '0123456789abcdef'.repeat(2) })
  expect(seen === 1, 'the traps notice no secret')
  seen = 0
  // The source text of no reachable function contains it.
  const texts = []
  const walk = (value, depth) => {
    if (depth > 3 || (typeof value !== 'object' && typeof value !== 'function') || value === null) return
    if (typeof value === 'function') texts.push(Function.prototype.toString.call(value))
    for (const key of Reflect.ownKeys(value)) {
      const property = Reflect.getOwnPropertyDescriptor(value, key)
      if (property && 'value' in property) walk(property.value, depth + 1)
    }
  }
  walk(bytelane, 0)
  expect(texts.length > 3 && !texts.some(text => /[0-9a-f]{32}/.test(text)), 'a function contains the secret')
  expect(![...document.scripts].some(script => /[0-9a-f]{32}/.test(script.textContent)), 'a script element contains the secret')
  return problems.join('; ') || null
}
// In the written document: the same global, with its traps.
const client = bytelane
globalThis.rewritten = async () => {
  const problems = []
  const expect = (condition, what) => condition || problems.push(what)
  expect(called === 0, `${called} builtins were called when the scripts ran again`)
  expect(seen === 0, `the traps saw the secret ${seen} times after document.open`)
  expect(bytelane === client && Object.isFrozen(bytelane), 'another client')
  expect((await invoke('echo', { value: 'rewritten' })) === 'rewritten', 'echo after document.open')
  expect((await invoke('bytes_pattern', { length: 3000000 })).byteLength === 3000000, 'download after document.open')
  expect(seen === 0, `the traps saw the secret ${seen} times after document.open`)
  return problems.join('; ') || null
}
const rewrite = failure => {
  if (failure !== null) return invoke('finish', { failure })
  called = 0
  document.open()
  document.write("<!doctype html><html><body><script>rewritten().then(failure => bytelane.invoke('finish', { failure }))<\/script></body></html>")
  document.close()
}
report().then(
  rewrite,
  error => invoke('finish', { failure: String(error) }),
)
