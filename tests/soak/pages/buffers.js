// Buffers that the host writes in place: each has its bytes, and the host holds none of them afterwards.
import { MIB, bar, invoke, nothingHeld, rounds, run } from '/soak.js'

const AT_ONCE = 64

run(async () => {
  let wrong = 0
  const one = async index => {
    const length = index % 4 === 0 ? 250_000 : 65_600
    const bytes = new Uint8Array(await invoke('shared_buffer', { length, index }))
    const byte = index % 256
    if (bytes.length !== length || bytes[0] !== byte || bytes[length - 1] !== byte || bytes[length >> 1] !== byte) wrong++
  }
  const round = first => Promise.all(Array.from({ length: AT_ONCE }, (_, i) => one(first + i)))
  for (let i = 0; i < 10; i++) await round(0)
  await nothingHeld()
  const before = await invoke('start_peak')
  const base = await invoke('held')
  await rounds(AT_ONCE, round)
  await bar('wrong buffers', wrong, 0)
  await nothingHeld()
  await bar('descriptors left', (await invoke('held')).descriptors - base.descriptors, 8)
  await bar('growth of the host, MiB', ((await invoke('start_peak')) - before) / MIB, 32)
})
