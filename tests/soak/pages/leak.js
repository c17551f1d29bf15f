// A leak on purpose, which the bar for memory must find.
import { MIB, bar, invoke, rounds, run } from '/soak.js'

run(async () => {
  const before = await invoke('start_peak')
  await rounds(10, () => invoke('leak', { length: MIB }))
  await bar('growth of the host, MiB', ((await invoke('start_peak')) - before) / MIB, 4)
})
