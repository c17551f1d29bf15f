// One attack of a hostile page, which the suite names. The control runs each in a process of its own: without the plugin, most of them end it.
import { equal, run, test } from '/harness.js'
import { attacks } from '/attacks.js'

const { invoke } = window.__TAURI__.core
const name = await invoke('setting', { name: 'ATTACK' })

test(name, async () => {
  await attacks[name]()
  equal(await invoke('echo', { value: 1 }), 1)
})

await run()
