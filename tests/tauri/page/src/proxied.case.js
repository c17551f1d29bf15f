// A page of a host that there is behind a proxy alone.
import { invoke } from '@tauri-apps/api/core'
import { equal, run, test } from './harness.js'

test('a page comes through the proxy that its window names', async () => {
  equal(location.origin, 'http://proxied.test')
  equal(await invoke('option', { value: 5 }), 5)
})

await run()
