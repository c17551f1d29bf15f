// The second window of the case `isolation`.
import { Channel, invoke, transformCallback } from '@tauri-apps/api/core'
import { emit, listen } from '@tauri-apps/api/event'

const endless = new Channel()
invoke('endless', { channel: endless }).catch(() => undefined)

let messages = 0
await listen('same-id', async ({ payload: id }) => {
  let drawn = 0
  while (drawn < id) drawn = transformCallback(() => (messages += 1))
  // Named in a call, which makes it a channel.
  await invoke('echo', { value: `__CHANNEL__:${id}` })
  await emit('neighbour', drawn === id ? 'same' : `drew ${drawn} instead of ${id}`)
})
await listen('how-many', () => emit('neighbour', { messages }))
await emit('neighbour', 'ready')
