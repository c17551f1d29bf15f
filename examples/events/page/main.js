const { invoke, listen, emit, emitTo, label } = bytelane
const element = id => document.getElementById(id)
const other = label === 'left' ? 'right' : 'left'
const [WIDTH, HEIGHT, KEPT] = [256, 64, 8]

function add(name, text) {
  const line = document.createElement('p')
  for (const [className, textContent] of [['name', name], ['state', text]]) {
    line.append(Object.assign(document.createElement('span'), { className, textContent }))
  }
  const item = document.createElement('li')
  item.append(line)
  element('empty').hidden = true
  element('received').prepend(item)
  while (element('received').children.length > KEPT) element('received').lastChild.remove()
}

element('label').textContent = label
await listen('tick', ({ payload }) => (element('ticks').textContent = payload))
await listen('message', ({ payload }) => add(`${payload.from} to all`, payload.text))
await listen('direct-message', ({ payload }) => add(`${payload.from} to ${label}`, payload.text), { target: label })
await listen('received', ({ payload }) => add('Rust to all', `received ${payload}`))
// The pixels are an attachment of the JSON text and are never written as numbers.
await listen('painted', ({ payload }) => {
  const pixels = new Uint8ClampedArray(payload.pixels.buffer, payload.pixels.byteOffset, payload.pixels.byteLength)
  element('picture').getContext('2d').putImageData(new ImageData(pixels, WIDTH, HEIGHT), 0, 0)
  element('image').hidden = false
  element('picture').ariaLabel = `The last image, from the window ${payload.from}`
  add(`${payload.from} to all`, `an image of ${payload.pixels.byteLength.toLocaleString('en')} bytes`)
})

function paint() {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 4)
  const [hue, wave] = [Math.random(), 4 + Math.random() * 12]
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)]
    const light = 0.5 + 0.5 * Math.sin(x / wave + Math.sin(y / 9) * 3)
    pixels.set([255 * hue, 90 + 130 * light, 255 * (1 - hue) * light, 255], 4 * i)
  }
  return emit('painted', { from: label, pixels })
}

element('send').onsubmit = event => {
  event.preventDefault()
  emit('message', { from: label, text: element('text').value })
}
element('other').onclick = () => emitTo(other, 'direct-message', { from: label, text: element('text').value })
element('paint').onclick = paint

const state = await invoke('wants_screenshot')
if (state === 'empty' && label === 'left') setTimeout(() => invoke('take_screenshot'), 2500)
if (state === 'done') {
  setTimeout(() => emit('message', { from: label, text: 'Hello from this window' }), 1500)
  setTimeout(() => emitTo(other, 'direct-message', { from: label, text: 'Only to you' }), 2000)
  setTimeout(paint, label === 'left' ? 2500 : 3000)
  if (label === 'left') setTimeout(() => invoke('take_screenshot'), 4500)
}
