// Webviews beside each other in one window: each has its own calls, channels and permissions.
import { accelerated, equal, ok, rejection, run, test, until } from '/harness.js'

const { invoke } = window.__TAURI__.core
const counted = (name) => invoke('counted', { name })
const COUNT = 5

test('webviews of one window, one of them again and again, have their own IPC', async () => {
  for (let number = 1; number <= COUNT; number++) {
    await invoke('add_child', { label: 'child', case: `child&number=${number}` })
    await until(async () => (await counted('child passed')) + (await counted('child failed')) === number)
    // The window's own page, while the other one is open.
    const refused = await rejection(invoke('plugin:window|set_title', { label: 'main', value: 'own' }))
    ok(refused.includes('not allowed'), refused)
    if (accelerated) {
      const judged = await rejection(window.bytelane.invoke('forbidden'))
      ok(judged.includes('bytelane.forbidden not allowed'), judged)
    }
    await invoke('close_child', { label: 'child' })
  }
  equal(await counted('child failed'), 0)
  equal(await counted('who wrong'), 0)
  equal(await counted('child accelerated'), accelerated ? COUNT : 0)
})

await run()
