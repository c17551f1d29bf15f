// Applications that exit in the middle of calls and streams: each process ends by itself, and with success.
import { bar, figure, invoke, rounds, run } from '/soak.js'

run(async () => {
  let [failed, slowest, sum] = [0, 0, 0]
  const done = await rounds(1, async () => {
    const { is_clean, milliseconds } = await invoke('exit_once')
    if (!is_clean) failed++
    slowest = Math.max(slowest, milliseconds)
    sum += milliseconds
  })
  await bar('exits with a failure or a signal', failed, 0)
  await figure('time of an exit, ms, mean', sum / done)
  await figure('time of an exit, ms, at most', slowest)
})
