const { invoke } = bytelane
const element = id => document.getElementById(id)
const MIB = 1024 * 1024
const mib = bytes => `${(bytes / MIB).toFixed(1)} MiB`

function make(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

/** Uploads a source: a file, or a stream whose length nobody knows. */
async function upload(name, content, signal, show) {
  const started = performance.now()
  show(0, content.size)
  const saved = await invoke('save', { name, content }, {
    signal,
    onProgress: ({ phase, loaded, total }) => phase === 'upload' && show(loaded, total),
  })
  const seconds = (performance.now() - started) / 1000
  return `${mib(saved.bytes)} in ${seconds.toFixed(2)} s, ${(saved.bytes / MIB / seconds).toFixed(0)} MiB/s, SHA-256 ${saved.sha256.slice(0, 16)}…`
}

async function add(name, content) {
  const controller = new AbortController()
  const what = make('span', { className: 'what' })
  const bar = make('progress', { max: 1 })
  const cancel = make('button', { textContent: 'Cancel', onclick: () => controller.abort() })
  element('uploads').prepend(make('li', {}, make('p', {}, make('span', { className: 'name', textContent: name }), what, cancel), bar))
  try {
    what.textContent = await upload(name, content, controller.signal, (loaded, total) => {
      what.textContent = total === undefined ? mib(loaded) : `${mib(loaded)} of ${mib(total)}`
      if (total > 0) bar.value = loaded / total
    })
    what.className = 'what good'
    bar.value = 1
  } catch (error) {
    what.textContent = error.name === 'AbortError' ? 'cancelled' : `${error.message ?? error}`
    what.className = 'what bad'
    bar.value = 0
  }
  cancel.remove()
}

/** Bytes that are made while they are sent. */
function made(bytes) {
  let left = bytes
  return new ReadableStream({
    pull(controller) {
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
element('make').onclick = () => add('made-by-the-page.bin', made(128 * MIB))
addEventListener('dragover', event => event.preventDefault())
addEventListener('drop', event => {
  event.preventDefault()
  for (const file of event.dataTransfer.files) add(file.name, file)
})

if (await invoke('wants_picture')) {
  const controller = add('made-by-the-page.bin', made(32 * MIB))
  await controller
  await add('notes.txt', new File(['a line\n'.repeat(400000)], 'notes.txt'))
  add('endless.bin', made(4096 * MIB))
  setTimeout(() => invoke('picture'), 1500)
}
