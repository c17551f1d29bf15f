// An application that sets an extension directory of its own: that of the lane does not displace it, and pages in such processes use the protocol lane.
import { equal, ok, run, test, until } from '/harness.js'

const { invoke } = window.__TAURI__.core
const counted = (name) => invoke('counted', { name })

test('the directory of the application is kept, and its pages work over the protocol lane', async () => {
  equal(window.bytelane.lane(), 'shm')
  await invoke('set_extension_directory')
  for (let number = 1; number <= 2; number++) {
    await invoke('open', { label: 'second', case: 'one' })
    await until(async () => (await counted('one passed')) + (await counted('one failed')) === number)
    equal([await counted('one failed'), await counted('one accelerated'), await counted('one on protocol')], [0, number, number])
    const names = (await invoke('extensions')).map((path) => path.split('/').pop()).sort()
    equal(names, ['libbytelane_extension.so', 'libtheirs.so'])
    await invoke('destroy', { label: 'second' })
    await until(async () => (await invoke('extensions')).length === 1)
  }
  ok(window.bytelane.lane() === 'shm', 'the lane of the page before')
})

await run()
