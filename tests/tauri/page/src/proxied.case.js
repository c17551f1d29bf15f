// A page of a host that only a proxy knows.
import { invoke } from '@tauri-apps/api/core'
import { equal, run, test } from './harness.js'

test('a page is loaded through the proxy of its window', async () => {
  equal(location.origin, 'http://proxied.test')
  equal(await invoke('option', { value: 5 }), 5)
})

await run()
