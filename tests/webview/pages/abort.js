import { check, equal, invoke, rejection, run, until } from '/harness.js'

run(async () => {
  const controllers = Array.from({ length: 20 }, () => new AbortController())
  const calls = controllers.map(({ signal }) => rejection(invoke('slow', { milliseconds: 600000 }, { signal })))
  await until(async () => (await invoke('counted', { name: 'started' })) === 20, 'the calls to start')
  controllers.forEach((controller, i) => (i % 2 ? controller.abort() : controller.abort(`reason ${i}`)))
  const errors = await Promise.all(calls)
  errors.forEach((error, i) => (i % 2 ? equal(error.name, 'AbortError') : equal(error, `reason ${i}`)))

  // A call aborted in advance is never sent; a call with a timeout
  const before = await rejection(invoke('slow', { milliseconds: 1 }, { signal: AbortSignal.abort() }))
  equal(before.name, 'AbortError')
  const late = await rejection(invoke('slow', { milliseconds: 600000 }, { timeout: 50 }))
  equal(late.name, 'TimeoutError')

  // The host dropped each future
  await until(async () => (await invoke('counted', { name: 'dropped' })) === 21, 'the futures to be dropped')
  const held = await invoke('held')
  equal(held.calls_running, 1)
  check((await invoke('echo', { value: 1 })) === 1)
})
