// A second window with a data directory of its own, that is, with another web context.
import { accelerated, equal, run, test, until } from '/harness.js'

const { invoke } = window.__TAURI__.core

test('a window with another data directory is the same', async () => {
  await invoke('open', { label: 'second', case: 'one' })
  await until(async () => (await invoke('counted', { name: 'one passed' })) === 1)
  equal(await invoke('counted', { name: 'one accelerated' }), accelerated ? 1 : 0)
  await invoke('destroy', { label: 'second' })
})

await run()
