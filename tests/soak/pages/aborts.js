// Calls that are aborted while they run: each rejects, the host drops each, and nothing of any of them is left.
import { MIB, add, bar, figure, invoke, nothingHeld, rounds, run, until } from '/soak.js'

const AT_ONCE = 100

run(async () => {
  let [unanswered, wrong, slowest] = [0, 0, 0]
  let sent = 0
  const round = async () => {
    const stop = new AbortController()
    let open = AT_ONCE
    const end = error => {
      open--
      if (error?.name !== 'AbortError') wrong++
    }
    for (let i = 0; i < AT_ONCE; i++) invoke('hang', undefined, { signal: stop.signal }).then(end, end)
    sent += AT_ONCE
    await until(async () => (await add('started', 0)) === sent)
    const start = performance.now()
    stop.abort()
    if (!(await until(async () => (await add('ended', 0)) === sent))) throw new Error(`of ${sent} calls, ${await add('ended', 0)} were dropped`)
    slowest = Math.max(slowest, performance.now() - start)
    unanswered += open
  }
  await round()
  const before = await invoke('start_peak')
  await rounds(AT_ONCE, round)
  await bar('calls that did not reject', unanswered, 0)
  await bar('wrong errors', wrong, 0)
  await figure('slowest end of 100 calls in the host, ms', slowest)
  await nothingHeld()
  await bar('growth of the host, MiB', ((await invoke('start_peak')) - before) / MIB, 16)
})
