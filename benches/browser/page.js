// Measures the lane from the page, and reports a line for each operation.
const { invoke } = bytelane
const MIB = 1024 * 1024
const say = line => invoke('report', { line })

/** Returns the times of `count` runs in milliseconds, the shortest first, after one run that does not count. */
async function measure(count, run) {
  await run()
  const times = []
  for (let i = 0; i < count; i++) {
    const start = performance.now()
    await run()
    times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)
}

async function throughput(name, mebibytes, count, run) {
  const times = await measure(count, run)
  const rate = time => Math.round((mebibytes * 1000) / time)
  await say(`${name} ${mebibytes} MiB: ${rate(times[count >> 1])} MiB/s at the median, ${rate(times[0])} at best, ${rate(times[count - 1])} at worst of ${count}`)
}

async function main() {
  const isTest = await invoke('is_test')
  const runs = isTest ? 1 : 15
  for (const mebibytes of isTest ? [2] : [1, 16, 128]) {
    const length = mebibytes * MIB
    await throughput('download', mebibytes, runs, async () => {
      if ((await invoke('download', { length })).byteLength !== length) throw new Error('another length')
    })
    const into = new Uint8Array(length)
    await throughput('download into a buffer of the page', mebibytes, runs, () => invoke('download', { length }, { into }))
    const data = new Uint8Array(length)
    await throughput('upload', mebibytes, runs, async () => {
      if ((await invoke('upload', data)) !== length) throw new Error('another length')
    })
  }
  const calls = isTest ? 10 : 2000
  const times = await measure(calls, () => invoke('upload', new Uint8Array(64)))
  await say(`call with 64 B: ${Math.round(times[calls >> 1] * 1000)} µs at the median, ${Math.round(times[Math.floor(calls * 0.99)] * 1000)} µs at the 99th percentile of ${calls}`)
}

main().then(() => say(null), error => say(`failed: ${error}\n${error.stack}`))
