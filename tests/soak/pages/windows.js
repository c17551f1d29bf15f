// Windows that are opened, used and closed.
import { MIB, add, bar, figure, invoke, rounds, run, until } from '/soak.js'

run(async () => {
  const round = async number => {
    const name = `opened-${number}`
    const [opened, closed] = [await add('opened', 0), await add('closed', 0)]
    await invoke('perform', { action: 'open', name })
    if (!(await until(async () => (await add('opened', 0)) === opened + 1))) throw new Error(`window ${number} does not work`)
    await invoke('perform', { action: 'close', name })
    await until(async () => (await add('closed', 0)) === closed + 1)
  }
  await round(-1)
  await round(-2)
  const before = await invoke('start_peak')
  const [descriptors, threads] = [(await invoke('held')).descriptors, (await invoke('held')).threads]
  const done = await rounds(1, round)
  await until(async () => (await invoke('held')).descriptors <= descriptors + 8, 10_000)
  const held = await invoke('held')
  const grown = ((await invoke('start_peak')) - before) / MIB
  await figure('growth of the host for each window, KiB', (grown * 1024) / Math.max(done, 1))
  await bar('descriptors left', held.descriptors - descriptors, 16)
  await bar('threads left', held.threads - threads, 8)
  await bar('growth of the host, MiB', grown, 32 + done * 0.1)
})
