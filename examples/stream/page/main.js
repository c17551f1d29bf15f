const { invoke, Channel } = bytelane
const element = id => document.getElementById(id)
const SHOWN = 4800
const SLOW_MS = 100

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

let before = { at: performance.now(), read: 0, sent: 0, waitedMs: 0 }
async function count() {
  const { sent, waitedMs, ahead } = await invoke('status')
  const at = performance.now()
  const seconds = (at - before.at) / 1000
  const waited = Math.min(100, Math.round((waitedMs - before.waitedMs) / seconds / 10))
  element('read').textContent = Math.round((read - before.read) / seconds)
  element('sent').textContent = Math.round((sent - before.sent) / seconds)
  element('in-flight').textContent = Math.max(0, sent - read)
  element('ahead').textContent = ahead
  element('waited').textContent = waited
  element('state').textContent = waited > 5
    ? 'The page does not keep up: Rust waits, no more batches are queued, and none is lost.'
    : 'The page keeps up, so Rust never waits.'
  before = { at, read, sent, waitedMs }
}

let signal
function start() {
  read = 0
  signal = new Channel()
  invoke('listen', { signal }).catch(error => (element('state').textContent = `${error}`))
  listen(signal)
}
element('stop').onclick = () => {
  if (signal === undefined) start()
  else {
    signal.close()
    signal = undefined
  }
  element('stop').textContent = signal === undefined ? 'Start' : 'Stop'
}

start()
setInterval(draw, 1000 / 60)
setInterval(count, 1000)
if (await invoke('wants_screenshot')) {
  setTimeout(() => (element('slow').checked = true), 1500)
  setTimeout(() => invoke('take_screenshot'), 6500)
}
