// The scheme of pages is a setting.
import { invoke } from '@tauri-apps/api/core'
import { equal, run, test } from './harness.js'

test('the configuration sets another scheme of pages', async () => {
  equal([location.protocol, location.host], ['bytelane:', 'localhost'])
  equal(await invoke('echo', { value: 1 }), 1)
})

await run()
