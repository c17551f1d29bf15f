const { invoke } = bytelane
const element = id => document.getElementById(id)
const MIB = 1024 * 1024
const mib = bytes => (bytes / MIB).toFixed(1)

const file = await invoke('file')
element('size').textContent = `${mib(file.bytes)} MiB`
element('expected').textContent = file.sha256

/** The bytes that have arrived; a download that goes on starts after them. */
const content = new Uint8Array(file.bytes)
let received = 0
let requests = 0
/** Aborts the running download. */
let running

const BUTTONS = { empty: 'Download', busy: 'Downloading…', failed: 'Resume', cancelled: 'Resume', done: 'Download again' }

function show(state, message) {
  element('transfer').dataset.state = state
  element('transfer').setAttribute('aria-busy', state === 'busy')
  element('message').textContent = message
  element('start').textContent = BUTTONS[state]
  element('start').disabled = state === 'busy'
  element('cancel').disabled = state !== 'busy'
  count()
}

function count() {
  element('progress').value = received / file.bytes
  element('received').textContent = mib(received)
  element('requests').textContent = requests
}

/** Requests the part of the file that is missing. */
async function request(signal) {
  const headers = received > 0 ? { Range: `bytes=${received}-` } : {}
  requests++
  const started = performance.now()
  let bytes = 0
  for await (const part of await invoke.stream('download', { url: file.url }, { headers, signal })) {
    content.set(part, received)
    received += part.byteLength
    bytes += part.byteLength
    element('speed').textContent = Math.round(bytes / MIB / ((performance.now() - started) / 1000))
    count()
  }
}

async function sha256(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, byte => byte.toString(16).padStart(2, '0')).join('')
}

async function download() {
  if (received === file.bytes) {
    received = 0
    requests = 0
  }
  running = new AbortController()
  element('found').textContent = '–'
  show('busy', received > 0 ? `Continuing at ${mib(received)} MiB.` : 'Downloading.')
  await invoke('break_next', { breaks: element('breaks').checked })
  element('breaks').checked = false
  try {
    await request(running.signal)
    const found = await sha256(content)
    element('found').textContent = found
    if (found === file.sha256) show('done', 'Complete. Both hashes are equal.')
    else {
      received = 0
      show('failed', 'The hashes differ: the file has changed on the server. The next download starts at the first byte.')
    }
  } catch (error) {
    if (error.name === 'AbortError') show('cancelled', `Cancelled at ${mib(received)} MiB.`)
    else show('failed', `Failed at ${mib(received)} MiB: ${error.message ?? error}.`)
  }
}

element('controls').onsubmit = event => {
  event.preventDefault()
  download()
}
element('cancel').onclick = () => running.abort()

const state = await invoke('wants_screenshot')
if (state !== null) {
  element('breaks').checked = state === 'failed'
  if (state === 'busy') {
    download()
    await new Promise(resolve => setTimeout(resolve, 1200))
  } else if (state !== 'empty') await download()
  setTimeout(() => invoke('take_screenshot'), 600)
}
