// Acts of a hostile page, one in each document: memory of the host, unanswered calls, and the calls of a second window meanwhile.
import { Channel, MIB, add, bar, figure, invoke, run, sleep, until } from '/soak.js'

const LARGE = 200 * MIB
/** Whether this run is a short one, with fewer repetitions. */
let isShort = false
const some = count => (isShort ? Math.ceil(count / 10) : count)
/** Bytes that the pages of a process may make the host hold, and an allowance. */
const HELD_MAX_MIB = 256 + 32

/** Counts calls that are not answered within the time. */
async function answered(calls, milliseconds = 60_000) {
  let open = calls.length
  for (const call of calls) Promise.resolve(call).then(() => open--, () => open--)
  await until(() => open === 0, milliseconds)
  return open
}
const times = (count, make) => Array.from({ length: count }, (_, i) => make(i))
const quiet = promise => Promise.resolve(promise).catch(() => {})

const ACTS = {
  messages_that_nobody_receives: () => void times(4, () => quiet(new Channel().send(new Uint8Array(LARGE)))),
  uploads_to_a_command_that_waits: () => void times(4, () => quiet(invoke('hang_with', new Uint8Array(LARGE)))),
  uploads_to_no_command: () => answered(times(4, () => invoke('no_such_command', new Uint8Array(LARGE)))),
  eight_thousand_replies_of_30_kb: () => answered(times(8000, () => invoke('give', { length: 30_000 }))),
  streams_that_are_not_read: async () => {
    for (let i = 0; i < some(200); i++) await quiet(invoke.stream('endless'))
  },
  messages_that_are_not_read: () => void times(200, () => quiet(invoke('offer', { messages: new Channel(), count: 20, length: MIB }))),
  many_listeners_and_events: async () => {
    for (let i = 0; i < some(65); i++) await Promise.all(times(1000, () => quiet(bytelane.listen('many', () => {}))))
    for (let i = 0; i < some(200); i++) await quiet(bytelane.emit('many'))
  },
  listeners_with_long_names: async () => {
    for (let i = 0; i < some(20); i++) await Promise.all(times(500, j => quiet(bytelane.listen(`${'n'.repeat(16_000)}${i}-${j}`, () => {}))))
  },
  events_of_1_mb_to_a_slow_listener: () => void times(600, () => quiet(bytelane.emit('slow', 'x'.repeat(1e6)))),
  channels_that_are_opened_and_ended: async () => {
    for (let i = 0; i < some(20_000); i++) {
      const channel = new Channel()
      quiet(channel.send(new Uint8Array(100)))
      channel.close()
      if (i % 500 === 0) await sleep(0)
    }
  },
  events_of_the_host_to_a_slow_listener: async () => {
    if ((await invoke('emit_slowly', { count: 600, length: 1_000_000 })) === 0) throw new Error('no event was refused')
  },
  calls_of_1_mb_that_wait: () => void times(600, () => quiet(invoke('hang_with', new Uint8Array(1_000_000)))),
  calls_that_block: () => void times(700, () => quiet(invoke('block_for', { milliseconds: isShort ? 500 : 3000 }))),
  calls_that_are_aborted: async () => {
    for (let i = 0; i < some(100); i++) {
      for (let j = 0; j < 100; j++) {
        const stop = new AbortController()
        quiet(invoke('hang', undefined, { signal: stop.signal }))
        stop.abort()
      }
      await sleep(0)
    }
  },
  long_headers: () => answered([20_000, 200_000, 2_000_000].flatMap(length => times(3, () => invoke('long_header', { length })))),
}

run(async () => {
  const names = Object.keys(ACTS)
  const parameters = new URLSearchParams(location.search)
  const number = Number(parameters.get('act') ?? -1)
  // The second window works.
  await until(async () => (await invoke('distribution', { name: 'beat_us' })).count > 0)
  const { left_ms, seconds } = await invoke('plan')
  isShort = seconds < 10
  await sleep(number === -1 ? 1500 : 500)
  if (number === -1) {
    const idle = await invoke('distribution', { name: 'beat_us' })
    await figure('small call of the second window at rest, µs, p50', idle.p50)
    await figure('small call of the second window at rest, µs, p99', idle.p99)
    await add('idle_p99', idle.p99)
    return next(0)
  }
  if (number === names.length) {
    await invoke('done', { count: number })
    return
  }
  const name = names[number]
  await invoke('done', { count: number })
  const before = await invoke('start_peak')
  await invoke('distribution', { name: 'beat_us' })
  const unanswered = await ACTS[name]()
  await sleep(isShort ? 500 : Math.min(Math.max(left_ms / (names.length - number), 2000), 20_000))
  const beats = await invoke('distribution', { name: 'beat_us' })
  const idle = await add('idle_p99', 0)
  await bar(`${name}: growth of the host, MiB`, ((await invoke('peak')) - before) / MIB, HELD_MAX_MIB)
  await figure(`${name}: calls of the second window`, beats.count)
  // A short run asserts no time; that the second window was served is no time.
  const p99 = `${name}: small call of the second window, µs, p99`
  if (isShort) await figure(p99, beats.p99)
  else await bar(p99, beats.p99, 20 * idle)
  await bar(`${name}: the second window waits in vain`, beats.count === 0 ? 1 : 0, 0)
  if (unanswered !== undefined) await bar(`${name}: unanswered calls`, unanswered, 0)
  return next(number + 1)
})

function next(act) {
  invoke('perform', { action: 'load', name: `act=${act}` }).catch(() => {})
  return 'continues'
}
