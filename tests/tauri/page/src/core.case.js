import * as core from '@tauri-apps/api/core'
import { bytes, equal, ok, rejection, run, test } from './harness.js'

const { invoke } = core
const guide = (module, command, args, options) => invoke(`plugin:${module}|${command}`, args, options)

test('the page has the contract of Tauri', async () => {
  equal(core.isTauri(), true)
  const { metadata } = window.__TAURI_INTERNALS__
  equal(metadata, { currentWindow: { label: 'main' }, currentWebview: { windowLabel: 'main', label: 'main' } })
})

test('the samples of the guide', async () => {
  equal(await guide('basic', 'my_custom_command'), null)
  equal(await guide('separate', 'my_custom_command'), 'separate')
  equal([await guide('several', 'cmd_a'), await guide('several', 'cmd_b')], ['Command a', 'Command b'])
  equal(await guide('arguments', 'my_custom_command', { invokeMessage: 'Hello!' }), 'Hello!')
  equal(await guide('arguments', 'in_snake_case', { invoke_message: 'Hello!' }), 'Hello!')
  equal(await guide('returns', 'my_custom_command'), 'Hello from Rust!')
  const file = await guide('returns', 'read_file')
  ok(file instanceof ArrayBuffer)
  equal(JSON.parse(new TextDecoder().decode(file)).productName, 'Moved')
  equal(await guide('returns', 'read_text'), { json: true })
  equal(await guide('errors', 'login', { user: 'tauri', password: 'tauri' }), 'logged_in')
  equal(await rejection(guide('errors', 'login', { user: 'tauri', password: '0j4rijw8=' })), 'invalid credentials')
  ok((await rejection(guide('errors', 'my_custom_command'))).startsWith('No such file'))
  ok((await rejection(guide('errors', 'plain'))).startsWith('No such file'))
  equal((await rejection(guide('errors', 'read'))).kind, 'io')
  equal((await rejection(guide('errors', 'utf8'))).kind, 'utf8')
  equal(await guide('later', 'my_custom_command', { value: 'Hello, Async!' }), 'Hello, Async!')
  equal(await guide('later', 'borrows', { value: 'é' }), 'é')
  equal(await guide('later', 'borrows_plainly', { value: 'é' }), 'é')
  equal(await guide('later', 'off_the_main_thread'), true)
  equal(await guide('windows', 'my_custom_command'), 'main')
  equal(await guide('windows', 'with_handle'), 'Moved')
  equal(await guide('windows', 'generic'), 'org.bytelane.moved main main')
  equal(await guide('shared', 'my_custom_command'), null)
  equal(await guide('complete', 'my_custom_command', { number: 42 }), { message: 'response', other_val: 84 })
})

test('a raw request has its body and its headers', async () => {
  const data = new Uint8Array([1, 2, 3])
  equal(await guide('raw', 'upload', data, { headers: { Authorization: 'apikey' } }), '[1, 2, 3] apikey')
  equal(await guide('raw', 'upload', data.buffer, { headers: new Headers({ Authorization: 'apikey' }) }), '[1, 2, 3] apikey')
  equal(await guide('raw', 'upload', data, { headers: [['Authorization', 'apikey']] }), '[1, 2, 3] apikey')
  equal(await rejection(guide('raw', 'upload', data)), 'missing `Authorization` header')
  equal(await rejection(guide('raw', 'upload', { data })), 'unexpected request body')
  equal(await invoke('header', {}, { headers: { 'x-note': 'naïve — ✓' } }), 'naïve — ✓')
})

test('numbers as the whole argument are bytes', async () => {
  equal(bytes(await invoke('body', [1, 2, 3, 255])), [1, 2, 3, 255])
  equal(bytes(await invoke('body', [])), [])
})

test('views keep exactly their bytes', async () => {
  const buffer = new Uint8Array([9, 9, 1, 2, 3, 4, 5, 6, 9, 9]).buffer
  equal(bytes(await invoke('body', new Uint8Array(buffer, 2, 3))), [1, 2, 3])
  equal(bytes(await invoke('body', new DataView(buffer, 3, 4))), [2, 3, 4, 5])
  equal(bytes(await invoke('body', new Uint16Array(buffer, 2, 2))), [1, 2, 3, 4])
  const floats = new Float32Array([1.5, -2])
  equal(bytes(await invoke('body', floats)), bytes(floats.buffer))
  equal(bytes(await invoke('body', new ArrayBuffer(0))), [])
})

test('bytes among other arguments are bytes', async () => {
  const args = { title: 't', data: new Uint8Array([1, 2]), picture: { name: 'n', pixels: new Uint8Array([3, 4]).buffer, icc: [5, 6] } }
  equal(await invoke('mixed', args), 't [1, 2] n [3, 4] Some([5, 6])')
  const numbers = { title: 't', data: [1, 2], picture: { name: 'n', pixels: [3, 4], icc: null } }
  equal(await invoke('mixed', numbers), 't [1, 2] n [3, 4] None')
})

test('bytes that are returned are buffers', async () => {
  equal(await invoke('vector', { length: 4 }), new Uint8Array([0, 1, 2, 3]).buffer)
  equal(await invoke('bytes', { length: 3 }), new Uint8Array([0, 1, 2]).buffer)
  equal((await invoke('vector', { length: 3_000_000 })).byteLength, 3_000_000)
  equal((await invoke('bytes', { length: 0 })).byteLength, 0)
  equal(await rejection(invoke('fails_with_bytes')), new Uint8Array([1, 2, 3]).buffer)
})

