// What is measured: the calls that read the file, and the messages of channels.
const { invoke, Channel } = window.__TAURI__.core

const MIB = 2 ** 20
const PARTS = 16
const PART_BYTES = 8 * MIB
/** Pixels of the file between two points of the picture, and points of a line. */
const SCALE = 32
const POINTS = 512
/** Milliseconds that a measurement takes at least. */
const LEAST_MS = 1500
const MESSAGES = 2000

/** Colours of the bytes, from dark to light. */
const COLOURS = Uint32Array.from({ length: 256 }, (_, byte) => {
  const mixed = (from, to) => Math.round(from + ((to - from) * byte) / 255)
  return (255 << 24) | (mixed(82, 250) << 16) | (mixed(40, 214) << 8) | mixed(20, 168)
})

const drawn = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))

/** Draws a part of the file: a strip of the picture. */
function draw(context, part, bytes) {
  const lines = bytes.length / (POINTS * SCALE * SCALE)
  const image = context.createImageData(POINTS, lines)
  const points = new Uint32Array(image.data.buffer)
  for (let place = 0; place < points.length; place++) {
    const [x, y] = [place % POINTS, Math.floor(place / POINTS)]
    points[place] = COLOURS[bytes[(y * POINTS * SCALE + x) * SCALE]]
  }
  context.putImageData(image, 0, part * lines)
}

/** Reads the file again and again, and reports the rate after each part. `shown` is the time until the picture was complete for the first time. */
export async function measureFile(canvas, report) {
  const context = canvas.getContext('2d')
  context.clearRect(0, 0, canvas.width, canvas.height)
  await drawn()
  const start = performance.now()
  let [ms, bytesRead, shown] = [0, 0, undefined]
  do {
    for (let part = 0; part < PARTS; part++) {
      const before = performance.now()
      const bytes = new Uint8Array(await invoke('read', { offset: part * PART_BYTES, length: PART_BYTES }))
      if (bytes.length !== PART_BYTES) throw new Error(`part ${part} of the file has ${bytes.length} bytes`)
      ms += performance.now() - before
      bytesRead += bytes.length
      draw(context, part, bytes)
      report({ rate: bytesRead / MIB / (ms / 1000), shown })
    }
    if (shown === undefined) {
      shown = performance.now() - start
      report({ rate: bytesRead / MIB / (ms / 1000), shown })
    }
    await drawn()
  } while (performance.now() - start < LEAST_MS)
}

/** Receives messages, thousands at a time, and reports the rate after each time. */
export async function measureChannel(report) {
  const start = performance.now()
  let [ms, received] = [0, 0]
  do {
    const before = performance.now()
    await new Promise((resolve, reject) => {
      let left = MESSAGES
      const channel = new Channel(({ number }) => {
        if (number !== MESSAGES - left) reject(new Error(`message ${number} came after ${MESSAGES - left} others`))
        left -= 1
        if (left === 0) resolve()
      })
      invoke('ticks', { count: MESSAGES, channel }).catch(reject)
    })
    ms += performance.now() - before
    received += MESSAGES
    report({ rate: received / (ms / 1000) })
    await drawn()
  } while (performance.now() - start < LEAST_MS)
}
