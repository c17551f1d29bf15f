import { equal, run, test } from './harness.js'

test('a worker calls through the client of its page', async () => {
  const worker = new Worker('/calls.worker.js', { type: 'module' })
  const said = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
  })
  const port = window.bytelane.workerPort()
  worker.postMessage(port, [port])
  const text = 'invalid args `value` for command `needs`: command needs missing required key value'
  equal(await said, { numbers: 7, back: new Uint8Array([1, 2, 3]), error: { code: 'bad_arguments', message: text }, welcome: 'Hello, a "worker"!' })
  worker.terminate()
})

await run()
