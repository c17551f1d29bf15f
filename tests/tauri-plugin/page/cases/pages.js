// One small test for pages with other settings: a development server, a frozen prototype, a policy, isolation.
import { accelerated, bytes, equal, mode, ok, pattern, checksum, run, test, until } from '/harness.js'

const { invoke, Channel } = window.__TAURI__.core

test('calls, bytes and channels work', async () => {
  equal(await invoke('greet', { name: 'Ada' }), 'Hello, Ada!')
  equal(bytes(await invoke('body', new Uint8Array([1, 2, 3]))), [1, 2, 3])
  const data = pattern(50_000)
  equal(await invoke('checksum', data), checksum(data))
  equal((await invoke('blank', { length: 2_000_000 })).byteLength, 2_000_000)
  const seen = []
  await invoke('values', { channel: new Channel((message) => seen.push(message)) })
  await until(() => seen.length === 5)
})

test('the calls went as the settings say', async () => {
  const wanted = await invoke('setting', { name: 'EXPECTED' })
  equal(location.protocol, (await invoke('setting', { name: 'DEV' })) === null ? 'tauri:' : 'http:')
  equal(Object.isFrozen(Object.prototype), (await invoke('setting', { name: 'FREEZE' })) !== null)
  if (mode === 'absent') return
  const { tauri } = window.bytelane.stats()
  if (wanted === 'original') ok(tauri.accelerated === 0, 'no accelerated call')
  else equal(tauri.accelerated > 4, accelerated)
})

await run()
