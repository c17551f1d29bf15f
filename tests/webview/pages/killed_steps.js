// The web process ends at each step of what a link does; the next document finds nothing of it left in the host.
import { Channel, check, digest, equal, invoke, pattern, phase, run, until } from '/harness.js'

const MIB = 1024 * 1024
const kill = () => invoke('wish', { what: 'kill', url: `bytelane://localhost/?phase=${+phase + 1}` }).catch(() => {})
const once = (work) => {
  let done = false
  return () => {
    if (!done) work()
    done = true
  }
}

/** What goes on when the process ends. */
const STEPS = [
  // Nothing but what opens a link
  () => kill(),
  // A body on its way to the page, in slots
  () => invoke('bytes_pattern', { length: 256 * MIB }, { onProgress: once(kill) }),
  // One that stands in a buffer that the page has been told of
  () => invoke('draw', { length: 128 * MIB }, { onProgress: once(kill) }),
  // One from the page
  () => {
    invoke('digest_raw', new Uint8Array(200 * MIB)).catch(() => {})
    kill()
  },
  // Frames that are waited for, frames that wait, and buffers among them
  () => {
    invoke('film', { length: 300_000, count: 1000, frames: new Channel(once(kill)) }).catch(() => {})
    invoke('send_for_ever', { messages: new Channel(() => {}), length: 5000 }).catch(() => {})
  },
  // Calls that are not answered yet, more than travel together
  () => {
    for (let i = 0; i < 1000; i++) invoke('slow', { milliseconds: 600000 }).catch(() => {})
    kill()
  },
]

run(async () => {
  const step = STEPS[+phase - 1]
  // What the document before had has been let go of.
  const ofOneLink = bytelane.lane() === 'shm' ? [2, 1] : [0, 0]
  let last
  await until(async () => {
    const { descriptors, mappings, threads } = await invoke('shared')
    last = { descriptors, mappings, threads, held: await invoke('held') }
    return descriptors === ofOneLink[0] && mappings === ofOneLink[1] && threads <= 2 && last.held.calls_running <= 1
  }, 'the host to let go of the document before').catch(error => {
    throw new Error(`${error.message}: ${JSON.stringify(last)}`)
  })
  equal(digest(await invoke('draw', { length: 100_000 })), digest(pattern(100_000)))
  if (step === undefined) return check(+phase === STEPS.length + 1)
  Promise.resolve(step()).catch(() => {})
  return 'goes on'
})
