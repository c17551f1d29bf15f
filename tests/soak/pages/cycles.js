// Cycles of calls, channels and listeners: nothing is left of any of them.
import { Channel, MIB, bar, invoke, nothingHeld, rounds, run } from '/soak.js'

const AT_ONCE = 100

run(async () => {
  let missed = 0
  const kinds = [
    async i => {
      if ((await invoke('echo', { value: i })) !== i) missed++
    },
    async () => {
      let last = -1
      await invoke('send_numbers', { numbers: new Channel(number => (last = number)), count: 2 })
      if (last !== 1) missed++
    },
    async () => {
      const stop = await bytelane.listen('cycle', () => {})
      stop()
    },
  ]
  const round = async first => {
    for (const kind of kinds) await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => kind(first + i)))
  }
  // Lookup tables and pools reach their size.
  for (let i = 0; i < 10; i++) await round(0)
  await nothingHeld()
  const before = await invoke('start_peak')
  await rounds(AT_ONCE, round)
  await bar('wrong results', missed, 0)
  await nothingHeld()
  await bar('growth of the host, MiB', ((await invoke('start_peak')) - before) / MIB, 4)
})
