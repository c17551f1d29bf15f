// Another window of the case `file`.
import { invoke } from '@tauri-apps/api/core'
import { emitTo } from '@tauri-apps/api/event'

await emitTo('main', 'listed', {
  option: await invoke('option', { value: 1 }).catch((error) => error),
  needs: await invoke('needs', { value: 2 }),
})
