// The gaps of a heartbeat of the main loop, which is due every millisecond, at rest and under load.
import { Channel, MIB, bar, figure, invoke, rounds, run, sleep } from '/soak.js'

run(async () => {
  const { seconds } = await invoke('plan')
  await sleep(500)
  await invoke('distribution', { name: 'gap_us' })
  await sleep(seconds < 10 ? 500 : 5000)
  const idle = await invoke('distribution', { name: 'gap_us' })
  await figure('gap at rest, µs, p50', idle.p50)
  await figure('gap at rest, µs, p99.9', idle.p999)
  await figure('gap at rest, µs, at most', idle.max)

  let wrong = 0
  const equal = (value, expected) => {
    if (value !== expected) wrong++
  }
  await rounds(1, async () => {
    const upload = new Uint8Array(4 * MIB)
    let received = 0
    await Promise.all([
      ...Array.from({ length: 200 }, async (_, i) => equal(await invoke('echo', { value: i }), i)),
      ...Array.from({ length: 2 }, async () => equal((await invoke('words', { length: 16 * MIB })).byteLength, 16 * MIB)),
      invoke('sum', upload),
      invoke('send_numbers', { numbers: new Channel(() => received++), count: 2000 }).then(() => equal(received, 2000)),
    ])
  })
  const gaps = await invoke('distribution', { name: 'gap_us' })
  await bar('wrong results', wrong, 0)
  await bar('the loop beats in vain', gaps.count === 0 ? 1 : 0, 0)
  await figure('gap under load, µs, p50', gaps.p50)
  await figure('gap under load, µs, p99', gaps.p99)
  // A short run asserts no time.
  const limit = seconds < 10 ? figure : bar
  await limit('gap under load, µs, p99.9', gaps.p999, 8000)
  await limit('gap under load, µs, at most', gaps.max, 16_000)
})
