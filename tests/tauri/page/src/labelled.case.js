// The window of `label.case.js`.
import { invoke } from '@tauri-apps/api/core'
import { emit } from '@tauri-apps/api/event'
import { getCurrentWebviewWindow } from '@tauri-apps/api/webviewWindow'

const own = getCurrentWebviewWindow()
await own.listen('ask', ({ payload }) => emit('said', payload))
const title = await own.setTitle('x').then(
  () => false,
  (reason) => String(reason).includes('applies to window `né-窓`'),
)
await emit('said', { label: own.label, counted: await invoke('counted', { name: 'none' }), title })
