// One window among others: reports by counts.
import { equal, pattern, checksum } from '/harness.js'

const { invoke, Channel } = window.__TAURI__.core
const count = (name) => invoke('count', { name })

try {
  const { label } = window.__TAURI_INTERNALS__.metadata.currentWindow
  equal(await invoke('label'), label)
  const data = pattern(50_000)
  equal(await invoke('checksum', data), checksum(data))
  equal((await invoke('blank', { length: 2_000_000 })).byteLength, 2_000_000)
  const seen = []
  await new Promise((resolve) => invoke('values', { channel: new Channel((message) => seen.push(message) === 5 && resolve()) }))
  if (window.bytelane?.label === label && window.bytelane.stats().tauri.accelerated > 3) await count('one accelerated')
  if (window.bytelane) await count(`one on ${window.bytelane.lane()}`)
  await count('one passed')
} catch (error) {
  console.error(error)
  await count('one failed')
}
