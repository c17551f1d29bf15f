// Two windows count the ids of their callbacks from the same start. No message of one reaches the other.
import { Channel, invoke, transformCallback } from '@tauri-apps/api/core'
import { emit, listen } from '@tauri-apps/api/event'
import { WebviewWindow } from '@tauri-apps/api/webviewWindow'
import { equal, run, test, until } from './harness.js'

const count = (name) => invoke('counted', { name })
const said = []
await listen('neighbour', ({ payload }) => said.push(payload))

/** Opens the second window and waits until it has a channel with the same id as this one. */
async function open(id) {
  said.length = 0
  await invoke('open', { label: 'second', case: 'neighbour' })
  await until(() => said.includes('ready'))
  await emit('same-id', id)
  await until(() => said.includes('same'))
}

/** Returns how many messages the second window's channel with that id has received. */
async function heardByNeighbour() {
  await emit('how-many')
  return until(() => said.find((payload) => typeof payload === 'object'))
}

test('a channel with the same id in another window receives nothing', async () => {
  // Beyond the ids that the second window has drawn.
  for (let i = 0; i < 50; i++) transformCallback()
  const mine = []
  const channel = new Channel((message) => mine.push(message))
  await invoke('keep', { channel })
  await open(channel.id)
  for (const text of ['a', 'b', 'c']) await invoke('send_kept', { text })
  await until(() => mine.length === 3)
  equal(await heardByNeighbour(), { messages: 0 })
})

test('a closed window releases its resources, and the next one with its label receives nothing of it', async () => {
  await until(async () => (await count('endless started')) === 1)
  const second = await WebviewWindow.getByLabel('second')
  await second.destroy()
  await until(async () => (await count('endless ended')) === 1)
  await open(100)
  equal(await heardByNeighbour(), { messages: 0 })
  equal([await count('endless started'), await count('second destroyed')], [2, 1])
})

await run()
