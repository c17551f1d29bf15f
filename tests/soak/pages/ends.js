// Reloads, or kills of the web process, in the middle of streams and calls. No call runs twice, nothing of an old document arrives, nothing is left.
import { Channel, MIB, add, bar, figure, heldAtRest, invoke, run, sleep, until } from '/soak.js'

const CALLS = 20

run(async () => {
  const { goal, left_ms, check } = await invoke('plan')
  const document = await add('documents')
  if (document === 1) await add('base', await invoke('start_peak'))
  const started = await add('started', 0)
  // The work of all documents before this one has ended.
  if (!(await until(async () => (await add('ended', 0)) === started))) throw new Error(`${started} were started, ${await add('ended', 0)} have ended`)
  if (document > goal || (left_ms === 0 && document > 1)) return finish(document - 1, check)

  let received = 0
  for (let i = 0; i < CALLS; i++) invoke('hang').catch(() => {})
  for (let i = 0; i < CALLS; i++) invoke('unique', { id: `${document}:${i}` }).catch(() => {})
  for (let i = 0; i < 5; i++) {
    const messages = new Channel(message => {
      received++
      if (Number(new DataView(message).getBigUint64(0, true)) !== document) add('stale')
    })
    invoke('send_for_ever', { messages, tag: document, length: 5000 }).catch(() => {})
    const out = new Channel()
    invoke('receive_for_ever', { messages: out, tag: document }).catch(() => {})
    sendForEver(out, document)
  }
  invoke('give', { length: 8 * MIB }).catch(() => {})
  await until(() => received > 20)
  await until(async () => (await add('started', 0)) >= started + CALLS + 10)
  invoke('perform', { action: check === 'kills' ? 'kill' : 'reload' }).catch(() => {})
  return 'continues'
})

async function sendForEver(channel, document) {
  const message = new Uint8Array(3000)
  new DataView(message.buffer).setBigUint64(0, BigInt(document), true)
  for (;;) {
    await channel.send(message)
    await sleep(1)
  }
}

async function finish(documents, check) {
  await invoke('done', { count: documents })
  await bar('calls that ran twice', await add('repeated', 0), 0)
  await bar('messages of an old document', await add('stale', 0), 0)
  const held = await heldAtRest()
  await bar('live objects', held.calls_running + held.bodies_held + held.uploads_open + held.channels, 0)
  const heard = await invoke('distribution', { name: 'heard_us' })
  await figure('ends heard', heard.count)
  await figure('end heard after, ms, p50', heard.p50 / 1000)
  await figure('end heard after, ms, p99', heard.p99 / 1000)
  await bar('end heard after, ms, at most', heard.max / 1000, 5000)
  if (check === 'kills') {
    const ended = await invoke('distribution', { name: 'process_ended_us' })
    await figure('end of the process reported after, ms, p50', ended.p50 / 1000)
    await bar('end of the process reported after, ms, at most', ended.max / 1000, 5000)
  }
  await figure('descriptors', held.descriptors)
  await figure('threads', held.threads)
  await bar('growth of the host, MiB', ((await invoke('start_peak')) - (await add('base', 0))) / MIB, 48)
}
