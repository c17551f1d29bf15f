// Replaces builtins before the first call and looks for the secret in their arguments.
// The traps do not use the functions that they wrap.
let seen = 0
const secret = /[0-9a-f]{64}/
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
  const trap = function (...given) {
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
  [Object, ['assign', 'entries', 'keys', 'freeze', 'create']],
  [AbortSignal.prototype, ['addEventListener']],
]) {
  for (const name of names) wrap(owner, name)
}
Object.defineProperty(Object.prototype, 'then', { configurable: true, get: () => undefined })
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
  // The traps notice a secret.
  JSON.stringify({ a: '0123456789abcdef'.repeat(4) })
  expect(seen === 1, 'the traps notice no secret')
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
  expect(texts.length > 3 && !texts.some(text => /[0-9a-f]{64}/.test(text)), 'a function contains the secret')
  expect(![...document.scripts].some(script => /[0-9a-f]{64}/.test(script.textContent)), 'a script element contains the secret')
  return problems.join('; ') || null
}
report().then(
  failure => invoke('finish', { failure }),
  error => invoke('finish', { failure: String(error) }),
)
