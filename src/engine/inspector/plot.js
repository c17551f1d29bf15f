// The throughput of the last minute.
import { SAMPLES_MAX, formatBytes } from '/model.js'

const SERIES = [
  { key: 'toHost', color: '--to-host' },
  { key: 'toPage', color: '--to-page' },
]

/** The least bytes per second at the top of the plot. */
const TOP_MIN = 1024

export function drawPlot(canvas, top, samples) {
  const { clientWidth: width, clientHeight: height } = canvas
  const scale = window.devicePixelRatio
  const [pixelsX, pixelsY] = [Math.round(width * scale), Math.round(height * scale)]
  if (canvas.width !== pixelsX || canvas.height !== pixelsY) Object.assign(canvas, { width: pixelsX, height: pixelsY })
  const context = canvas.getContext('2d')
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.clearRect(0, 0, width, height)
  const style = getComputedStyle(document.documentElement)
  context.strokeStyle = style.getPropertyValue('--line')
  context.lineWidth = 1
  for (const y of [0.5, Math.round(height / 2) + 0.5, height - 0.5]) {
    context.beginPath()
    context.moveTo(0, y)
    context.lineTo(width, y)
    context.stroke()
  }
  const most = Math.max(TOP_MIN, ...samples.map(({ toPage, toHost }) => Math.max(toPage, toHost)))
  top.textContent = `${formatBytes(most)}/s`
  if (samples.length < 2) return
  const step = width / (SAMPLES_MAX - 1)
  const left = width - (samples.length - 1) * step
  for (const { key, color } of SERIES) {
    const line = new Path2D()
    samples.forEach((sample, place) => line.lineTo(left + place * step, height - 1 - ((height - 3) * sample[key]) / most))
    const area = new Path2D(line)
    area.lineTo(width, height)
    area.lineTo(left, height)
    area.closePath()
    context.fillStyle = context.strokeStyle = style.getPropertyValue(color)
    context.globalAlpha = 0.16
    context.fill(area)
    context.globalAlpha = 1
    context.lineWidth = 1.5
    context.stroke(line)
  }
}
