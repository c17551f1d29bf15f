import { Channel, check, equal, invoke, run, until } from '/harness.js'

const RAW = 700000
const OBJECTS = 300000
const BYTES = 512

/** Whether a message consists of its index, repeated. */
function isNumbered(message, index) {
  const words = new Uint32Array(message)
  for (let i = 0; i < words.length; i += 2) if (words[i] !== index || words[i + 1] !== 0) return false
  return words.length * 4 === BYTES
}

run(async () => {
  let [raw, objects, wrong] = [0, 0, 0]
  const numbered = new Channel(message => {
    if (!(message instanceof ArrayBuffer && isNumbered(message, raw))) wrong++
    raw++
  })
  const listed = new Channel(({ index, square }) => {
    if (index !== objects || square !== index * index) wrong++
    objects++
  })
  // Both at once, so that they alternate.
  const sent = [
    invoke('send_numbered', { messages: numbered, count: RAW, bytes: BYTES }),
    invoke('send_objects', { messages: listed, count: OBJECTS }),
  ]
  await Promise.all(sent)
  equal([raw, objects, wrong], [RAW, OBJECTS, 0], 'each message once, in order, as it was sent')
  equal(bytelane.stats().duplicatesDropped, 0)
  await until(async () => (await invoke('held')).channels_open === 0, 'the channels to go')
  check((await invoke('held')).bodies_held === 0)
})
