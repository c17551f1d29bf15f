// Many windows at once, built by a command off the main thread. Each tests itself and counts.
import { accelerated, equal, ok, run, test, until } from '/harness.js'

const { invoke } = window.__TAURI__.core
const COUNT = 40

test('forty windows open at once, and each has its own IPC', async () => {
  const labels = Array.from({ length: COUNT }, (_, index) => `many-${index}`)
  await Promise.all(labels.map((label) => invoke('open', { label, case: 'one' })))
  await until(async () => (await invoke('counted', { name: 'one passed' })) === COUNT)
  equal(await invoke('counted', { name: 'one failed' }), 0)
  if (accelerated) equal(await invoke('counted', { name: 'one accelerated' }), COUNT)
  await Promise.all(labels.map((label) => invoke('destroy', { label })))
  await until(async () => (await invoke('windows')).length === 1)
  ok((await invoke('greet', { name: 'still' })) === 'Hello, still!')
})

await run()
