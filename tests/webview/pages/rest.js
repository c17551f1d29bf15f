import { check, digest, equal, invoke, pattern, run } from '/harness.js'

const MIB = 1024 * 1024

run(async () => {
  const before = await invoke('shared')
  // Slots of both directions, and shared buffers
  equal((await invoke('bytes_pattern', { length: 24 * MIB })).byteLength, 24 * MIB)
  equal((await invoke('digest_raw', pattern(24 * MIB))).digest, digest(pattern(24 * MIB)))
  for (const length of [3 * MIB, 7 * MIB]) equal((await invoke('draw', { length })).byteLength, length)
  const busy = await invoke('shared')
  if (bytelane.lane() === 'protocol') return equal([before, busy].map(({ descriptors, bytes }) => descriptors + bytes), [0, 0])
  check(busy.bytes >= 20 * MIB, `${busy.bytes} bytes are shared`)

  // After a while without frames, the memory is returned to the system, and later transfers still work.
  const rest = await invoke('shared_at_rest', { bytes: MIB })
  check(rest.bytes <= MIB, `${rest.bytes} bytes are still shared`)
  equal([rest.descriptors, rest.mappings], [before.descriptors, before.mappings])
  for (let round = 0; round < 2; round++) {
    equal(digest(await invoke('draw', { length: 2 * MIB })), digest(pattern(2 * MIB)))
    equal(digest(await invoke('bytes_pattern', { length: 3 * MIB })), digest(pattern(3 * MIB)))
    equal((await invoke('digest_raw', pattern(3 * MIB))).digest, digest(pattern(3 * MIB)))
  }
})
