// What the window has received: the newest calls and events, the state of the documents, and their rates. It touches no page, so tests run it without one.

/** Calls that the window keeps, as the host does. */
export const CALLS_MAX = 2048
/** Events that the window keeps, as the host does. */
export const EVENTS_MAX = 512
/** Samples of the plot: a minute. */
export const SAMPLES_MAX = 240

/** A call may be written while the host makes a snapshot, so each request reaches back this far before the snapshot before it. */
const OVERLAP_NS = 300_000_000

/** The parts of a call, in order: the time from one step to the next. */
export const PARTS = [
  { name: 'Upload', title: 'The arguments arrived', from: 'arrived', to: 'admitted', key: 'upload' },
  { name: 'Queued', title: 'The call waited for a thread', from: 'admitted', to: 'started', key: 'queued' },
  { name: 'Ran', title: 'The command ran', from: 'started', to: 'answered', key: 'ran' },
  { name: 'Reply', title: 'The reply waited for the messages before it and left', from: 'answered', to: 'sent', key: 'reply' },
  { name: 'Read', title: 'The page read the body of the reply', from: 'sent', to: 'read', key: 'read' },
]

const keyOf = (document, channel) => `${document.number}/${channel.id}/${channel.toPage}`
const rate = (now, before, seconds) => (seconds > 0 && before !== undefined ? Math.max(0, now - before) / seconds : 0)

export class Model {
  now = 0
  /** Calls by their number, oldest first. */
  calls = new Map()
  events = []
  documents = []
  channels = []
  memory = []
  /** A sample for each snapshot: bytes to the page and to the host, and calls, per second. */
  samples = []
  #last = new Map()
  #lastEvent = 0
  #newest = 0
  /** Calls that newer ones replaced in the host before the window received them. */
  missed = 0

  /** The time from which the next snapshot is requested. */
  get since() {
    return Math.max(0, this.now - OVERLAP_NS)
  }

  get inFlight() {
    return this.documents.reduce((sum, document) => sum + document.callsRunning, 0)
  }

