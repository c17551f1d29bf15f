const { invoke, listen, emit, emitTo, label } = bytelane
const element = id => document.getElementById(id)
const other = label === 'left' ? 'right' : 'left'
const [WIDTH, HEIGHT, KEPT] = [256, 64, 8]

function add(name, what) {
  const line = document.createElement('p')
  for (const [className, textContent] of [['name', name], ['what', what]]) {
    line.append(Object.assign(document.createElement('span'), { className, textContent }))
  }
  const item = document.createElement('li')
  item.append(line)
  element('heard').prepend(item)
  while (element('heard').children.length > KEPT) element('heard').lastChild.remove()
}

element('label').textContent = label
await listen('tick', ({ payload }) => (element('ticks').textContent = payload))
await listen('said', ({ payload }) => add(`${payload.from} to all`, payload.text))
await listen('whispered', ({ payload }) => add(`${payload.from} to ${label}`, payload.text), { target: label })
await listen('heard', ({ payload }) => add('the host', `heard ${payload}`))
// The pixels stand beside the JSON: no number in them is ever spelled out.
await listen('painted', ({ payload }) => {
  const pixels = new Uint8ClampedArray(payload.pixels.buffer, payload.pixels.byteOffset, payload.pixels.byteLength)
  element('picture').getContext('2d').putImageData(new ImageData(pixels, WIDTH, HEIGHT), 0, 0)
  add(`${payload.from} to all`, `a picture of ${payload.pixels.byteLength} bytes`)
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

element('say').onsubmit = event => {
  event.preventDefault()
  emit('said', { from: label, text: element('text').value })
}
element('other').onclick = () => emitTo(other, 'whispered', { from: label, text: element('text').value })
element('paint').onclick = paint

if (await invoke('wants_picture')) {
  setTimeout(() => emit('said', { from: label, text: 'Hello from here' }), 1500)
  setTimeout(() => emitTo(other, 'whispered', { from: label, text: 'only for you' }), 2000)
  setTimeout(paint, label === 'left' ? 2500 : 3000)
  if (label === 'left') setTimeout(() => invoke('picture'), 4500)
}
