// Windows that are closed in the middle of calls and streams: all of their work ends, and nothing of it is left.
import { MIB, add, bar, figure, heldWithoutConnections, invoke, rounds, run, until } from '/soak.js'

run(async () => {
  const { seconds } = await invoke('plan')
  const round = async number => {
    const name = `working-${number}`
    const [opened, closed] = [await add('opened', 0), await add('closed', 0)]
    await invoke('perform', { action: 'work', name })
    if (!(await until(async () => (await add('opened', 0)) === opened + 1))) throw new Error(`window ${number} does not work`)
    await invoke('perform', { action: 'close', name })
    await until(async () => (await add('closed', 0)) === closed + 1)
    const started = await add('started', 0)
    if (!(await until(async () => (await add('ended', 0)) === started))) throw new Error(`${started} were started, ${await add('ended', 0)} have ended`)
  }
  await round(-1)
  const before = await invoke('start_peak')
  const base = await heldWithoutConnections()
  await invoke('distribution', { name: 'heard_us' })
  const done = await rounds(1, round)
  const heard = await invoke('distribution', { name: 'heard_us' })
  await bar('ends that nobody heard', heard.count === 10 * done ? 0 : 1, 0)
  await figure('end heard after, ms, p50', heard.p50 / 1000)
  // A short run asserts no time.
  if (seconds < 10) await figure('end heard after, ms, at most', heard.max / 1000)
  else await bar('end heard after, ms, at most', heard.max / 1000, 5000)
  await until(async () => (await heldWithoutConnections()).descriptors <= base.descriptors + 8, 10_000)
  const held = await heldWithoutConnections()
  await figure('connections that WebKit keeps, in 100 windows', ((held.connections - base.connections) * 100) / done)
  await bar('descriptors left', held.descriptors - base.descriptors, 16)
  await bar('threads left', held.threads - base.threads, 8)
  await bar('growth of the host, MiB', ((await invoke('start_peak')) - before) / MIB, 48 + done * 0.1)
})
