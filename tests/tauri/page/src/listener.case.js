// The second window of other cases: reports the events that it receives.
import { emit } from '@tauri-apps/api/event'
import { getCurrentWebviewWindow } from '@tauri-apps/api/webviewWindow'

await getCurrentWebviewWindow().listen('file-changed', ({ payload }) => emit('from-second', payload))
await emit('from-second', 'listening')
