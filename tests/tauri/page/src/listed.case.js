// The window of the capability `closed`.
import { invoke } from '@tauri-apps/api/core'
import { emit } from '@tauri-apps/api/event'

await emit('listed', { counted: await invoke('counted', { name: 'x' }), echo: await invoke('echo', { value: 1 }).catch((error) => error) })
