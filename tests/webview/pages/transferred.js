// A buffer that was passed to a call can be transferred afterwards, and so can one that a call returned.
import { check, equal, invoke, pattern, run } from '/harness.js'

const worker = new Worker('/echo-worker.js', { type: 'module' })

run(async () => {
  for (const length of [100, 65537, 1048577, 5000000]) {
    for (const pass of [bytes => invoke('digest_of', { data: bytes }), bytes => invoke('digest_raw', bytes), bytes => invoke('echo_bytes', { data: bytes })]) {
      const bytes = pattern(length)
      const { buffer } = bytes
      await pass(bytes)
      equal(bytes, pattern(length), 'the buffer is unchanged')
      const moved = structuredClone(buffer, { transfer: [buffer] })
      equal([buffer.byteLength, moved.byteLength], [0, length], `${length} bytes`)
      worker.postMessage(moved, [moved])
      check(moved.byteLength === 0, `${length} bytes to a worker`)
    }
  }
})
