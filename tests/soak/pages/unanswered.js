// A call without an answer on purpose, which the bar for answers must find.
import { bar, invoke, run, sleep } from '/soak.js'

run(async () => {
  let answers = 0
  invoke('forget').finally(() => answers++).catch(() => {})
  await sleep(1000)
  await bar('unanswered calls', 1 - answers, 0)
})
