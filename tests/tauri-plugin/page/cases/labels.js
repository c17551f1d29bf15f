// Windows of one label, one after the other: each call is run for the webview that sent it, and answered to it.
import { accelerated, equal, ok, run, test, until } from '/harness.js'

const { invoke } = window.__TAURI__.core
const counted = (name) => invoke('counted', { name })
const COUNT = 12

test('a call belongs to the webview that sent it, whatever its label was before', async () => {
  for (let number = 1; number <= COUNT; number++) {
    await invoke('replace', { label: 'second', case: `numbered&number=${number}` })
    await until(async () => (await counted('numbered ready')) === number)
  }
  // By itself, Tauri runs a call with the webview that has the label by then.
  if (accelerated) equal(await counted('who wrong'), 0)
  ok((await counted('who right')) >= COUNT, 'the number of calls')
  equal(await counted('numbered failed'), 0)
  equal(await counted('numbered accelerated'), accelerated ? COUNT : 0)
})

await run()
