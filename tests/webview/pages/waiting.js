import { Channel, check, equal, invoke, rejection, run, until } from '/harness.js'

const MIB = 1024 * 1024
const LENGTH = 60 * MIB
/** One body, and what the host keeps free for it, beside the base. */
const CAP = LENGTH + 64 * MIB

run(async () => {
  const body = new Uint8Array(LENGTH).fill(7)
  await invoke('echo_bytes', { data: body.subarray(0, 2 * MIB) })
  const before = await invoke('start_peak')

  // The body of a command that does not exist is not accepted
  equal((await rejection(invoke('nothing', body))).code, 'unknown_command')
  const refused = (await invoke('peak')) - before
  check(refused <= 24 * MIB, `the host grew by ${refused} bytes for a command that does not exist`)

  // Nobody receives these messages: the host reads one body, and the others wait
  const channels = Array.from({ length: 4 }, () => new Channel())
  for (const channel of channels) {
    channel.send(body)
    channel.close()
  }
  await until(async () => (await invoke('held')).uploads_open === 3, 'one body to arrive')
  // Nothing else waits with them
  for (let i = 0; i < 20; i++) equal(await invoke('echo', { value: i }), i)
  equal(new Uint8Array(await invoke('echo_bytes', { data: body.subarray(0, 100_000) })).length, 100_000)
  equal((await invoke('held')).uploads_open, 3)
  const grown = (await invoke('peak')) - before
  await invoke('note', { name: 'grown_mib', figure: Math.ceil(grown / MIB) })
  check(grown <= CAP, `the host grew by ${grown} bytes`)

  // Each one that is received lets the next one in
  for (const messages of channels) {
    const digests = await invoke('digest_messages', { messages })
    equal(digests.map(({ length }) => length), [LENGTH])
  }
  const whole = (await invoke('peak')) - before
  // The command has one while the next one arrives
  check(whole <= CAP + LENGTH, `the host grew by ${whole} bytes in all`)
  await until(async () => (await invoke('held')).uploads_open === 0, 'the uploads to end')
})
