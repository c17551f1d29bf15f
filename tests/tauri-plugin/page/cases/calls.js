// Calls of Tauri's `invoke`: the same results and errors with the plugin as without it.
import { accelerated, bytes, checksum, equal, mode, ok, pattern, rejection, run, test } from '/harness.js'

const { invoke, isTauri } = window.__TAURI__.core
const MIB = 1 << 20

test('the application has the plugin as its mode says', async () => {
  equal(isTauri(), true)
  equal('bytelane' in window, mode !== 'absent')
  if (mode === 'absent') return
  const { calls, reason } = await invoke('plugin:bytelane|status')
  equal([calls, typeof reason], accelerated ? [true, 'object'] : [false, 'string'])
})

test('values cross as JSON', async () => {
  equal(await invoke('greet', { name: 'Ada' }), 'Hello, Ada!')
  for (const value of [null, true, 5, -1.5, 'é "\\\u2028', [1, [2]], { a: { b: [] } }]) equal(await invoke('echo', { value }), value)
  equal(await invoke('echo', { value: new Map([['k', 1]]) }), { k: 1 })
  const own = JSON.parse('{"__proto__":{"x":1}}')
  const back = await invoke('echo', { value: own })
  ok(Object.hasOwn(back, '__proto__'), 'an own property')
  const long = 'x'.repeat(3 * MIB)
  equal((await invoke('echo', { value: long })) === long, true)
})

test('arguments have their names and types', async () => {
  equal(await invoke('option'), null)
  equal(await invoke('option', { value: 7 }), 7)
  ok((await rejection(invoke('needs'))).includes('missing required key value'))
  ok((await rejection(invoke('needs', { value: 'x' }))).startsWith('invalid args `value` for command `needs`'))
  equal(await rejection(invoke('nothing')), 'Command nothing not found')
})

test('raw bodies have their bytes', async () => {
  const buffer = new Uint8Array([9, 9, 1, 2, 3, 4, 5, 6, 9, 9]).buffer
  equal(bytes(await invoke('body', new Uint8Array(buffer, 2, 3))), [1, 2, 3])
  equal(bytes(await invoke('body', new DataView(buffer, 3, 4))), [2, 3, 4, 5])
  equal(bytes(await invoke('body', buffer)), bytes(buffer))
  equal(bytes(await invoke('body', new ArrayBuffer(0))), [])
  for (const length of [1, 1023, 65_536, MIB - 1, MIB + 1, 5 * MIB]) {
    const data = pattern(length)
    equal(await invoke('checksum', data), checksum(data), `${length} bytes`)
  }
})

test('bytes among other arguments are numbers, as in Tauri', async () => {
  equal(await invoke('sum', { title: 't', data: new Uint8Array([1, 2, 3]) }), 6)
})

test('a whole array of numbers is what Tauri makes of it', async () => {
  equal(new TextDecoder().decode(await invoke('body', [1, 2, 255])), '1,2,255')
})

test('responses of bytes are buffers', async () => {
  for (const length of [0, 1, 4096, MIB - 1, MIB + 1, 3 * MIB]) {
    const data = await invoke('bytes', { length })
    ok(data instanceof ArrayBuffer, `${length} bytes`)
    equal(data.byteLength, length)
    equal(checksum(new Uint8Array(data)), checksum(pattern(length)), `${length} bytes`)
  }
  equal(await invoke('vector', { length: 3 }), [0, 1, 2])
})

test('headers reach the command', async () => {
  equal(await invoke('header', {}, { headers: { 'x-note': 'a note' } }), 'a note')
  equal(await invoke('header', new Uint8Array(3), { headers: new Headers({ 'x-note': 'b' }) }), 'b')
  equal(await invoke('header', {}, { headers: [['X-Note', 'c']] }), 'c')
  equal(await invoke('headers_of_the_plugin'), [])
})

test('errors are the values of the command', async () => {
  equal(await rejection(invoke('fails', { how: 'text' })), 'as asked')
  equal(await rejection(invoke('fails', { how: 'value' })), { code: 7, kind: 'asked' })
})

test('sync commands run on the main thread, and async ones do not', async () => {
  equal(await invoke('on_main_thread'), true)
  equal(await invoke('on_main_thread_later'), false)
})

test('sync calls run in the order in which the page made them', async () => {
  const numbers = Array.from({ length: 200 }, (_, index) => index)
  const seen = await Promise.all(numbers.map((number) => invoke('next', { number })))
  equal(seen, numbers)
})

test('four thousand calls at once', async () => {
  const numbers = Array.from({ length: 4000 }, (_, index) => index)
  const values = await Promise.all(numbers.map((value) => invoke('option', { value })))
  equal(values, numbers)
})

test('async commands run side by side', async () => {
  const order = []
  await Promise.all([invoke('later', { millis: 200, value: 1 }).then((value) => order.push(value)), invoke('later', { millis: 1, value: 2 }).then((value) => order.push(value))])
  equal(order, [2, 1])
})

test('a call runs once', async () => {
  for (let i = 0; i < 20; i++) await invoke('count', { name: 'once' })
  equal(await invoke('counted', { name: 'once' }), 20)
})

test('several large results at once', async () => {
  const results = await Promise.all([1, 2, 3, 4].map(() => invoke('blank', { length: 50 * MIB })))
  for (const result of results) equal(result.byteLength, 50 * MIB)
})

test('fetch is the page\'s own otherwise', async () => {
  equal((await fetch('/index.html')).status, 200)
  equal(await (await fetch('data:,text').catch(() => new Response('text'))).text(), 'text')
  equal(fetch.name, 'fetch')
  equal((await fetch(new Request('/index.html'))).status, 200)
})

test('responses can be read by a page that wraps fetch', async () => {
  const { fetch: ours } = window
  const seen = []
  window.fetch = async (...given) => {
    const response = await ours(...given)
    if (!String(given[0]).startsWith('ipc:')) return response
    const copy = response.clone()
    seen.push([response instanceof Response, response.ok, response.status, copy.headers.get('content-type'), await copy.text()])
    return response
  }
  try {
    equal(await invoke('echo', { value: [1] }), [1])
    equal(seen, [[true, true, 200, 'application/json', '[1]']])
  } finally {
    window.fetch = ours
  }
})

if (mode !== 'absent') {
  test('the calls went over the lane', async () => {
    const { tauri } = window.bytelane.stats()
    equal(tauri.calls, accelerated)
    ok(accelerated ? tauri.accelerated > 4000 : tauri.accelerated === 0, 'the number of accelerated calls')
    // The array of numbers goes Tauri's own way, which makes text of it.
    if (accelerated) equal(tauri.original, 1)
  })
}

await run()
