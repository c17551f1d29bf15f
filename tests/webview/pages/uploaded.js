import { check, digest, equal, invoke, pattern, rejection, run, until } from '/harness.js'

const MIB = 1024 * 1024
const held = { calls_running: 1, bodies_held: 0, uploads_open: 0, channels_open: 0, bytes_received: 0 }

function pieces(bytes, length) {
  return (async function* () {
    for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
  })()
}

run(async () => {
  const bytes = pattern(7 * MIB + 13)
  const expected = { length: bytes.length, digest: digest(bytes) }

  // Every source, for a command that reads it in chunks
  const stream = () => new Blob([bytes]).stream()
  for (const [name, content, announced] of [
    ['blob', new Blob([bytes]), bytes.length],
    ['file', new File([bytes], 'a.bin'), bytes.length],
    ['stream', stream(), null],
    ['iterable', pieces(bytes, 100000), null],
    ['buffer', bytes, bytes.length],
    ['small', new Blob(['abc']), 3],
  ]) {
    const answer = await invoke('take_upload', { name, content })
    equal(answer.announced, announced, name)
    equal(answer.name, name)
    if (name === 'small') equal(answer.length, 3)
    else equal({ length: answer.length, digest: answer.digest }, expected, name)
  }
  await invoke('count', { name: 'step 1' })
  // An async iterable, and any source as the whole argument
  equal((await invoke('take_upload_alone', pieces(bytes, 100000))).digest, expected.digest)
  equal((await invoke('take_upload_alone', new Blob([bytes]))).digest, expected.digest)
  // The same for commands that take the bytes as a whole
  equal(await invoke('digest_raw', new Blob([bytes])), expected)
  equal(await invoke('digest_of', { data: stream() }), expected)
  await invoke('count', { name: 'step 2' })

  // The command runs before the page has all bytes; progress; back-pressure
  let asked = 0
  const slow = new ReadableStream({
    pull(controller) {
      asked++
      controller.enqueue(new Uint8Array(MIB / 2))
    },
  }, { highWaterMark: 0 })
  const controller = new AbortController()
  const holding = invoke('hold_upload', { content: slow }, { signal: controller.signal })
  await until(async () => (await invoke('counted', { name: 'upload held' })) === 1, 'the command to start')
  await until(() => asked >= 16, 'the credit to be used')
  await new Promise(resolve => setTimeout(resolve, 300))
  check(asked <= 20, `${asked} chunks of half a MiB were read, and 8 MiB were granted`)
  controller.abort()
  equal((await rejection(holding)).name, 'AbortError')
  await until(async () => (await invoke('counted', { name: 'upload dropped' })) === 1, 'the upload to be dropped')

  // A host that drops the upload cancels the source; the error of a source is that of the call
  let cancelled
  const unwanted = new ReadableStream({ pull: c => c.enqueue(new Uint8Array(MIB)), cancel: reason => void (cancelled = reason) })
  equal(await invoke('peek_upload', { content: unwanted }), MIB)
  await until(() => cancelled !== undefined, 'the source to be cancelled')
  const failing = (async function* () {
    yield new Uint8Array(10)
    throw new RangeError('mine')
  })()
  equal((await rejection(invoke('take_upload_alone', failing))).name, 'RangeError')
  await until(async () => (await invoke('held')).channels_open === 0, 'the channels to go')
  equal(await invoke('held'), held)
})
