// Windows that are opened, used and closed. Beside them, windows without an engine show what WebKit keeps of its own.
import { MIB, bar, figure, heldWithoutConnections, invoke, openAndClose, rounds, run, until } from '/soak.js'

/** Most windows without an engine. */
const PLAIN_MAX = 100

run(async () => {
  await openAndClose('open', 'first')
  await openAndClose('open', 'second')
  const memory = await invoke('start_peak')
  const before = await heldWithoutConnections()
  const done = await rounds(1, number => openAndClose('open', `opened-${number}`))
  await until(async () => (await heldWithoutConnections()).descriptors <= before.descriptors + 8, 10_000)
  const after = await heldWithoutConnections()
  const grown = ((await invoke('start_peak')) - memory) / MIB
  const plain = Math.min(done, PLAIN_MAX)
  for (let number = 0; number < plain; number++) await openAndClose('open_plain', `plain-${number}`)
  const { connections } = await heldWithoutConnections()
  await figure('growth of the host for each window, KiB', (grown * 1024) / done)
  await figure('connections that WebKit keeps, in 100 windows', ((after.connections - before.connections) * 100) / done)
  await figure('the same without an engine', ((connections - after.connections) * 100) / plain)
  await bar('descriptors left', after.descriptors - before.descriptors, 16)
  await bar('threads left', after.threads - before.threads, 8)
  await bar('growth of the host, MiB', grown, 32 + done * 0.1)
})
