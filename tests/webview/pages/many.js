import { check, equal, invoke, run } from '/harness.js'

run(async () => {
  const all = async (count, call) => Promise.allSettled(Array.from({ length: count }, call))
  // Up to the limit of calls in flight, each is answered, and each count is seen once
  const seen = new Set()
  for (let round = 0; round < 5; round++) {
    const settled = await all(2000, () => invoke('once', { name: 'many' }))
    for (const { status, value, reason } of settled) {
      check(status === 'fulfilled', String(reason))
      seen.add(value)
    }
  }
  equal(seen.size, 10000)
  equal((await invoke('held')).calls_running, 1)
})
