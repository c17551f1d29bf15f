// The mocks of the package are for pages without an engine. On a page with one they are refused, as in Tauri, and change nothing.
import { invoke } from '@tauri-apps/api/core'
import { clearMocks, mockConvertFileSrc, mockIPC, mockWindows } from '@tauri-apps/api/mocks'
import { equal, ok, run, test } from './harness.js'

test('an installed engine cannot be mocked', async () => {
  for (const [name, mock] of Object.entries({ mockIPC: () => mockIPC(() => 'mocked'), mockWindows: () => mockWindows('other'), mockConvertFileSrc, clearMocks })) {
    let thrown
    try {
      mock()
    } catch (error) {
      thrown = error
    }
    ok(thrown instanceof TypeError, `${name} is refused, which`)
  }
  equal(await invoke('echo', { value: 'real' }), 'real')
  equal(window.__TAURI_INTERNALS__.metadata.currentWindow.label, 'main')
})

test('a page without an engine can be mocked', async () => {
  const frame = document.createElement('iframe')
  frame.src = '/index.html?case=mocked'
  const said = new Promise((resolve) => addEventListener('message', ({ source, data }) => source === frame.contentWindow && resolve(data)))
  document.body.append(frame)
  equal(await said, { before: false, invoked: ['greet', { name: 'x' }], label: 'fake', heard: ['hi'], address: 'asset://localhost/%2Fx', after: false })
})

await run()
