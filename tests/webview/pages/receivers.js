import { Channel, check, digest, equal, invoke, pattern, refused, run, until } from '/harness.js'

const MIB = 1024 * 1024

run(async () => {
  // Twenty thousand messages, each once and in order
  const numbers = new Channel()
  const summed = invoke('sum_numbers', { numbers })
  let waited = 0
  for (let i = 0; i < 20000; i++) {
    const sent = numbers.send(i)
    if (numbers.bufferedAmount > 64 * 1024) {
      waited++
      await sent
    }
  }
  numbers.close()
  equal(await summed, { count: 20000, sum: (20000 * 19999) / 2, inOrder: true })
  check(waited > 0, 'the page noticed back-pressure')
  await invoke('count', { name: 'step 1' })

  // Bytes of every length, deferred bodies too
  const lengths = [0, 1, 65536, MIB, MIB + 1, 5 * MIB, 3, 9 * MIB, 2]
  const bytes = new Channel()
  const digests = invoke('digest_messages', { messages: bytes })
  for (const length of lengths) await bytes.send(pattern(length))
  bytes.close()
  equal(await digests, lengths.map(length => ({ length, digest: digest(pattern(length)) })))
  await invoke('count', { name: 'step 2' })

  // Sent and closed before the receiver is claimed
  const early = new Channel()
  early.send(7)
  early.close()
  equal(await invoke('sum_numbers', { numbers: early }), { count: 1, sum: 7, inOrder: false })

  // A host that receives nothing stops the page at the credit
  const stuck = new Channel()
  await invoke('hold_receiver', { messages: stuck })
  let accepted = 0
  let end
  stuck.onend = (reason, message) => (end = [reason, message])
  for (let i = 0; i < 40; i++) stuck.send(pattern(MIB / 2)).then(() => accepted++, () => {})
  await until(() => accepted >= 16, 'the credit to be used')
  await new Promise(resolve => setTimeout(resolve, 300))
  check(accepted <= 17, `${accepted} of half a MiB were accepted, and 8 MiB were granted`)
  check(stuck.bufferedAmount >= 11 * MIB, 'the rest waits in the page')
  await until(async () => (await invoke('held')).bytes_received >= 8 * MIB, 'the host to have received them')
  await invoke('drop_receiver')
  await until(() => end !== undefined, 'the end')
  equal(end, ['cancelled', undefined])
  await refused(stuck.send(1), 'channel_closed')
  await until(async () => (await invoke('held')).bytes_received === 0, 'the host to hold nothing')
  equal(await invoke('held'), { calls_running: 1, bodies_held: 0, uploads_open: 0, channels_open: 0, bytes_received: 0 })
})
