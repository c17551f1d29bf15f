// `app.security.headers` and `freezePrototype`.
import { invoke } from '@tauri-apps/api/core'
import { equal, run, test } from './harness.js'

test('headers of the configuration are sent with pages and files', async () => {
  for (const path of ['/index.html', '/start.js', '/a/route']) {
    const { headers } = await fetch(path)
    const sent = ['cross-origin-opener-policy', 'cross-origin-embedder-policy', 'timing-allow-origin', 'tauri-custom-header'].map((name) => headers.get(name))
    equal(sent, ['same-origin', 'require-corp', 'https://a.example, https://b.example', "key1 'value1'; key2 'value2'"], path)
  }
})

test('calls work on an isolated page', async () => {
  equal(await invoke('echo', { value: [1] }), [1])
  equal(new Uint8Array(await invoke('bytes', { length: 3 })), new Uint8Array([0, 1, 2]))
})

test('the prototype of objects is frozen before a script of the page runs', async () => {
  equal(Object.isFrozen(Object.prototype), true)
  equal(await invoke('echo', { value: { toString: 'own' } }), { toString: 'own' })
})

await run()
