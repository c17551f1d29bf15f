import { check, equal, invoke, run, until } from '/harness.js'

const MIB = 1024 * 1024
const LENGTH = 1024 * MIB

/** Returns the index of the first word that differs from its index, or -1. */
function wrongAt(bytes) {
  const words = new Uint32Array(bytes)
  for (let i = 0; i < words.length; i++) if (words[i] !== i) return i
  return -1
}

run(async () => {
  await invoke('make_counting_file', { bytes: LENGTH })
  const before = await invoke('start_peak')
  let last = 0
  const bytes = await invoke('counting_file', {}, { onProgress: ({ loaded }) => (last = loaded) })
  equal([bytes.byteLength, last], [LENGTH, LENGTH])
  const grown = (await invoke('peak')) - before
  await invoke('note', { name: 'grown_mib', figure: Math.ceil(grown / MIB) })
  check(grown <= 64 * MIB, `the host grew by ${grown} bytes while it sent a file of ${LENGTH}`)
  equal(wrongAt(bytes), -1)
  await until(async () => (await invoke('held')).bodies_held === 0, 'the body to be released')
})
