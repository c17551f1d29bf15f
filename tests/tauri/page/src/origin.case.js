// The origin of pages under Tauri's configuration file.
import { invoke } from '@tauri-apps/api/core'
import { equal, run, test } from './harness.js'

test('pages have the origin of Tauri', async () => {
  const expected = navigator.userAgent.includes('Windows') ? 'http://tauri.localhost' : 'tauri://localhost'
  equal(`${location.protocol}//${location.host}`, expected)
  equal(new URL('/index.html', location.href).href, `${expected}/index.html`)
  equal(await invoke('echo', { value: 1 }), 1)
  localStorage.setItem('kept', 'yes')
  equal(localStorage.getItem('kept'), 'yes')
})

await run()
