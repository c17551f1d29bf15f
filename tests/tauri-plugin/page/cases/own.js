// Commands of bytelane in the same application, through the client of bytelane.
import { accelerated, equal, mode, ok, pattern, rejection, run, test, until } from '/harness.js'

const { bytelane } = window
const { invoke } = window.__TAURI__.core

test('handles and the state of Tauri are arguments', async () => {
  equal(new Uint8Array(await bytelane.invoke('frame', { length: 4 })), new Uint8Array([7, 7, 7, 7]))
  equal(await bytelane.invoke('handles'), ['Plugged', 'main', 'main'])
  equal((await rejection(bytelane.invoke('unmanaged'))).message, 'state not managed for field `nothing` on command `unmanaged`. You must call `.manage()` before using this command')
})

test('bytes, numbers, uploads and messages', async () => {
  const [title, data] = await bytelane.invoke('mixed', { title: 'é', data: new Uint8Array([1, 2]) })
  equal([title, data], ['é', new Uint8Array([1, 2])])
  equal(await bytelane.invoke('doubled', { numbers: new Float32Array([1.5, -2]) }), new Float32Array([3, -4]))
  equal(await bytelane.invoke('uploaded', { upload: new Blob([pattern(3_000_000)]) }), 3_000_000)
  const [numbers, totals, seen] = [new bytelane.Channel(), new bytelane.Channel(), []]
  totals.onmessage = (total) => seen.push(total)
  const ended = bytelane.invoke('sums', { numbers, totals })
  for (const number of [1, 2, 3]) await numbers.send(number)
  numbers.close()
  await ended
  await until(() => seen.length === 3)
  equal(seen, [1, 3, 6])
})

test('the inspector shows calls of Tauri under their names', async () => {
  window.dispatchEvent(new KeyboardEvent('keydown', { code: 'F12', ctrlKey: true, shiftKey: true }))
  await until(async () => (await bytelane.invoke('inspected'))[0])
  await invoke('counted', { name: 'nothing' })
  const [, names] = await bytelane.invoke('inspected')
  ok(names.includes('inspected'), String(names))
  equal(names.includes('counted'), accelerated, String(names))
  ok(!names.some((name) => name.startsWith('__bytelane')), String(names))
})

test('a call is cancelled, and its future is dropped', async () => {
  const controller = new AbortController()
  const waiting = rejection(bytelane.invoke('waits', {}, { signal: controller.signal }))
  await until(async () => (await invoke('counted', { name: 'waits started' })) === 1)
  controller.abort()
  equal((await waiting).name, 'AbortError')
  await until(async () => (await invoke('counted', { name: 'waits ended' })) === 1)
})

test('events carry bytes, beside those of Tauri', async () => {
  const heard = []
  const unlisten = await bytelane.listen('picture', ({ payload }) => heard.push(payload))
  await bytelane.invoke('emit_picture')
  await until(() => heard.length === 1)
  equal(new Uint8Array(heard[0]), new Uint8Array([1, 2, 255]))
  await unlisten()
})

test('errors name what is wrong', async () => {
  equal((await rejection(bytelane.invoke('panics_in_bytelane'))).code, 'handler_panicked')
  equal((await rejection(bytelane.invoke('greet', { name: 'x' }))).code, 'unknown_command')
  ok((await rejection(invoke('plugin:bytelane|frame'))).includes('is not a command of Tauri: a page calls a command of bytelane with `bytelane.invoke'))
})

test('stats say what is accelerated', () => {
  const { tauri, calls } = bytelane.stats()
  ok(calls > 5, 'the number of calls')
  equal([tauri.calls, tauri.reason === null], [accelerated, accelerated])
  equal(mode === 'present', !accelerated)
})

await run()
