import { bytesOf, check, digest, equal, invoke, pattern, refused, run, until } from '/harness.js'

const MIB = 1024 * 1024

run(async () => {
  for (const length of [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 1, 7 * MIB + 3, 40 * MIB]) {
    const expected = digest(pattern(length))
    const fromMemory = await invoke('bytes_pattern', { length })
    check(fromMemory instanceof ArrayBuffer)
    equal([fromMemory.byteLength, digest(fromMemory)], [length, expected], `memory, ${length}`)
    const fromFile = await invoke('file', { length })
    equal([fromFile.byteLength, digest(fromFile)], [length, expected], `file, ${length}`)
  }

  // Into the caller's own buffer, at any offset; too small a buffer is refused before anything is written
  const buffer = new ArrayBuffer(6 * MIB)
  const place = new Uint8Array(buffer, 1000, 5 * MIB)
  const filled = await invoke('file', { length: 5 * MIB - 7 }, { into: place })
  check(filled.buffer === buffer && filled.byteOffset === 1000 && filled.byteLength === 5 * MIB - 7, 'the view is of the buffer')
  equal(digest(filled), digest(pattern(5 * MIB - 7)))
  equal([bytesOf(buffer)[999], bytesOf(buffer)[1000 + 5 * MIB - 7]], [0, 0], 'nothing around it was touched')
  await refused(invoke('file', { length: 5 * MIB }, { into: new Uint8Array(5 * MIB - 1) }), 'body_too_large')

  // Progress rises to the length
  const seen = []
  await invoke('bytes_pattern', { length: 9 * MIB }, { onProgress: ({ phase, loaded, total }) => seen.push([phase, loaded, total]) })
  check(seen.length > 2 && seen.every(([phase, , total]) => phase === 'download' && total === 9 * MIB), JSON.stringify(seen))
  equal(seen.at(-1)[1], 9 * MIB)
  check(seen.every(([, loaded], i) => i === 0 || loaded >= seen[i - 1][1]), 'progress never falls')

  // A range of a file, by the header `Range`
  let head
  const part = await invoke('file', { length: 3 * MIB }, { headers: { range: 'bytes=1000-1999' }, onResponse: response => (head = response) })
  equal(head.status, 206)
  equal(part, pattern(3 * MIB).slice(1000, 2000).buffer)
  await refused(invoke('file', { length: 10 }, { headers: { range: 'bytes=10-' } }), 'range_invalid')

  // Many at once, none mixed up, and nothing is still held
  const lengths = Array.from({ length: 12 }, (_, i) => MIB + i * 300001)
  const all = await Promise.all(lengths.map(length => invoke('bytes_pattern', { length })))
  all.forEach((bytes, i) => equal([bytes.byteLength, digest(bytes)], [lengths[i], digest(pattern(lengths[i]))]))
  await until(async () => (await invoke('held')).bodies_held === 0, 'the bodies to be released')
  const held = await invoke('held')
  equal([held.bodies_held, held.uploads_open, held.calls_running], [0, 0, 1])
})
