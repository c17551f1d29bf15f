import { Channel, check, equal, invoke, run, sleep, until } from '/harness.js'

const MIB = 1024 * 1024
const BYTES = 256 * 1024
const COUNT = (1024 * MIB) / BYTES
const CAP = 8 * MIB

/** Whether a message consists of its index, repeated. */
function isNumbered(message, index) {
  const words = new Uint32Array(message)
  for (let i = 0; i < words.length; i += 2) if (words[i] !== index || words[i + 1] !== 0) return false
  return words.length * 4 === BYTES
}

run(async () => {
  const before = await invoke('start_peak')
  const messages = new Channel()
  const sent = invoke('send_numbered', { messages, count: COUNT, bytes: BYTES })
  await sleep(10000)

  // The page has not read for 10 s: the host has sent within its credit, and waits.
  const sentUnread = await invoke('counted', { name: 'numbered' })
  equal(sentUnread * BYTES, CAP, 'the sender waits at the limit of its credit')
  const grown = (await invoke('peak')) - before
  await invoke('note', { name: 'grown_mib', figure: Math.ceil(grown / MIB) })
  check(grown <= CAP + BYTES + 16 * MIB, `the host grew by ${grown} bytes while the page did not read`)

  let [read, wrong] = [0, 0]
  for await (const message of messages) {
    if (!isNumbered(message, read)) wrong++
    read++
  }
  equal([read, wrong], [COUNT, 0], 'every message arrived, in order')
  await sent
  const whole = (await invoke('peak')) - before
  await invoke('note', { name: 'whole_mib', figure: Math.ceil(whole / MIB) })
  check(whole <= CAP + BYTES + 16 * MIB, `the host grew by ${whole} bytes in all`)
  await until(async () => (await invoke('held')).channels_open === 0, 'the channel to go')
})
