import { Channel, IpcError } from 'bytelane'
import { commands, type Step } from './bindings'

function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T
}

/** Returns the text of a rejection: commands reject with their error value, calls that the engine refuses with an `IpcError`. */
function message(error: unknown): string {
  return error instanceof IpcError ? `${error.message} (${error.code})` : String(error)
}

// Bytes: the pixels of a canvas to Rust and back.

const canvas = element<HTMLCanvasElement>('picture')
const context = canvas.getContext('2d', { willReadFrequently: true })!
const gradient = context.createLinearGradient(0, 0, canvas.width, canvas.height)
gradient.addColorStop(0, '#2563c9')
gradient.addColorStop(1, '#e5a04f')
context.fillStyle = gradient
context.fillRect(0, 0, canvas.width, canvas.height)

element('invert').onclick = async () => {
  const { width, height } = canvas
  const pixels = new Uint8Array(context.getImageData(0, 0, width, height).data)
  const started = performance.now()
  try {
    const inverted = new Uint8ClampedArray(await commands.invert(width, pixels))
    context.putImageData(new ImageData(inverted, width, height), 0, 0)
    element('inverted').textContent = `${pixels.length} bytes there and back in ${(performance.now() - started).toFixed(1)} ms`
  } catch (error) {
    element('inverted').textContent = message(error)
  }
}

// A channel: Rust sends, the page reads. Closing the channel ends the work.

const start = element<HTMLButtonElement>('start')
const stop = element<HTMLButtonElement>('stop')

start.onclick = async () => {
  const steps = new Channel<Step>(({ done, of }) => {
    element<HTMLProgressElement>('progress').value = done / of
    element('worked').textContent = `Step ${done} of ${of}`
  })
  stop.onclick = () => steps.close()
  start.disabled = true
  stop.disabled = false
  try {
    const finished = await commands.work(100, steps)
    element('worked').textContent = finished ? 'All steps are done.' : 'Stopped.'
  } catch (error) {
    element('worked').textContent = message(error)
  } finally {
    start.disabled = false
    stop.disabled = true
  }
}
