import { check, digest, equal, invoke, pattern, rejection, run } from '/harness.js'

const MIB = 1024 * 1024

run(async () => {
  for (const length of [0, MIB, MIB + 1, 7 * MIB + 3]) {
    const bytes = pattern(length)
    equal(await invoke('digest_raw', bytes), { length, digest: digest(bytes) })
  }
  const large = pattern(64 * MIB)
  const seen = []
  const back = await invoke('digest_raw', large, { onProgress: progress => progress.phase === 'upload' && seen.push(progress.loaded) })
  equal(back, { length: large.length, digest: digest(large) })
  check(seen.length > 2 && seen.at(-1) === large.length, JSON.stringify(seen))
  await invoke('count', { name: 'step 1' })

  // A Blob and a File become buffers before they reach the engine
  equal(await invoke('digest_raw', new Blob([large.subarray(0, 3 * MIB)])), { length: 3 * MIB, digest: digest(large.subarray(0, 3 * MIB)) })
  equal(await invoke('digest_raw', new File(['abc'], 'f.txt')), { length: 3, digest: digest(new TextEncoder().encode('abc')) })
  const mixed = await invoke('turn_picture', { name: '', pixels: new Blob([pattern(5)]), thumbs: [pattern(4 * MIB)] })
  equal([mixed.pixels, mixed.thumbs], [pattern(5).reverse(), [pattern(4 * MIB).reverse()]])
  await invoke('count', { name: 'step 2' })

  // Several at once are not mixed up; the buffers are read before `invoke` returns
  const parts = Array.from({ length: 6 }, (_, i) => large.slice(i * 1000, i * 1000 + 3 * MIB + i))
  const sums = parts.map(part => digest(part))
  const pending = parts.map(part => invoke('digest_of', { data: part }))
  parts.forEach(part => part.fill(0))
  equal((await Promise.all(pending)).map(answer => answer.digest), sums)
  await invoke('count', { name: 'step 3' })

  // An upload that is aborted half way never reaches its command
  const controller = new AbortController()
  const aborted = rejection(
    invoke('digest_raw', large, { signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) }),
  )
  equal((await aborted).message, 'enough')
  const held = await invoke('held')
  equal([held.uploads_open, held.calls_running], [0, 1])
})
