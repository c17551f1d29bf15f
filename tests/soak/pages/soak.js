// Functions that the pages of the checks share.
export const { invoke, Channel } = bytelane
export const MIB = 1024 * 1024

export const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))
export const add = (name, count = 1) => invoke('add', { name, count })
export const figure = (name, value) => invoke('figure', { name, value })
/** Records a figure that must not exceed a limit. */
export const bar = (name, value, limit) => invoke('bar', { name, value, limit })

/** Waits until a condition holds; returns whether it did. */
export async function until(condition, milliseconds = 60_000) {
  const end = Date.now() + milliseconds
  while (!(await condition())) {
    if (Date.now() > end) return false
    await sleep(20)
  }
  return true
}

/** Returns what the host holds for this page, once it holds no calls, or after 10 s. */
export async function heldAtRest() {
  let held
  await until(async () => {
    held = await invoke('held')
    return held.calls_running + held.bodies_held + held.uploads_open + held.channels + held.bytes + held.listeners === 0
  }, 10_000)
  return held
}

/** Returns the descriptors and threads of the host without those of WebKit's connections, and the number of the latter: WebKit keeps some of closed windows. */
export async function heldWithoutConnections() {
  const { descriptors, threads, connections } = await invoke('held')
  return { descriptors: descriptors - connections, threads: threads - connections, connections }
}

/** Records that the host holds nothing for this page. */
export async function nothingHeld() {
  const { calls_running, bodies_held, uploads_open, channels, bytes, listeners } = await heldAtRest()
  await bar('live objects', calls_running + bodies_held + uploads_open + channels, 0)
  await bar('queued bytes', bytes, 0)
  await bar('bytes of listeners', listeners, 0)
}

/** Opens a window by this action, waits until it works, and closes it. */
export async function openAndClose(action, name, close = 'close') {
  const [opened, closed] = [await add('opened', 0), await add('closed', 0)]
  await invoke('perform', { action, name })
  if (!(await until(async () => (await add('opened', 0)) > opened))) throw new Error(`${name} does not work`)
  await invoke('perform', { action: close, name })
  await until(async () => (await add('closed', 0)) === closed + 1)
}

/** Runs rounds, one at least, until the goal is reached or the time has passed: this share of both. Returns the number of units done. */
export async function rounds(unitsPerRound, round, share = 1) {
  const { goal, left_ms } = await invoke('plan')
  const end = Date.now() + left_ms * share
  let done = 0
  do {
    await round(done)
    done += unitsPerRound
  } while (done < goal * share && Date.now() < end)
  await invoke('done', { count: done })
  return done
}

/** Runs a check and reports its result to the host. */
export function run(check) {
  check().then(
    more => more === 'continues' || invoke('finish', { failure: null }),
    error => invoke('finish', { failure: `${error}\n${error?.stack ?? ''}` }),
  )
}
