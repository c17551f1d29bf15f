// Requests of Tauri's IPC from a worker reach nothing.
import { equal, ok, run, test } from '/harness.js'

test('a request without the key reaches nothing', async () => {
  const { invoke } = window.__TAURI__.core
  const worker = new Worker('/workers/requests.js')
  const said = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
  })
  ok(['refused', 'unanswered'].includes(said), said)
  equal(await invoke('counted', { name: 'worker' }), 0)
  worker.terminate()
  equal(await invoke('echo', { value: 1 }), 1)
})

await run()
