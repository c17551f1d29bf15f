// The page is reloaded while commands run and channels are open: each command runs once, and the next page works.
import { accelerated, equal, ok, run, test, until } from '/harness.js'

const { invoke, Channel } = window.__TAURI__.core
const count = (name) => invoke('counted', { name })

if ((await count('reloaded')) === 0) {
  invoke('later', { millis: 500, value: 1 }).catch(() => undefined)
  invoke('keep', { channel: new Channel() })
  invoke('burst', { count: 100_000, channel: new Channel() })
  await invoke('reload_once').catch(() => undefined)
  await new Promise(() => undefined)
}

test('a command ran once, and the next page works', async () => {
  // Without acceleration, the page that is left sends the call again through `postMessage`.
  const ran = await count('reloaded')
  ok(ran === 1 || (ran === 2 && !accelerated), `the number of runs, ${ran},`)
  // The channel of the page before leads nowhere, and stops nobody.
  await invoke('send_kept', { text: 'for nobody' })
  const seen = []
  await invoke('values', { channel: new Channel((message) => seen.push(message)) })
  await until(() => seen.length === 5)
  equal(await invoke('greet', { name: 'again' }), 'Hello, again!')
})

await run()
