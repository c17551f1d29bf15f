import { commands } from './bindings.js'

const { invoke } = bytelane
const element = id => document.getElementById(id)
const MIB = 1024 * 1024
const mib = bytes => `${(bytes / MIB).toFixed(1)} MiB`

function create(tag, properties, ...children) {
  const created = Object.assign(document.createElement(tag), properties)
  created.append(...children)
  return created
}

/** Uploads a file, or a stream of unknown length. */
async function upload(name, content, signal, show) {
  const started = performance.now()
  show(0, content.size)
  const saved = await commands.save(name, content, {
    signal,
    onProgress: ({ phase, loaded, total }) => phase === 'upload' && show(loaded, total),
  })
  const seconds = (performance.now() - started) / 1000
  return `${mib(saved.bytes)} in ${seconds.toFixed(2)} s, ${(saved.bytes / MIB / seconds).toFixed(0)} MiB/s, SHA-256 ${saved.sha256.slice(0, 16)}…`
}

/** Announces the start and the end of an upload to screen readers, and none of the steps between. */
function say(text) {
  element('status').textContent = text
}

async function add(name, content) {
  const controller = new AbortController()
  const state = create('span', { className: 'state' })
  const bar = create('progress', { max: 1, ariaLabel: `Uploaded part of ${name}` })
  const cancel = create('button', { textContent: 'Cancel', ariaLabel: `Cancel ${name}`, onclick: () => controller.abort() })
  element('empty').hidden = true
  say(`${name}: upload started`)
  element('uploads').prepend(create('li', {}, create('p', {}, create('span', { className: 'name', textContent: name }), state, cancel), bar))
  try {
    state.textContent = await upload(name, content, controller.signal, (loaded, total) => {
      state.textContent = total === undefined ? mib(loaded) : `${mib(loaded)} of ${mib(total)}`
      if (total > 0) bar.value = loaded / total
    })
    state.className = 'state good'
    Object.assign(bar, { value: 1, className: 'done' })
  } catch (error) {
    state.textContent = error.name === 'AbortError' ? 'Cancelled' : `Failed: ${error.message ?? error}`
    state.className = 'state bad'
    bar.remove()
  }
  say(`${name}: ${state.textContent}`)
  cancel.remove()
}

/** Returns a stream that generates its bytes while they are sent. With `breakAt`, its source fails after that number of bytes. */
function generated(bytes, breakAt = Infinity) {
  let left = bytes
  return new ReadableStream({
    pull(controller) {
      if (bytes - left >= breakAt) return controller.error(new Error(`the source ended after ${mib(breakAt)}`))
      const chunk = new Uint8Array(Math.min(left, MIB / 2))
      for (let i = 0; i < chunk.length; i += 64) chunk[i] = left + i
      left -= chunk.length
      controller.enqueue(chunk)
      if (left === 0) controller.close()
    },
  }, { highWaterMark: 0 })
}

element('files').onchange = ({ target }) => {
  for (const file of target.files) add(file.name, file)
  target.value = ''
}
element('generate').onclick = () => add('generated.bin', generated(128 * MIB))
addEventListener('dragover', event => event.preventDefault())
addEventListener('drop', event => {
  event.preventDefault()
  for (const file of event.dataTransfer.files) add(file.name, file)
})

const state = await invoke('wants_screenshot')
if (state !== null) {
  if (state === 'done' || state === 'failed') {
    await add('generated.bin', generated(32 * MIB))
    await add('notes.txt', new File(['a line\n'.repeat(400000)], 'notes.txt'))
  }
  if (state === 'failed') await add('recording.bin', generated(64 * MIB, 24 * MIB))
  if (state === 'busy') {
    add('notes.txt', new File(['a line\n'.repeat(5000000)], 'notes.txt'))
    add('generated.bin', generated(4096 * MIB))
  }
  setTimeout(() => invoke('take_screenshot'), 1500)
}
