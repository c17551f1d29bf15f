// Ten thousand calls at once: each runs once, and is answered once and with its own value.
import { bar, invoke, nothingHeld, add, rounds, run } from '/soak.js'

const AT_ONCE = 10_000

run(async () => {
  let [wrong, answers] = [0, 0]
  const done = await rounds(AT_ONCE, first =>
    Promise.all(
      Array.from({ length: AT_ONCE }, async (_, i) => {
        const value = await invoke('counted_echo', { value: first + i })
        answers++
        if (value !== first + i) wrong++
      }),
    ),
  )
  await bar('wrong answers', wrong, 0)
  await bar('calls without an answer', done - answers, 0)
  await bar('calls that did not run once', Math.abs((await add('ran', 0)) - done), 0)
  await nothingHeld()
})
