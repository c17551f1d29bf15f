// The operations, the same for every system: bytelane and its peers. A system is
//
//   call(index) → index + 1                         download(bytes) → ArrayBuffer
//   downloadInto(buffer) → Uint8Array on it          upload(bytes) → their length
//   mixed(picture) → picture with the host's pixels
//   channel({ kind: 'raw' | 'json', bytes, count }, onMessage) → Promise that settles after the last message, or never
//   events({ bytes, count }, onMessage) → the same
//
// each a function; a system omits the operations that it lacks. A JSON message is { index, text }. Operations that only bytelane has are in bytelane.js.

const { content, numbered } = bytelaneBench

/** What a message of JSON has around its text, as content.rs says. */
const AROUND = 32

/** Texts that the page reads over and over, so that none is the one before. */
const TEXTS = 256

const encoder = new TextEncoder()

export const whole = (result, bytes) => (result.byteLength === bytes ? new Uint8Array(result.buffer ?? result, result.byteOffset ?? 0, bytes) : false)

/** What a message of text is to the sum: its number, and its letters. */
function textBytes({ index, text }) {
  const letters = encoder.encode(text)
  const bytes = new Uint8Array(4 + letters.length)
  bytes.set(letters, 4)
  return numbered(bytes, index)
}

/** All messages, in the order in which they came; fewer when the stream ends before. */
export const collect = (start, count) =>
  new Promise((resolve, reject) => {
    const messages = []
    const onMessage = (message) => {
      messages.push(message)
      if (messages.length === count) resolve(messages)
    }
    start(onMessage).then(() => resolve(messages), reject)
  })

const picture = (index, pixels) => ({ name: 'sky', width: index, height: 480, tags: ['blue', 'wide', 'evening'], pixels })

/** What the page itself needs for as much: bounds for every system. */
const bounds = {
  set: {
    prepare: ({ bytes }) => ({ bytes, source: content(0, bytes), target: new Uint8Array(bytes).fill(1) }),
    run: ({ source, target }) => {
      target.set(source)
      return target
    },
    lastOnly: true,
    check: (result, _, { bytes }) => (result.byteLength === bytes && result[bytes - 1] !== 1 ? undefined : false),
  },
  allocate_and_fill: {
    prepare: ({ bytes }) => ({ bytes, source: content(0, bytes) }),
    run: ({ bytes, source }) => {
      const fresh = new Uint8Array(bytes)
      fresh.set(source)
      return fresh
    },
    lastOnly: true,
    check: (result, _, { bytes }) => (result.byteLength === bytes ? undefined : false),
  },
  /** As many buffers as there are messages in an interval, each new and each there until the end, as messages are for who collects them. */
  fill_and_keep: {
    source: 'messages',
    prepare: ({ bytes }) => ({ bytes, source: content(0, bytes) }),
    stream: ({ bytes, source }, first, count) => {
      const kept = []
      for (let place = 0; place < count; place++) {
        const fresh = new Uint8Array(bytes)
        fresh.set(source)
        kept.push(numbered(fresh, first + place))
      }
      return kept
    },
    check: (message, _, { bytes }) => whole(message, bytes),
  },
  /** The least work of a page for a JSON message: to parse it, and to call its listener. */
  parse: {
    prepare: ({ bytes }) => {
      // The same texts as the host's, of letters from a to p.
      const text = Array.from(content(0, Math.max(0, bytes - AROUND)), (byte) => String.fromCharCode(97 + (byte & 15))).join('')
      return Array.from({ length: TEXTS }, (_, index) => JSON.stringify({ index, text }))
    },
    all: (texts, count) => {
      let indices = 0
      const onMessage = ({ index }) => (indices += index)
      for (let message = 0; message < count; message++) onMessage(JSON.parse(texts[message % TEXTS]))
      return { count, indices }
    },
    check: ({ count, indices }) => {
      const rest = count % TEXTS
      return indices === (Math.floor(count / TEXTS) * TEXTS * (TEXTS - 1)) / 2 + (rest * (rest - 1)) / 2 ? undefined : false
    },
  },
}

/** The operations that a system has, by name. */
export function operations(system) {
  const all = {
    call: {
      needs: 'call',
      run: (_, index) => system.call(index),
      check: (result, index) => (result === index + 1 ? undefined : false),
    },
    download: {
      needs: 'download',
      source: 'host',
      run: ({ bytes }) => system.download(bytes),
      check: (result, _, { bytes }) => whole(result, bytes),
    },
    download_into: {
      needs: 'downloadInto',
      source: 'host',
      prepare: ({ bytes }) => ({ bytes, buffer: new Uint8Array(bytes) }),
      reset: ({ buffer }) => buffer.fill(0xa5),
      run: ({ buffer }) => system.downloadInto(buffer),
      check: (result, _, { bytes }) => whole(result, bytes),
    },
    upload: {
      needs: 'upload',
      source: 'page',
      prepare: ({ bytes, concurrency }) => ({ bytes, buffers: Array.from({ length: concurrency }, () => content(0, bytes)) }),
      run: ({ buffers }, index, place = 0) => system.upload(numbered(buffers[place], index)),
      check: (result, _, { bytes }) => (result === bytes ? undefined : false),
    },
    mixed: {
      needs: 'mixed',
      source: 'both',
      prepare: ({ bytes, concurrency }) => ({ bytes, buffers: Array.from({ length: concurrency }, () => content(0, bytes)) }),
      run: ({ buffers }, index, place = 0) => system.mixed(picture(index, numbered(buffers[place], index))),
      check: (result, index, { bytes }) => {
        const { pixels, ...rest } = result
        const { pixels: _, ...expected } = picture(index)
        return JSON.stringify(rest) === JSON.stringify(expected) && whole(pixels, bytes)
      },
    },
    channel_raw: {
      needs: 'channel',
      source: 'messages',
      stream: ({ bytes }, _, count) => collect((onMessage) => system.channel({ kind: 'raw', bytes, count }, onMessage), count),
      check: (message, _, { bytes }) => whole(message, bytes),
    },
    channel_json: {
      needs: 'channel',
      source: 'texts',
      stream: ({ bytes }, _, count) => collect((onMessage) => system.channel({ kind: 'json', bytes, count }, onMessage), count),
      check: textBytes,
    },
    events: {
      needs: 'events',
      source: 'texts',
      stream: ({ bytes }, _, count) => collect((onMessage) => system.events({ bytes, count }, onMessage), count),
      check: textBytes,
    },
  }
  // Measured in an application that was started for it.
  all.download_first = all.download
  const there = Object.entries(all).filter(([, { needs }]) => system[needs] !== undefined)
  return { ...Object.fromEntries(there), ...bounds, allocate_and_fill_first: bounds.allocate_and_fill }
}
