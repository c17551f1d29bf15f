// Windows that are closed in the middle of calls and streams: all of their work ends, and nothing of it is left. WebKit keeps the connection to some closed
// windows, and what it has not sent to them; it keeps none if their web process ends first, and windows without an engine show that it does so by itself.
import { MIB, add, bar, figure, heldWithoutConnections, invoke, openAndClose, rounds, run, until } from '/soak.js'

/** Most windows without an engine. */
const PLAIN_MAX = 100
/** What a kept connection may hold, on average. */
const CONNECTION_MIB = 4

const memory = async () => (await invoke('start_peak')) / MIB

run(async () => {
  const { seconds } = await invoke('plan')
  const round = async (number, close) => {
    await openAndClose('work', `${close}-${number}`, close)
    const started = await add('started', 0)
    if (!(await until(async () => (await add('ended', 0)) === started))) throw new Error(`${started} were started, ${await add('ended', 0)} have ended`)
  }
  await round(-1, 'close')
  const base = await heldWithoutConnections()
  await invoke('distribution', { name: 'heard_us' })

  const before = await memory()
  const ended = await rounds(1, number => round(number, 'end_and_close'), 0.4)
  await bar('growth of the host by windows whose process ended first, MiB', (await memory()) - before, 48 + ended * 0.1)

  const [opened, start] = [await heldWithoutConnections(), await memory()]
  const closed = await rounds(1, number => round(number, 'close'), 0.6)
  await invoke('done', { count: ended + closed })
  const heard = await invoke('distribution', { name: 'heard_us' })
  await bar('ends that nobody heard', heard.count === 10 * (ended + closed) ? 0 : 1, 0)
  await figure('end heard after, ms, p50', heard.p50 / 1000)
  // A short run asserts no time.
  if (seconds < 10) await figure('end heard after, ms, at most', heard.max / 1000)
  else await bar('end heard after, ms, at most', heard.max / 1000, 5000)
  await until(async () => (await heldWithoutConnections()).descriptors <= base.descriptors + 8, 10_000)
  const [held, end] = [await heldWithoutConnections(), await memory()]
  const kept = Math.max(held.connections - opened.connections, 0)
  await figure('windows whose process ended first', ended)
  await figure('connections that WebKit keeps, in 100 windows', (kept * 100) / closed)
  await bar('descriptors left', held.descriptors - base.descriptors, 16)
  await bar('threads left', held.threads - base.threads, 8)
  await bar('growth of the host, MiB', end - start, 48 + closed * 0.1 + kept * CONNECTION_MIB)

  const plain = Math.min(closed, PLAIN_MAX)
  for (let number = 0; number < plain; number++) await openAndClose('open_reading', `reading-${number}`)
  await figure('connections that WebKit keeps without an engine, in 100 windows', (((await heldWithoutConnections()).connections - held.connections) * 100) / plain)
  await figure('growth of the host without an engine, MiB in 100 windows', (((await memory()) - end) * 100) / plain)
})
