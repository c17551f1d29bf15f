import { check, digest, equal, invoke, pattern, refused, rejection, run, until } from '/harness.js'

const MIB = 1024 * 1024
const held = { calls_running: 1, bodies_held: 0, uploads_open: 0, channels_open: 0, bytes_received: 0 }

async function joined(stream) {
  const parts = []
  for await (const part of stream) parts.push(part)
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

run(async () => {
  // Iterated, read, collected: the same bytes
  const length = 5 * MIB + 11
  const whole = digest(pattern(length))
  const arguments_ = { length, chunk: 300001, announced: true, failsAt: null }
  const stream = await invoke.stream('make_stream', arguments_)
  equal(stream.length, length)
  equal(digest(await joined(stream)), whole)
  const progress = []
  const unknown = await invoke.stream('make_stream', { ...arguments_, announced: false })
  equal(unknown.length, undefined)
  equal(digest(await unknown.bytes({ onProgress: ({ loaded }) => progress.push(loaded) })), whole)
  equal(progress.at(-1), length)
  const collected = await invoke('make_stream', arguments_)
  check(collected instanceof ArrayBuffer)
  equal(digest(collected), whole)
  const { readable } = await invoke.stream('make_stream', arguments_)
  equal(digest(await new Response(readable).arrayBuffer()), whole)
  await invoke('count', { name: 'step 1' })

  // A page that does not read stops the stream at the credit; a page that cancels drops it
  const endless = await invoke.stream('make_stream', { length: 2 ** 40, chunk: MIB / 2, announced: false, failsAt: null })
  const iterator = endless[Symbol.asyncIterator]()
  await iterator.next()
  await new Promise(resolve => setTimeout(resolve, 500))
  const made = await invoke('counted', { name: 'chunk of 524288' })
  check(made <= 20, `${made} chunks of half a MiB were made, and 8 MiB were granted`)
  await iterator.return()
  await until(async () => (await invoke('counted', { name: 'stream dropped' })) === 5, 'the streams to be dropped')

  // Errors have a code, and an abort ends the stream
  const failing = { length: 1000, chunk: 100, announced: false, failsAt: 500 }
  const error = await refused(invoke('make_stream', failing), 'stream_failed')
  check(error.message.includes('on purpose'), error.message)
  await refused((await invoke.stream('make_stream', failing)).bytes(), 'stream_failed')
  const controller = new AbortController()
  const aborted = await invoke.stream('make_stream', { length: 2 ** 40, chunk: 1000, announced: false, failsAt: null }, { signal: controller.signal })
  const reading = rejection(aborted.bytes())
  controller.abort()
  equal((await reading).name, 'AbortError')
  await until(async () => (await invoke('counted', { name: 'stream dropped' })) === 8, 'the last streams to be dropped')
  await until(async () => (await invoke('held')).channels_open === 0, 'the channels to go')
  equal(await invoke('held'), held)
})
