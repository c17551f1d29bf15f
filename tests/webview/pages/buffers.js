import { bytesOf, Channel, check, digest, equal, invoke, pattern, run, until } from '/harness.js'

const KIB = 1024
const MIB = 1024 * KIB

run(async () => {
  for (const length of [0, 1, 64 * KIB, 64 * KIB + 1, MIB, 5 * MIB + 3]) {
    const drawn = await invoke('draw', { length })
    check(drawn instanceof ArrayBuffer)
    equal([drawn.byteLength, digest(drawn)], [length, digest(pattern(length))], `of ${length}`)
  }

  // Into the caller's own buffer, and a part of a shared one
  const target = new Uint8Array(3 * MIB)
  equal(digest(await invoke('draw', { length: 2 * MIB }, { into: target })), digest(pattern(2 * MIB)))
  equal(digest(await invoke('draw_part', { length: 2 * MIB, part: MIB + 1 })), digest(pattern(2 * MIB).slice(0, MIB + 1)))

  // As attachments of JSON
  const { name, pixels, again } = await invoke('draw_beside', { length: 3 * MIB })
  equal([name, digest(pixels), digest(again)], ['drawing', digest(pattern(3 * MIB)), digest(pattern(3 * MIB).slice(1.5 * MIB))])

  // Many at once, none overwritten while it is read
  const lengths = Array.from({ length: 16 }, (_, i) => 100_000 + i * 200_001)
  const expected = lengths.map(length => digest(pattern(length)))
  for (let round = 0; round < 3; round++) {
    const all = await Promise.all(lengths.map(length => invoke('draw', { length })))
    equal(all.map(digest), expected, `round ${round}`)
  }

  // An aborted transfer does not affect later ones
  const controller = new AbortController()
  const cut = invoke('draw', { length: 40 * MIB }, { signal: controller.signal, onProgress: () => controller.abort('cut') })
  equal(await cut.then(() => 'resolved', reason => reason), 'cut')
  equal(digest(await invoke('draw', { length: MIB })), digest(pattern(MIB)))

  // Messages of a channel, and parts of a stream
  for (const length of [1000, 300_000]) {
    const frames = []
    await invoke('film', { length, count: 40, frames: new Channel(frame => frames.push([frame.byteLength, digest(frame)])) })
    await until(() => frames.length === 40, 'all frames')
    equal(frames, Array.from({ length: 40 }, (_, i) => [length + i, digest(pattern(length + i))]))
    const stream = bytesOf(await invoke('draw_stream', { length, count: 7 }))
    equal(stream.byteLength, 7 * length)
    for (let i = 0; i < 7; i++) equal(digest(stream.slice(i * length, (i + 1) * length)), digest(pattern(length)))
  }
  await until(async () => (await invoke('held')).bodies_held === 0, 'the bodies to be released')
})
