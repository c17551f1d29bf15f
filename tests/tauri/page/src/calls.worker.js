// A worker that calls through its page's client.
import { connect } from '../../../../js/src/worker/connect.ts'

addEventListener('message', async ({ data }) => {
  const { invoke } = connect(data)
  const source = new Uint8Array([1, 2, 3])
  const numbers = await invoke('needs', { value: 7 })
  const back = new Uint8Array(await invoke('body', source))
  const error = await invoke('needs').catch(({ code, message }) => ({ code, message }))
  const welcome = await invoke('welcome', { name: 'a "worker"' })
  postMessage({ numbers, back, error, welcome })
})
