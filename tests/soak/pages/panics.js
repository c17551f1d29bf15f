// Panics of commands in every frame that runs code of the application: each call is answered, and the host lives.
import { MIB, bar, figure, invoke, nothingHeld, rounds, run } from '/soak.js'

const KINDS = ['panic_sync', 'panic_async', 'panic_serializer', 'panic_drop', 'panic_display']
const AT_ONCE = 50

run(async () => {
  let [unanswered, wrong, slowest] = [0, 0, 0]
  async function one(kind, index) {
    const start = performance.now()
    // A body in its frame, and a deferred one.
    const call = invoke(kind, { length: index % 2 ? 100 : 2 * MIB })
    const late = new Promise(resolve => setTimeout(() => resolve('late'), 30_000))
    const outcome = await Promise.race([call.then(value => value, error => error.code ?? String(error)), late])
    slowest = Math.max(slowest, performance.now() - start)
    if (outcome === 'late') unanswered++
    else if (kind === 'panic_drop') wrong += outcome instanceof ArrayBuffer ? 0 : 1
    else if (kind === 'panic_display') wrong += typeof outcome === 'string' ? 0 : 1
    else if (outcome !== 'handler_panicked') wrong++
  }
  const round = first => Promise.all(Array.from({ length: AT_ONCE }, (_, i) => one(KINDS[(first + i) % KINDS.length], Math.floor(i / KINDS.length))))
  for (let i = 0; i < 10; i++) await round(0)
  const before = await invoke('start_peak')
  await rounds(AT_ONCE, round)
  await bar('unanswered calls', unanswered, 0)
  await bar('wrong answers', wrong, 0)
  await figure('slowest answer, ms, of 50 at once', slowest)
  await nothingHeld()
  await bar('growth of the host, MiB', ((await invoke('start_peak')) - before) / MIB, 16)
  if ((await invoke('echo', { value: 'alive' })) !== 'alive') throw new Error('the host does not answer')
})
