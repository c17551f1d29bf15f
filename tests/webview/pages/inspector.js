import { Channel, check, equal, invoke, refused, run, until } from '/harness.js'

const ask = expression => invoke('ask_inspector', { expression })
const press = keys => window.dispatchEvent(new KeyboardEvent('keydown', { code: 'F12', ctrlKey: true, shiftKey: true, ...keys }))
const text = selector => ask(`document.querySelector('${selector}').textContent`)
const click = selector => ask(`document.querySelector('${selector}').click()`)
const status = () => ask("document.getElementById('status')?.dataset.state ?? null")
const ROWS = "Array.from(document.querySelectorAll('.view > [role=row]:not([hidden])'), row => Array.from(row.children, cell => cell.textContent).slice(0, 4).join(' '))"
const rows = () => ask(ROWS)
const filter = words => ask(`(() => { const field = document.getElementById('filter'); field.value = '${words}'; field.dispatchEvent(new Event('input')) })()`)
/** Waits until the window has requested what was recorded before. */
const requested = async () => {
  const requests = () => ask('bytelane.stats().calls')
  const before = await requests()
  await until(async () => (await requests()) >= before + 3, 'further requests of the window')
}

run(async () => {
  const lane = await invoke('expected_lane')
  await invoke('echo', { value: 'before' })
  for (const keys of [{ shiftKey: false }, { ctrlKey: false }, { altKey: true }, { code: 'F11' }]) press(keys)
  equal(await invoke('inspected'), [0, 0], 'nothing is recorded before the window is open')

  press({})
  await until(async () => (await status()) === 'live', 'the window')
  equal(await ask('bytelane.lane()'), lane, 'the window uses the lane of its engine')

  // Calls of this window, newest first
  await filter('main echo')
  await until(async () => (await ask('typeof bytelane.invoke')) === 'function')
  await invoke('echo', { value: 'not-to-be-shown' })
  await refused(invoke('nothing', { echo: 1 }), 'unknown_command')
  await until(async () => (await rows()).length === 1, 'a row of the call')
  equal(await rows(), [`echo main ${lane} done`])
  await filter('unknown_command')
  equal(await rows(), [`nothing main ${lane} unknown_command`])
  await filter('no-such-word')
  check((await text('#calls-empty')).startsWith('No call contains'), 'the empty list says why')
  await filter('main echo')

  // While it is paused, calls are recorded and not shown
  await click('#pause')
  equal(await status(), 'paused')
  await invoke('echo', { value: 2 })
  await requested()
  equal((await rows()).length, 1, 'a paused window does not change')
  await click('#pause')
  await until(async () => (await rows()).length === 2, 'the call that was made meanwhile')

  // Details, with each part of the call
  await click('.view > [role=row]')
  equal(await text('#details-title'), 'echo')
  equal(await ask("document.querySelectorAll('#parts .part').length"), 5)
  check((await text('#facts')).includes(lane), 'the lane is a fact')
  await click('#copy-test')
  await until(async () => (await text('#copied')).startsWith('The test is copied'), 'the copy')

  // Export: what the filter shows, and no payload
  await click('#export')
  const exported = await ask("document.getElementById('export-text').value")
  const { calls, documents, memory } = JSON.parse(exported)
  equal(calls.map(({ command, label, outcome }) => [command, label, outcome]), [['echo', 'main', 'done'], ['echo', 'main', 'done']])
  check(calls.every(({ arrived, sent }) => arrived > 0 && sent > arrived), 'the steps have times')
  equal(documents.map(({ label }) => label), ['main'], 'the window does not show itself')
  check(memory.length > 10 && !exported.includes('not-to-be-shown'), 'names, sizes and times only')
  await click('#close-export')

  // A channel whose sender waits for credit, and an event
  let release
  const messages = new Channel(() => new Promise(resolve => (release = resolve)))
  await invoke('send_for_ever', { messages, length: 5000 })
  await click('#tab-channels')
  const channels = () => ask("document.querySelector('#panel-channels tbody').textContent")
  await until(async () => (await channels()).includes('to the page'), 'the channel')
  messages.close()
  release?.()
  await until(async () => !(await channels()).includes('to the page'), 'the end of the channel')
  const unlisten = await bytelane.listen('inspected-event', () => {})
  await bytelane.emit('inspected-event', 'not-to-be-shown')
  await click('#tab-events')
  await until(async () => (await ask("document.querySelector('#panel-events tbody').textContent")).includes('inspected-event'), 'the event')
  unlisten()
  await click('#tab-memory')
  check((await text('#panel-memory')).length > 0)

  // There is one window, and no other page reads the records
  press({})
  await requested()
  equal((await invoke('inspected'))[0], 1)
  await refused(invoke('plugin:inspector|snapshot', { since: 0 }), 'unknown_command')
})
