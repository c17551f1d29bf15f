import { canvasRenderer } from './canvas.js'
import { webglRenderer } from './webgl.js'

const { invoke, Channel } = bytelane
const element = id => document.getElementById(id)
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

const BYTES_A_POINT = 12
const MIB = 1024 * 1024
/** Radians by which a key turns the cloud. */
const STEP = 0.12

const canvas = element('cloud')
const renderer = webglRenderer(canvas) ?? canvasRenderer(canvas)
element('renderer').textContent = renderer.name

const view = { yaw: 0.5, pitch: 0.35 }
let points
let isStale = false
let drawnFrames = 0

/** Returns the rotation of the view, column by column. */
function turn() {
  const [sy, cy, sp, cp] = [Math.sin(view.yaw), Math.cos(view.yaw), Math.sin(view.pitch), Math.cos(view.pitch)]
  return new Float32Array([cy, sp * sy, -cp * sy, 0, cp, sp, sy, -sp * cy, cp * cy])
}

/** Returns a color of the theme as three numbers from 0 to 1. */
function themeColor(name) {
  const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  return [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16) / 255)
}

/** Draws the last frame, if it or the view has changed. */
function draw() {
  requestAnimationFrame(draw)
  const scale = devicePixelRatio
  const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)]
  if (canvas.width !== width || canvas.height !== height) {
    Object.assign(canvas, { width, height })
    isStale = true
  }
  if (!isStale || points === undefined) return
  isStale = false
  // More points, smaller dots.
  const size = Math.max(1, Math.min(4, (height / 260) * Math.sqrt(50_000 / (points.length / 3)))) * scale
  renderer.draw(points, { turn: turn(), near: themeColor('--accent'), far: themeColor('--warm'), size })
  drawnFrames++
}

function turnBy(yaw, pitch) {
  view.yaw += yaw
  view.pitch = Math.max(-1.5, Math.min(1.5, view.pitch + pitch))
  isStale = true
}
canvas.onkeydown = event => {
  const turns = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }
  const found = turns[event.key]
  if (found === undefined) return
  event.preventDefault()
  turnBy(...found)
}
canvas.onpointerdown = event => canvas.setPointerCapture(event.pointerId)
canvas.onpointermove = event => {
  if (canvas.hasPointerCapture(event.pointerId)) turnBy(event.movementX / 120, event.movementY / 120)
}
matchMedia('(prefers-color-scheme: dark)').onchange = () => (isStale = true)

/** The words for the states of the stage. */
const STATES = { empty: 'Stopped.', busy: 'Preparing.', running: 'Receiving.', stopped: 'Stopped.', done: 'Ended.', failed: 'Failed.' }

function show(state, message) {
  const stage = element('stage')
  stage.dataset.state = state
  stage.setAttribute('aria-busy', state === 'busy')
  element('message').textContent = message
  element('state').textContent = STATES[state]
  stage.querySelector('progress').hidden = state !== 'busy'
  element('again').hidden = state !== 'failed'
  const isOn = state === 'busy' || state === 'running'
  element('stop').disabled = !isOn
  element('start').textContent = isOn ? 'Start anew' : 'Start'
}

/** The channel of the running recording. */
let cloud
let received = { frames: 0, points: 0 }

/** Receives a recording until it ends, fails or is stopped. */
async function start(count = Number(element('points').value), frames = Number(element('controls').dataset.frames)) {
  cloud?.close()
  const own = (cloud = new Channel())
  received = { frames: 0, points: 0 }
  points = undefined
  element('progress').value = 0
  show('busy', `Rust prepares ${number.format(count)} points.`)
  try {
    // The command ends after its last frame was sent, the reader after it was read. A refused call sends nothing.
    await Promise.all([invoke('record', { points: count, frames, cloud: own }), read(own, frames)])
    if (cloud !== own) return
    const bytes = (received.points * BYTES_A_POINT) / MIB
    show('done', `The recording has ended: ${number.format(received.frames)} frames, ${number.format(bytes)} MiB.`)
  } catch (error) {
    if (cloud !== own) return
    show('failed', `${error.message ?? error}`)
  }
  own.close()
  cloud = undefined
}

async function read(channel, frames) {
  for await (const frame of channel) {
    if (cloud !== channel) return
    if (received.frames === 0) show('running', `Receiving ${number.format(frame.length / 3)} points per frame.`)
    points = frame
    isStale = true
    received.frames++
    received.points += frame.length / 3
    element('progress').value = received.frames / frames
    // The next frame is requested after this one has been drawn, so a page that draws slowly slows down Rust.
    await new Promise(resolve => requestAnimationFrame(resolve))
  }
}

function stop() {
  cloud?.close()
  cloud = undefined
  show(points === undefined ? 'empty' : 'stopped', 'Stopped. Start another recording of 30 seconds.')
}

let before = { at: performance.now(), drawnFrames: 0, points: 0 }
async function count() {
  const sent = cloud === undefined ? received.frames : await invoke('sent')
  const at = performance.now()
  const seconds = (at - before.at) / 1000
  const rate = Math.max(0, received.points - before.points) / seconds
  element('rate').textContent = Math.round((drawnFrames - before.drawnFrames) / seconds)
  element('density').textContent = rate >= 1e6 ? `${number.format(rate / 1e6)} M` : number.format(Math.round(rate))
  element('bytes').textContent = number.format((rate * BYTES_A_POINT) / MIB)
  element('in-flight').textContent = Math.max(0, sent - received.frames)
  before = { at, drawnFrames, points: received.points }
}

element('controls').onsubmit = event => {
  event.preventDefault()
  start()
}
element('stop').onclick = stop
element('again').onclick = () => start()
requestAnimationFrame(draw)
setInterval(count, 1000)

const state = await invoke('wants_screenshot')
if (state !== null) {
  if (state === 'busy') show('busy', 'Rust prepares 50,000 points.')
  else if (state === 'failed') await start(9_000_000)
  else if (state === 'running') start()
  else if (state === 'done') await start(50_000, 120)
  setTimeout(() => invoke('take_screenshot'), state === 'running' ? 5000 : 1200)
}
