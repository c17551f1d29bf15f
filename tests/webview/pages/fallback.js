import { digest, equal, invoke, pattern, run } from '/harness.js'

run(async () => {
  const drawn = await invoke('draw', { length: 3_000_000 })
  equal(digest(drawn), digest(pattern(3_000_000)))
  equal((await invoke('digest_raw', pattern(2_500_000))).digest, digest(pattern(2_500_000)))
  equal(bytelane.lane(), 'protocol')
})
