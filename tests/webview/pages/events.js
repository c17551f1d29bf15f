import { check, digest, equal, invoke, pattern, run, until } from '/harness.js'

const MIB = 1024 * 1024
const { listen, emit } = bytelane

run(async () => {
  // Events of every size arrive in the order in which they were emitted, deferred bodies too
  const lengths = [10, MIB + 1, 3, 3 * MIB, 0, 5 * MIB]
  const seen = []
  const unlisten = await listen('bytes', ({ payload }) => seen.push(payload))
  await invoke('emit_bytes', { name: 'bytes', lengths })
  await until(() => seen.length === lengths.length, 'the events')
  equal(seen.map(bytes => [bytes.byteLength, digest(bytes)]), lengths.map(length => [length, digest(pattern(length))]))
  // JSON over the inline limit too
  const texts = []
  await listen('texts', ({ payload }) => texts.push(payload))
  await emit('texts', 'x'.repeat(2 * MIB))
  await until(() => texts.length === 1, 'the text')
  check(texts[0] === 'x'.repeat(2 * MIB))
  unlisten()
  await until(async () => (await invoke('held')).bodies_held === 0, 'the bodies to be released')
})
