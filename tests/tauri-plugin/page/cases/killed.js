// The web process is killed: the page that is loaded again works.
import { equal, run, test, until } from '/harness.js'

const { invoke, Channel } = window.__TAURI__.core

if ((await invoke('counted', { name: 'killed' })) === 0) {
  invoke('keep', { channel: new Channel() })
  await invoke('kill_web_process').catch(() => undefined)
  await new Promise(() => undefined)
}

test('the next page works', async () => {
  await invoke('send_kept', { text: 'for nobody' })
  equal((await invoke('blank', { length: 3_000_000 })).byteLength, 3_000_000)
  const seen = []
  await invoke('values', { channel: new Channel((message) => seen.push(message)) })
  await until(() => seen.length === 5)
})

await run()
