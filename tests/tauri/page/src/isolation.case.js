// Two windows count the ids of their callbacks from the same start: nothing crosses between them.
import { Channel, invoke, transformCallback } from '@tauri-apps/api/core'
import { emit, listen } from '@tauri-apps/api/event'
import { WebviewWindow } from '@tauri-apps/api/webviewWindow'
import { equal, run, test, until } from './harness.js'

const count = (name) => invoke('counted', { name })
const said = []
await listen('neighbour', ({ payload }) => said.push(payload))

/** Opens the neighbour and waits until it has a channel of the same id as ours. */
async function open(id) {
  said.length = 0
  await invoke('open', { label: 'second', case: 'neighbour' })
  await until(() => said.includes('ready'))
  await emit('same-id', id)
  await until(() => said.includes('same'))
}

/** How many messages the neighbour's channel of that id has had. */
async function heardByNeighbour() {
  await emit('how-many')
  return until(() => said.find((payload) => typeof payload === 'object'))
}

test('a channel of the same id in another window hears nothing', async () => {
  // Beyond what the neighbour has drawn when it is asked.
  for (let i = 0; i < 50; i++) transformCallback()
  const mine = []
  const channel = new Channel((message) => mine.push(message))
  await invoke('keep', { channel })
  await open(channel.id)
  for (const text of ['a', 'b', 'c']) await invoke('send_kept', { text })
  await until(() => mine.length === 3)
  equal(await heardByNeighbour(), { messages: 0 })
})

test('a window that closes frees what it has, and the next of its label gets nothing of it', async () => {
  await until(async () => (await count('endless started')) === 1)
  const second = await WebviewWindow.getByLabel('second')
  await second.destroy()
  await until(async () => (await count('endless ended')) === 1)
  await open(100)
  equal(await heardByNeighbour(), { messages: 0 })
  equal([await count('endless started'), await count('second destroyed')], [2, 1])
})

await run()
