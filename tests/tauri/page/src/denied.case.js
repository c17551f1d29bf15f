// The window of the case `file`.
import { invoke } from '@tauri-apps/api/core'
import { emit, emitTo } from '@tauri-apps/api/event'
import { getCurrentWindow } from '@tauri-apps/api/window'

const refusal = (promise) => promise.catch((error) => error)
await emitTo('main', 'denied', {
  emit: await refusal(emit('x')),
  count: await refusal(invoke('count', { name: 'x' })),
  echo: await invoke('echo', { value: 1 }),
  // Pages of the application may call everything that is not denied.
  title: await getCurrentWindow().setTitle('x').then(() => true),
})