test('values cross as JSON', async () => {
  for (const value of [null, true, 5, -1.5, 'é "\\\u2028', [1, [2]], { a: { b: [] } }]) equal(await invoke('echo', { value }), value)
  equal(await invoke('echo', { value: new Map([['k', 1]]) }), { k: 1 })
  equal(await invoke('echo', { value: { [core.SERIALIZE_TO_IPC_FN]: () => 'itself' } }), 'itself')
  const own = JSON.parse('{"__proto__":{"x":1}}')
  const back = await invoke('echo', { value: own })
  ok(Object.hasOwn(back, '__proto__'), 'an own property')
  equal(back.x, undefined)
  const long = 'x'.repeat(2_000_000)
  equal((await invoke('echo', { value: long })) === long, true)
})

test('text with escapes can be borrowed', async () => {
  const texts = ['plain', 'a "quoted"\nline \\ é 😀', '\u0000\u0001\u2028\b\f\t/', '\u0001bytes:', '']
  for (const name of texts) equal(await invoke('welcome', { name }), `Hello, ${name}!`)
  // An unpaired surrogate is not a character.
  ok((await rejection(invoke('welcome', { name: '\ud83d' }))).startsWith('invalid args `name` for command `welcome`: '))
  const name = texts[1]
  const debug = '"a \\"quoted\\"\\nline \\\\ é 😀"'
  const person = { name, nick: name, tags: ['x', name], motto: name, notes: { [name]: name } }
  const greeting = `${name} Some(${debug}) ["x", ${debug}] ${name} {${debug}: ${debug}} `
  equal(await invoke('welcome_later', { person, raw: [name] }), greeting + JSON.stringify([name]))
  // The same among bytes.
  equal(await invoke('welcome_later', { person, raw: 1, bytes: new Uint8Array(3) }), `${greeting}1`)
})

test('a missing command, argument or plugin is named', async () => {
  equal(await invoke('option'), null)
  equal(await invoke('option', { value: null }), null)
  equal(await invoke('option', { value: 7 }), 7)
  equal(await rejection(invoke('needs')), 'invalid args `value` for command `needs`: command needs missing required key value')
  ok((await rejection(invoke('needs', { value: 'x' }))).startsWith('invalid args `value` for command `needs`: '))
  ok((await rejection(invoke('needs', new Uint8Array(1)))).includes('but the IPC call used a bytes payload'))
  equal(await rejection(invoke('nothing')), 'Command nothing not found')
  equal(await rejection(invoke('plugin:nothing|at_all')), 'plugin nothing not found: add it with `Builder::plugin`')
  equal(await rejection(invoke('plugin:window|nothing')), 'Command plugin:window|nothing not found')
  ok((await rejection(guide('shared', 'not_managed'))).includes('You must call `.manage()` before using this command'))
})

test('every call is answered', async () => {
  equal(await rejection(invoke('panics')), 'command panics panicked')
  equal(await rejection(invoke('panics_later')), 'command panics_later panicked')
  equal(await rejection(invoke('drops')), 'command drops dropped the call without an answer')
})

test('a handler of one\'s own answers by hand', async () => {
  equal(await invoke('by_hand'), 'main')
  equal(await rejection(invoke('by_hand', new Uint8Array(1))), 'not by hand')
})

test('resources are closed once', async () => {
  for (const toApp of [false, true]) {
    const resource = new core.Resource(await invoke('add_resource', { toApp }))
    equal(await resource.close(), null)
    equal(await rejection(resource.close()), `The resource id ${resource.rid} is invalid.`)
  }
  equal(await invoke('counted', { name: 'closed' }), 2)
})

test('callbacks are called by id', async () => {
  const heard = []
  const internals = window.__TAURI_INTERNALS__
  const once = core.transformCallback((data) => heard.push(data), true)
  internals.runCallback(once, 1)
  internals.runCallback(once, 2)
  const often = core.transformCallback((data) => heard.push(data))
  internals.runCallback(often, 3)
  internals.runCallback(often, 4)
  ok(internals.callbacks.has(often))
  internals.unregisterCallback(often)
  internals.runCallback(often, 5)
  equal(heard, [1, 3, 4])
  const outcome = await new Promise((resolve) => {
    const callback = core.transformCallback((value) => resolve({ value }), true)
    const error = core.transformCallback((reason) => resolve({ reason }), true)
    internals.postMessage(JSON.stringify({ cmd: 'echo', callback, error, payload: { value: 6 } }))
  })
  equal(outcome, { value: 6 })
})

test('URLs of files', async () => {
  equal(core.convertFileSrc('/a b/ä?.png'), 'asset://localhost/%2Fa%20b%2F%C3%A4%3F.png')
  equal(core.convertFileSrc('x', 'own'), 'own://localhost/x')
})

test('permissions of a plugin are the plugin\'s', async () => {
  equal(await rejection(core.checkPermissions('greeter')), 'Command plugin:greeter|check_permissions not found')
  equal(await rejection(core.requestPermissions('greeter')), 'Command plugin:greeter|request_permissions not found')
  equal(await rejection(core.addPluginListener('greeter', 'x', () => undefined)), 'Command plugin:greeter|registerListener not found')
})

await run()
