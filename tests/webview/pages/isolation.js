// Seven contexts and five verbs, without a secret and with a guessed one: each request has exactly the answer that its context deserves.
import { equal, run } from '/harness.js'
import { callFrame } from '/attempts.js'

/** Sends every verb from the context that runs this text. */
const PROBE = `async frame => {
  const paths = { call: 'call', frames: 'frames/' + frame.length, poll: 'poll/0', upload: 'upload/1/0/' + frame.length, body: 'body/1/0/16' }
  const outcomes = {}
  for (const [verb, path] of Object.entries(paths)) {
    for (const guess of [undefined, '0123456789abcdef0123456789abcdef']) {
      const headers = guess === undefined ? {} : { 'bytelane-secret': guess }
      const body = verb === 'poll' || verb === 'body' ? undefined : new Uint8Array(frame)
      let outcome = 'unreadable'
      try {
        const answer = await fetch('ipc://localhost/' + path, { method: 'POST', headers, body })
        outcome = answer.status + ' ' + answer.headers.get('bytelane-error')
      } catch {}
      outcomes[verb + (guess === undefined ? '' : ' with a guess')] = outcome
    }
  }
  return outcomes
}`
const VERBS = ['call', 'frames', 'poll', 'upload', 'body']
const expected = (none, guessed) => Object.fromEntries(VERBS.flatMap(verb => [[verb, none], [`${verb} with a guess`, guessed]]))
/** The page's own origin may read that it has no secret, or none of this document. */
const OWN = expected('401 token_missing', '410 document_gone')
/** An opaque origin is denied, and may not read that. */
const OPAQUE = expected('unreadable', 'unreadable')

const frameText = () => JSON.stringify(Array.from(callFrame()))
const told = () => `(${PROBE})(${frameText()}).then(outcomes => (self.parent ?? self).postMessage(outcomes, '*'))`
const workerText = () => `(${PROBE})(${frameText()}).then(outcomes => postMessage(outcomes))`

const heard = target => new Promise((resolve, reject) => {
  target.addEventListener('message', ({ data }) => resolve(data), { once: true })
  target.addEventListener('error', ({ message }) => reject(new Error(message)), { once: true })
})

async function fromFrame(attributes) {
  const outcomes = heard(window)
  const frame = Object.assign(document.createElement('iframe'), attributes)
  if (attributes.sandboxed) frame.setAttribute('sandbox', 'allow-scripts')
  document.body.append(frame)
  if (attributes.src === '/plain.html') {
    await new Promise(resolve => (frame.onload = resolve))
    frame.contentWindow.eval(told())
  }
  return outcomes
}

const script = text => `<!doctype html><script>${text}</scr${''}ipt>`
const blobWorker = () => new Worker(URL.createObjectURL(new Blob([workerText()], { type: 'text/javascript' })))

const CONTEXTS = [
  ['the page', OWN, () => (0, eval)(`(${PROBE})(${frameText()})`)],
  ['a frame of the page', OWN, () => fromFrame({ src: '/plain.html' })],
  ['a frame from a text', OWN, () => fromFrame({ srcdoc: script(told()) })],
  ['a sandboxed frame', OPAQUE, () => fromFrame({ sandboxed: true, srcdoc: script(told()) })],
  ['a frame of a data URL', OPAQUE, () => fromFrame({ src: `data:text/html,${encodeURIComponent(script(told()))}` })],
  ['a worker', OWN, () => heard(blobWorker())],
  [
    'a worker of a sandboxed frame',
    OPAQUE,
    () => fromFrame({
      sandboxed: true,
      srcdoc: script(`
        const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(workerText())}], { type: 'text/javascript' })))
        worker.onmessage = ({ data }) => parent.postMessage(data, '*')
        worker.onerror = ({ message }) => parent.postMessage(message, '*')`),
    }),
  ],
]

run(async () => {
  for (const [name, outcomes, probe] of CONTEXTS) equal(await probe(), outcomes, name)
})
