// A frame of the case `mocks`: it has no engine.
import { convertFileSrc, invoke } from '@tauri-apps/api/core'
import { emit, listen } from '@tauri-apps/api/event'
import { clearMocks, mockConvertFileSrc, mockIPC, mockWindows } from '@tauri-apps/api/mocks'
import { getCurrentWindow } from '@tauri-apps/api/window'

const has = () => typeof window.__TAURI_INTERNALS__?.invoke === 'function'
const before = has()
mockIPC((command, args) => [command, args], { shouldMockEvents: true })
mockWindows('fake')
mockConvertFileSrc('linux')
const invoked = await invoke('greet', { name: 'x' })
const heard = []
await listen('said', ({ payload }) => heard.push(payload))
await emit('said', 'hi')
const { label } = getCurrentWindow()
const address = convertFileSrc('/x')
clearMocks()
parent.postMessage({ before, invoked, label, heard, address, after: has() }, '*')
