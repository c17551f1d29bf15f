// A page that does not read: offers beyond the credit are refused, and the host holds one window of it.
import { Channel, MIB, bar, figure, invoke, nothingHeld, run } from '/soak.js'

const WINDOW = 8 * MIB

run(async () => {
  await invoke('echo', { value: 1 })
  const messages = new Channel()
  const { goal } = await invoke('plan')
  const before = await invoke('start_peak')
  const { accepted, refused, queued_max } = await invoke('offer', { messages, count: goal, length: MIB })
  await invoke('done', { count: accepted + refused })
  // Empty messages cost credit too.
  const empty = new Channel()
  const offered = await invoke('offer', { messages: empty, count: 1_000_000, length: 0 })
  const grown = (await invoke('peak')) - before
  await figure('MiB offered', accepted + refused)
  await bar('MiB accepted', accepted, WINDOW / MIB + 1)
  await bar('queued at most, bytes', queued_max, WINDOW + MIB)
  await bar('empty messages accepted', offered.accepted, 1025)
  await bar('growth of the host, MiB', grown / MIB, WINDOW / MIB + 17)
  // Their ends are read, and with them everything that the host holds.
  for (const channel of [messages, empty]) channel.close()
  await nothingHeld()
})
