const { invoke, Channel } = bytelane
const element = id => document.getElementById(id)
const SHOWN = 4800
const SLOW_MS = 100
/** Percent of the time that Rust may wait for a page that keeps up. */
const WAITED_MAX = 20

const recent = new Float32Array(SHOWN)
let read = 0

function add(batch) {
  const samples = new Float32Array(batch)
  recent.copyWithin(0, samples.length)
  recent.set(samples, SHOWN - samples.length)
  read++
}

function draw() {
  const canvas = element('plot')
  const scale = devicePixelRatio
  const [width, height] = [canvas.clientWidth * scale, canvas.clientHeight * scale]
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  const style = getComputedStyle(document.documentElement)
  const context = canvas.getContext('2d')
  context.clearRect(0, 0, width, height)
  context.strokeStyle = style.getPropertyValue('--grid')
  context.lineWidth = scale
  context.beginPath()
  for (let line = 1; line < 4; line++) {
    context.moveTo(0, (height * line) / 4)
    context.lineTo(width, (height * line) / 4)
  }
  context.stroke()
  if (read === 0) return
  context.strokeStyle = style.getPropertyValue('--accent')
  context.lineWidth = 1.5 * scale
  context.beginPath()
  for (let x = 0; x < width; x++) {
    const y = height * (0.5 - 0.45 * recent[Math.floor((x * SHOWN) / width)])
    if (x === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  }
  context.stroke()
}

async function listen(signal) {
  for await (const batch of signal) {
    add(batch)
    // With a slow page the credit of the channel runs out, and Rust waits.
    if (element('slow').checked) await new Promise(resolve => setTimeout(resolve, SLOW_MS))
  }
}

/** Counts of the last seconds. Rates are means over them, since a page that reads slowly grants its credit in few large steps. */
let counts = []
const SECONDS = 3
async function count() {
  const { sent, waitedMs, ahead } = await invoke('status')
  const at = performance.now()
  const before = counts[0] ?? { at: at - 1000, read, sent, waitedMs }
  const seconds = (at - before.at) / 1000
  const waited = Math.min(100, Math.round((waitedMs - before.waitedMs) / seconds / 10))
  element('read').textContent = Math.round((read - before.read) / seconds)
  element('sent').textContent = Math.round((sent - before.sent) / seconds)
  element('in-flight').textContent = Math.max(0, sent - read)
  element('ahead').textContent = ahead
  element('waited').textContent = waited
  counts = [...counts, { at, read, sent, waitedMs }].slice(-SECONDS)
  if (signal === undefined || read === 0) return
  if (waited > WAITED_MAX) say('busy', 'The page does not keep up: Rust waits, no more batches are queued, and none is lost.')
  else say('done', 'The page keeps up with the signal.')
}

/** Shows a state. A text that is shown already is not announced again. */
function say(state, text) {
  element('state').dataset.state = state
  if (element('state').textContent !== text) element('state').textContent = text
}

let signal

/** Ends the signal, for a reason that the page shows. */
function stop(state, text) {
  signal?.close()
  signal = undefined
  element('stop').textContent = 'Start'
  say(state, text)
}

async function start(command = 'listen') {
  read = 0
  counts = []
  recent.fill(0)
  const own = (signal = new Channel())
  element('stop').textContent = 'Stop'
  say('busy', 'Waiting for the first batch.')
  try {
    await Promise.all([invoke(command, { signal: own }), listen(own)])
  } catch (error) {
    if (signal === own) stop('failed', `The signal ${read === 0 ? 'cannot start' : 'has ended'}: ${error.message ?? error}`)
  }
}

element('stop').onclick = () => {
  if (signal === undefined) start()
  else stop('empty', 'Stopped. Start the signal to see it.')
}

setInterval(draw, 1000 / 60)
setInterval(count, 1000)
const state = await invoke('wants_screenshot')
if (state === null || state === 'done' || state === 'busy') start()
// A command that Rust does not have.
if (state === 'failed') start('listen_to_nothing')
if (state !== null) {
  if (state === 'busy') setTimeout(() => (element('slow').checked = true), 1500)
  setTimeout(() => invoke('take_screenshot'), state === 'busy' ? 6500 : 3500)
}
