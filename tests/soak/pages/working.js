// Work that only the end of its document ends: calls, and streams in either direction.
const { invoke, Channel } = bytelane

const quiet = promise => promise.catch(() => {})

async function sendForEver(channel) {
  const message = new Uint8Array(3000)
  for (;;) {
    await channel.send(message)
    await new Promise(resolve => setTimeout(resolve, 1))
  }
}

async function readForEver(stream) {
  // Slowly enough for the page to do other work.
  for await (const part of stream) await new Promise(resolve => setTimeout(resolve, part.length > 0 ? 2 : 0))
}

/** Starts `calls` calls and as many streams as `streams` states. Resolves once all of them run. */
export async function startWork(calls, streams) {
  const before = await invoke('add', { name: 'started', count: 0 })
  for (let i = 0; i < calls; i++) quiet(invoke('hang'))
  for (let i = 0; i < streams; i++) {
    quiet(invoke('send_for_ever', { messages: new Channel(() => {}), tag: 0, length: 5000 }))
    const messages = new Channel()
    quiet(invoke('receive_for_ever', { messages, tag: 0 }))
    quiet(sendForEver(messages))
    quiet(readForEver(await invoke.stream('endless')))
  }
  while ((await invoke('add', { name: 'started', count: 0 })) < before + calls + 2 * streams) await new Promise(resolve => setTimeout(resolve, 5))
}

// As the page of a window that is closed.
if (location.pathname === '/working') {
  await startWork(20, 5)
  await invoke('add', { name: 'opened', count: 1 })
}
