// A page of an origin that is not on the list: it gets no client and no script of the engine, also not after document.open, and no session.
const problems = []
const expect = (condition, what) => condition || problems.push(what)
const globals = new Set(Object.getOwnPropertyNames(window))
const names = ['bytelane', '__BYTELANE_NATIVES__', '__BYTELANE_CONFIG__', '__TAURI_INTERNALS__']
const absent = when => names.forEach(name => expect(!globals.has(name) && !(name in window), `${name} ${when}`))
absent('at the start')

// Every builtin that the client calls while it starts.
let called = 0
for (const [owner, functions] of [
  [Object, ['freeze', 'defineProperty', 'setPrototypeOf', 'getPrototypeOf', 'keys', 'getOwnPropertyDescriptor']],
  [Object.prototype, ['hasOwnProperty']],
  [String.prototype, ['charCodeAt', 'slice', 'startsWith']],
  [Function.prototype, ['bind', 'call', 'apply']],
  [Crypto.prototype, ['getRandomValues']],
  [EventTarget.prototype, ['addEventListener']],
]) {
  for (const name of functions) {
    const original = owner[name]
    owner[name] = function (...given) {
      called++
      return Reflect.apply(original, this, given)
    }
  }
}
const finish = async () => {
  expect(called === 0, `a script of the engine ran after document.open, with ${called} calls`)
  names.forEach(name => expect(!(name in window), `${name} after document.open`))
  for (const path of ['frames/0', 'call', 'poll/0']) {
    const options = { method: 'POST', headers: { 'bytelane-secret': '0123456789abcdef'.repeat(2) } }
    const status = await fetch('ipc://localhost/' + path, options).then(answer => answer.status, () => 0)
    expect(status === 0, `${path} is answered with ${status}`)
  }
  location.href = '/finish?' + problems.join(';').replaceAll(' ', '_')
}
addEventListener('load', () => {
  called = 0
  document.open()
  document.write('<!doctype html><html><body><script>finish()<\/script></body></html>')
  document.close()
}, { once: true })
