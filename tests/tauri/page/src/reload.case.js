// The page is reloaded while a command runs: the command runs once, and the resources of the previous page are released.
import { Channel, invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import { equal, run, test, until } from './harness.js'

const count = (name) => invoke('counted', { name })

if ((await count('ran')) === 0) {
  await listen('never', () => undefined)
  invoke('waits').catch(() => undefined)
  invoke('endless', { channel: new Channel() }).catch(() => undefined)
  await until(async () => (await count('waits started')) === 1 && (await count('endless started')) === 1)
  await invoke('sync_once')
  await new Promise(() => undefined)
}

test('a command runs once, and the resources of the previous page are released', async () => {
  equal(await count('ran'), 1)
  await until(async () => (await count('waits ended')) === 1 && (await count('endless ended')) === 1)
  equal(await invoke('echo', { value: 1 }), 1)
})

await run()