  /** Adds a snapshot of the host. */
  add(snapshot) {
    const seconds = this.now > 0 ? (snapshot.now - this.now) / 1e9 : 0
    this.now = snapshot.now
    this.#addCalls(snapshot.calls)
    const fresh = snapshot.events.filter(({ number }) => number > this.#lastEvent)
    this.#lastEvent = fresh.at(-1)?.number ?? this.#lastEvent
    this.events = [...this.events, ...fresh].slice(-EVENTS_MAX)
    this.documents = snapshot.documents
    this.memory = snapshot.memory
    this.#measure(seconds)
  }

  #addCalls(calls) {
    const fresh = calls.filter(({ number }) => number > this.#newest)
    if (fresh.length > 0) {
      const newest = fresh.at(-1).number
      // The first snapshot holds what the host has kept.
      const first = this.#newest === 0 ? fresh[0].number : this.#newest + 1
      this.missed += newest - first + 1 - fresh.length
      this.#newest = newest
    }
    for (const call of calls) if (call.number > this.#newest - CALLS_MAX) this.calls.set(call.number, call)
    for (const number of this.calls.keys()) {
      if (this.calls.size <= CALLS_MAX) break
      this.calls.delete(number)
    }
  }

  #measure(seconds) {
    const last = this.#last
    const current = new Map()
    const sample = { toPage: 0, toHost: 0, calls: 0 }
    this.channels = []
    for (const document of this.documents) {
      const { number, bytesIn, bytesOut, calls } = document
      const before = last.get(number)
      sample.toHost += rate(bytesIn, before?.bytesIn, seconds)
      sample.toPage += rate(bytesOut, before?.bytesOut, seconds)
      sample.calls += rate(calls, before?.calls, seconds)
      current.set(number, document)
      for (const channel of document.channels) {
        const key = keyOf(document, channel)
        const { messages, bytes } = last.get(key) ?? {}
        this.channels.push({
          ...channel,
          key,
          label: document.label,
          messageRate: rate(channel.messages, messages, seconds),
          byteRate: rate(channel.bytes, bytes, seconds),
        })
        current.set(key, channel)
      }
    }
    this.#last = current
    if (seconds > 0) this.samples = [...this.samples, sample].slice(-SAMPLES_MAX)
  }

  /** Forgets calls and events; later ones are shown. */
  clear() {
    this.calls.clear()
    this.events = []
    this.missed = 0
  }
}

/** Returns a view of a model that stays as it is: what the window shows while it is paused. */
export function freeze(model) {
  const { now, events, documents, channels, memory, samples, missed, inFlight } = model
  return { now, calls: new Map(model.calls), events, documents, channels, memory, samples, missed, inFlight }
}

const textOf = (call) => `${call.command}\n${call.label}\n${call.lane}\n${call.outcome}\n${call.code ?? ''}`.toLowerCase()

/** Returns the calls that contain every word of the filter, newest first. */
export function find(calls, filter) {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  const found = [...calls.values()].reverse()
  return words.length === 0 ? found : found.filter((call) => words.every((word) => textOf(call).includes(word)))
}

/** Returns the end of a call in nanoseconds; `now` for a call that runs. */
export const endOf = (call, now) => call.read || call.sent || call.answered || Math.max(now, call.arrived)

export const durationOf = (call, now) => endOf(call, now) - call.arrived

/** Returns the parts of a call with their start and length in nanoseconds from its arrival, or without them if the call has not had the part. */
export function partsOf(call, now) {
  let reached = call.arrived
  let isOpen = call.outcome === 'running'
  return PARTS.map((part) => {
    const start = reached
    // A call that is refused before its command starts has waited until its answer.
    const end = call[part.to] || (part.key === 'queued' ? call.answered : 0)
    if (end > 0) {
      const isSkipped = call[part.from] === 0
      reached = end
      return isSkipped ? { ...part } : { ...part, start: start - call.arrived, length: Math.max(0, end - start) }
    }
    if (!isOpen || call[part.from] === 0) return { ...part }
    isOpen = false
    return { ...part, start: start - call.arrived, length: Math.max(0, now - start), isRunning: true }
  })
}

export function formatBytes(count) {
  if (count < 1000) return `${Math.round(count)} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  let unit = -1
  let value = count
  do {
    value /= 1024
    unit += 1
  } while (value >= 1000 && unit < units.length - 1)
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${units[unit]}`
}

export function formatTime(ns) {
  if (ns < 1e3) return `${Math.round(ns)} ns`
  const [value, unit] = ns < 999_500 ? [ns / 1e3, 'µs'] : ns < 999_500_000 ? [ns / 1e6, 'ms'] : [ns / 1e9, 's']
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${unit}`
}

export const formatCount = (count) => (count > 0 && count < 9.95 ? count.toFixed(1).replace(/\.0$/, '') : Math.round(count).toLocaleString('en'))

const identifier = (command) => command.replace(/^plugin:[\w-]+\|/, '')

/** Returns a Rust test of the command of a call on the memory lane. The inspector holds no arguments, so the test names their size. */
export function testOf(call) {
  const command = identifier(call.command)
  const name = command.replace(/\W+/g, '_').replace(/^_+|_+$/g, '') || 'command'
  const expected = {
    done: '    reply.expect("a result");',
    failed: '    reply.expect_err("an error value");',
    refused: `    assert_eq!(reply.expect_err("a refusal").code(), Some(${JSON.stringify(call.code)}));`,
    running: '    reply.expect("a result");',
  }[call.outcome]
  const path = /^[A-Za-z_]\w*$/.test(command) ? command : name
  return `#[tokio::test]
async fn ${name}_is_${call.outcome === 'running' ? 'done' : call.outcome}() {
    let router = bytelane::Router::new(bytelane::generate_handler![${path}]);
    let lane = bytelane::lane::MemoryLane::new(router);
    // The page sent ${call.bytesIn.toLocaleString('en')} bytes of arguments, which the inspector does not keep.
    let arguments = serde_json::json!({});
    let payload = bytelane::Payload::from_value(&arguments).expect("JSON");
    let reply = lane.call(${JSON.stringify(path)}, payload).await;
${expected}
}
`
}

/** Returns the export: the calls that are shown, and the events, documents and memory. */
export function exportOf(view, calls) {
  const { now, events, documents, memory, missed } = view
  return JSON.stringify({ now, calls, callsMissed: missed, events, documents, memory }, null, 2)
}
