// The web process ends at each step of a link's work; the host then holds nothing of the link when the next document runs.
import { Channel, check, digest, equal, invoke, pattern, phase, run, until } from '/harness.js'

const MIB = 1024 * 1024
const kill = () => invoke('perform', { action: 'kill', url: `bytelane://localhost/?phase=${+phase + 1}` }).catch(() => {})
const once = (work) => {
  let done = false
  return () => {
    if (!done) work()
    done = true
  }
}

/** Work in progress when the process ends. */
const STEPS = [
  // Only an open link
  () => kill(),
  // A transfer to the page, in slots
  () => invoke('bytes_pattern', { length: 256 * MIB }, { onProgress: once(kill) }),
  // A body in a shared buffer that the page knows
  () => invoke('draw', { length: 128 * MIB }, { onProgress: once(kill) }),
  // An upload
  () => {
    invoke('digest_raw', new Uint8Array(200 * MIB)).catch(() => {})
    kill()
  },
  // Polled frames, queued frames, and buffers among them
  () => {
    invoke('film', { length: 300_000, count: 1000, frames: new Channel(once(kill)) }).catch(() => {})
    invoke('send_for_ever', { messages: new Channel(() => {}), length: 5000 }).catch(() => {})
  },
  // Unanswered calls, more than one batch
  () => {
    for (let i = 0; i < 1000; i++) invoke('slow', { milliseconds: 600000 }).catch(() => {})
    kill()
  },
]

run(async () => {
  const step = STEPS[+phase - 1]
  // The resources of the previous document have been released.
  const ofOneLink = bytelane.lane() === 'shm' ? [2, 1] : [0, 0]
  let last
  await until(async () => {
    const { descriptors, mappings, threads } = await invoke('shared')
    last = { descriptors, mappings, threads, held: await invoke('held') }
    return descriptors === ofOneLink[0] && mappings === ofOneLink[1] && threads <= 2 && last.held.calls_running <= 1
  }, 'the host to release the previous document').catch(error => {
    throw new Error(`${error.message}: ${JSON.stringify(last)}`)
  })
  equal(digest(await invoke('draw', { length: 100_000 })), digest(pattern(100_000)))
  if (step === undefined) return check(+phase === STEPS.length + 1)
  Promise.resolve(step()).catch(() => {})
  return 'continues'
})
