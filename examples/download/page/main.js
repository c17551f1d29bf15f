import { draw } from './plot.js'

const { invoke } = bytelane
const MIB = 1024 * 1024
const $ = (id) => document.getElementById(id)

const OPERATIONS = [
  { id: 'download', name: 'Download', run: download },
  { id: 'download_into', name: 'Download into own buffer', run: downloadInto },
  { id: 'upload', name: 'Upload', run: upload },
  { id: 'fetch_page', name: 'One fetch, own server', run: (size) => fetchWhole('/demo/file', size) },
  { id: 'fetch_wry', name: 'One fetch, wry (baseline)', run: (size) => fetchWhole(plan.plain_url, size) },
]

let plan
let results = []
/** The bytes of the last download, which are uploaded, and the buffer of `into`, which is reused. */
let bytes
let buffer

// The transfers. Each returns the bytes to hash, or their hash, and the milliseconds that Rust measured.

async function download(size, onProgress) {
  bytes = undefined
  bytes = await invoke('read_file', {}, { headers: range(size), onProgress })
  return { ms: await invoke('arrived'), data: bytes }
}

async function downloadInto(size, onProgress) {
  buffer ??= new Uint8Array(plan.bytes)
  const into = buffer.subarray(0, size)
  const data = await invoke('read_file', {}, { headers: range(size), into, onProgress })
  return { ms: await invoke('arrived'), data }
}

async function upload(size, onProgress) {
  if (bytes?.byteLength !== size) bytes = await invoke('read_file', {}, { headers: range(size) })
  await invoke('start')
  return await invoke('upload', bytes, { onProgress })
}

async function fetchWhole(url, size) {
  const response = await fetch(`${url}?length=${size}`, { cache: 'no-store' })
  if (!response.ok) throw new Error(`fetch failed with status ${response.status}: ${await response.text()}`)
  const data = await response.arrayBuffer()
  return { ms: await invoke('arrived'), data }
}

const range = (size) => (size === plan.bytes ? {} : { Range: `bytes=0-${size - 1}` })

async function sha256(data) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Runs a transfer several times, verifies each run, and reports the median to Rust. */
async function measure({ id, name, run }, size) {
  const label = `${name}, ${mebibytes(size)} MiB`
  const repeats = size < 2 * MIB ? 5 : 3
  const times = []
  let hash
  for (let repeat = 0; repeat < repeats; repeat++) {
    showStatus(label)
    const onProgress = ({ loaded, total }) => {
      $('progress').value = total === 0 ? 1 : loaded / total
      showStatus(`${label}: ${mebibytes(loaded)} of ${mebibytes(total)} MiB`)
    }
    const result = await run(size, onProgress)
    if (result.data !== undefined && result.data.byteLength !== size) throw new Error(`${label}: ${result.data.byteLength} bytes arrived`)
    showStatus(`${label}: hashing`)
    const found = result.sha256 ?? (await sha256(result.data))
    if (hash !== undefined && hash !== found) throw new Error(`${label}: two runs returned different bytes`)
    hash = found
    times.push(result.ms)
  }
  times.sort((a, b) => a - b)
  const ms = times[Math.floor(times.length / 2)]
  const verified = await invoke('done', { report: { lane: bytelane.lane(), op: id, bytes: size, ms, sha256: hash } })
  results.push({ id, name, size, ms, rate: size / MIB / (Math.max(ms, 0.001) / 1000), verified })
  show()
}

async function transfer() {
  results = []
  bytes = buffer = undefined
  show()
  lock(true)
  try {
    // Warm-up: the first call of a document sets up what later calls reuse.
    await invoke('read_file', {}, { headers: { Range: 'bytes=0-0' } })
    await invoke('arrived')
    for (const operation of OPERATIONS) for (const size of plan.sizes) await measure(operation, size)
    $('progress').value = 1
    const wrong = results.filter(({ verified }) => !verified).length
    if (wrong > 0) showError(`${wrong} of ${results.length} transfers have a different hash`)
    else announce(`All ${results.length} transfers verified`)
  } finally {
    bytes = buffer = undefined
    lock(false)
  }
}

async function open(path) {
  plan = undefined
  showStatus('Opening the file')
  plan = await invoke('open_file', { path })
  $('path').value = plan.path
  announce(`${plan.path.split(/[\\/]/).at(-1)}: ${mebibytes(plan.bytes)} MiB`)
  document.querySelector('.now').classList.remove('failed')
  show()
}

// The display.

const mebibytes = (size) => (size / MIB).toLocaleString('en', { maximumFractionDigits: 1 })
const showStatus = (text) => { $('status').textContent = text }

/** Shows a status that is announced to screen readers too. The progress of a transfer is not. */
function announce(text) {
  showStatus(text)
  $('announced').textContent = text
}

function showError(text) {
  announce(text)
  document.querySelector('.now').classList.add('failed')
}

function lock(busy) {
  if (busy) document.querySelector('.now').classList.remove('failed')
  for (const control of document.querySelectorAll('input, button')) control.disabled = busy
}

function show() {
  const cell = (text, className) => Object.assign(document.createElement('td'), { textContent: text, className: className ?? '' })
  const verdict = (sign, word, className) => {
    const made = cell(`${sign} `, className)
    made.append(Object.assign(document.createElement('span'), { textContent: word }))
    return made
  }
  const rows = results.map(({ id, name, size, ms, rate, verified }) => {
    const row = document.createElement('tr')
    row.style.setProperty('--series', `var(--${id})`)
    row.append(
      cell(name),
      cell(mebibytes(size), 'number'),
      cell(ms.toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 }), 'number'),
      cell(rate.toLocaleString('en', { maximumFractionDigits: 0 }), 'number'),
      verified ? verdict('✓', 'equal', 'ok') : verdict('✗', 'different', 'wrong'),
    )
    return row
  })
  $('rows').replaceChildren(...rows)
  for (const part of [document.querySelector('.scroll'), $('plot'), $('legend')]) part.hidden = results.length === 0
  $('unmeasured').hidden = results.length > 0
  plot()
}

function plot() {
  const sizes = plan?.sizes ?? []
  if (sizes.length === 0) return
  const series = OPERATIONS.map(({ id, name }) => ({
    id,
    name,
    values: sizes.map((size) => results.find((result) => result.id === id && result.size === size)?.rate),
  }))
  draw($('plot'), { groups: sizes.map(mebibytes), series })
}

async function fail(error) {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  showError(message)
  await invoke('fail', { message })
}

addEventListener('error', (event) => fail(event.error ?? event.message))
addEventListener('unhandledrejection', (event) => fail(event.reason))
new ResizeObserver(plot).observe($('plot'))

$('lane').textContent = bytelane.lane()
$('legend').replaceChildren(
  ...OPERATIONS.map(({ id, name }) => {
    const item = document.createElement('li')
    item.textContent = name
    item.style.setProperty('--series', `var(--${id})`)
    return item
  }),
)
document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault()
  try {
    await open($('path').value)
    await transfer()
  } catch (error) {
    await fail(error)
  }
})

/** The states that a demo ends in. */
const STATES = {
  empty: () => {},
  async busy() {
    transfer()
    while (results.length < OPERATIONS.length) await painted()
  },
  async failed() {
    $('path').value += '.missing'
    await open($('path').value).catch((error) => showError(`${error.message ?? error}`))
  },
  done: transfer,
}

const painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))

try {
  await open(null)
  if (plan.demo) {
    await STATES[plan.state]()
    await painted()
    await invoke('finish')
  }
} catch (error) {
  await fail(error)
}
