// A webview beside the main one in its window, which alone may set the title and call `forbidden`.
import { accelerated, bytes, checksum, equal, pattern } from '/harness.js'

const { invoke, Channel } = window.__TAURI__.core
const count = (name) => invoke('count', { name })
const number = Number(new URLSearchParams(location.search).get('number'))

try {
  equal(await invoke('who', { number }), 'child')
  await invoke('plugin:window|set_title', { label: 'main', value: `child ${number}` })
  const data = pattern(50_000)
  equal(await invoke('checksum', data), checksum(data))
  equal(bytes(await invoke('body', new Uint8Array([1, 2, 3]))), [1, 2, 3])
  const seen = []
  await new Promise((resolve) => invoke('values', { channel: new Channel((message) => seen.push(message) === 5 && resolve()) }))
  if (accelerated) {
    const { bytelane } = window
    equal(bytelane.label, 'child')
    equal(await bytelane.invoke('forbidden'), 1)
    const { tauri } = bytelane.stats()
    equal([tauri.accelerated > 4, tauri.messages], [true, 5])
    await count('child accelerated')
  }
  await count('child passed')
} catch (error) {
  console.error(error)
  await count('child failed')
}
