import { check, equal, invoke, rejection, run, until } from '/harness.js'

const MIB = 1024 * 1024

run(async () => {
  // JSON has no limit of its own: text, rows and numbers in both directions
  const text = 'x'.repeat(20 * MIB)
  check((await invoke('echo', { value: text })) === text, 'a text of 20 MiB')
  const rows = Array.from({ length: 300_000 }, (_, id) => ({ id, name: `row ${id}`, open: true, score: id / 2, tags: ['a', 'b'] }))
  const back = await invoke('echo', { value: rows })
  equal(back.length, rows.length)
  equal(back[299_999], rows[299_999])
  equal((await invoke('echo', { value: new Array(1_000_000).fill(0.5) })).length, 1_000_000)

  // Events and messages of channels too
  const heard = []
  const unlisten = await bytelane.listen('long', ({ payload }) => heard.push(payload.length))
  await invoke('emit_text', { name: 'long', length: 17 * MIB })
  await until(() => heard.length === 1, 'the event')
  equal(heard, [17 * MIB])
  unlisten()
  const lengths = []
  const texts = new bytelane.Channel(message => lengths.push(message.length))
  await invoke('send_texts', { texts, lengths: [17 * MIB, 3] })
  await until(() => lengths.length === 2, 'the messages')
  equal(lengths, [17 * MIB, 3])

  // A command that is unknown still says so, whatever its arguments are
  equal((await rejection(invoke('nothing', { value: text }))).code, 'unknown_command')
})
