import { Channel, check, equal, invoke, run, until } from '/harness.js'

run(async () => {
  const all = async (count, call) => Promise.allSettled(Array.from({ length: count }, call))
  // Thousands of calls at once: each is answered, and each count is seen once
  const seen = new Set()
  for (let round = 0; round < 2; round++) {
    const settled = await all(5000, () => invoke('once', { name: 'many' }))
    for (const { status, value, reason } of settled) {
      check(status === 'fulfilled', String(reason))
      seen.add(value)
    }
  }
  equal(seen.size, 10000)

  // Thousands of channels at once: each delivers its message
  let delivered = 0
  const settled = await all(5000, () => invoke('send_numbers', { numbers: new Channel(() => (delivered += 1)), count: 1 }))
  for (const { status, reason } of settled) check(status === 'fulfilled', String(reason))
  await until(() => delivered === 5000, 'every message')
  equal((await invoke('held')).calls_running, 1)
})
