// Tauri's events, which the plugin leaves as they are.
import { equal, ok, run, test, until } from '/harness.js'

const { invoke } = window.__TAURI__.core
const { emit, listen, once, emitTo } = window.__TAURI__.event

test('events of the host reach every listener, in order', async () => {
  const heard = []
  const first = await listen('numbers', ({ payload }) => heard.push(['first', payload]))
  const second = await listen('numbers', ({ payload }) => heard.push(['second', payload]))
  await invoke('emit_numbers', { count: 100 })
  await until(() => heard.length === 200)
  for (const name of ['first', 'second']) {
    equal(heard.filter(([of]) => of === name).map(([, payload]) => payload), Array.from({ length: 100 }, (_, index) => index))
  }
  first()
  second()
})

test('once and unlisten hold', async () => {
  const heard = []
  await once('numbers', ({ payload }) => heard.push(payload))
  const unlisten = await listen('numbers', ({ payload }) => heard.push(payload))
  await invoke('emit_numbers', { count: 1 })
  await until(() => heard.length === 2)
  unlisten()
  await invoke('emit_numbers', { count: 3 })
  let done = false
  await listen('settled', () => (done = true))
  await emit('settled')
  await until(() => done)
  equal(heard, [0, 0])
})

test('the page and the host hear each other', async () => {
  const heard = []
  await listen('echoed', ({ payload }) => heard.push(payload))
  await emit('to-host', { a: [1] })
  await until(() => heard.length === 1)
  equal(heard, [{ a: [1] }])
  await emitTo('main', 'echoed', 'direct')
  await until(() => heard.length === 2)
  ok(heard[1] === 'direct')
})

test('no call overtakes the listener before it', async () => {
  for (let round = 0; round < 300; round += 1) {
    let heard = 0
    const unlisten = await listen('numbers', () => (heard += 1))
    await invoke('emit_numbers', { count: 1 })
    await until(() => heard === 1)
    unlisten()
  }
})

await run()
