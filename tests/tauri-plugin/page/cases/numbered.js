// One of several windows of one label. It goes on calling until it is closed.
import { equal } from '/harness.js'

const { invoke, Channel } = window.__TAURI__.core
const count = (name) => invoke('count', { name })
const number = Number(new URLSearchParams(location.search).get('number'))

try {
  equal(await invoke('who', { number }), 'second')
  const seen = []
  await new Promise((resolve) => invoke('values', { channel: new Channel((message) => seen.push(message) === 5 && resolve()) }))
  if (window.bytelane?.stats().tauri.messages === 5) await count('numbered accelerated')
  await count('numbered ready')
  for (;;) await Promise.all(Array.from({ length: 20 }, () => invoke('who', { number })))
} catch (error) {
  console.error(error)
  await count('numbered failed')
}
