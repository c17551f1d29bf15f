import { check, equal, invoke, refused, rejection, run } from '/harness.js'

run(async () => {
  const unknown = await refused(invoke('no_such_command'), 'unknown_command')
  check(unknown.message.includes('Command no_such_command not found'), unknown.message)
  const missing = await refused(invoke('digest_of', {}), 'bad_arguments')
  equal([missing.command, missing.key], ['digest_of', 'data'])
  const mistyped = await refused(invoke('fail_text', { text: 7 }), 'bad_arguments')
  equal([mistyped.command, mistyped.key], ['fail_text', 'text'])
  await refused(invoke('bytes_pattern', new Uint8Array(4)), 'bad_arguments')
  await refused(invoke('panic_sync'), 'handler_panicked')
  await refused(invoke('panic_async'), 'handler_panicked')
  await refused(invoke('panic_on_main'), 'handler_panicked')
  await refused(invoke('forget'), 'no_reply')
  await refused(invoke('bad name'), 'bad_path')
  await refused(invoke('x'.repeat(129)), 'bad_path')
  await refused(invoke('x'.repeat(128)), 'unknown_command')

  // Depth and size at their limits and one past them
  const nested = levels => JSON.parse('['.repeat(levels) + ']'.repeat(levels))
  await invoke('echo', { value: nested(126) })
  await refused(invoke('echo', { value: nested(127) }), 'too_deep')
  await refused(invoke('echo', { value: nested(5000) }), 'too_deep')

  // Headers at their limits and one past them
  const many = count => Object.fromEntries(Array.from({ length: count }, (_, i) => [`h${i}`, 'v']))
  equal((await invoke('headers_back', undefined, { headers: many(64) })).length, 64)
  await refused(invoke('headers_back', undefined, { headers: many(65) }), 'headers_too_large')
  await refused(invoke('headers_back', undefined, { headers: { a: 'x'.repeat(65536) } }), 'headers_too_large')
  equal((await invoke('headers_back', undefined, { headers: { a: 'x'.repeat(65535) } }))[0][1].length, 65535)

  // Headers and texts of a command, as long as a head permits and longer
  for (const bytes of [20_000, 61_440]) {
    let head
    await invoke('long_header', { bytes }, { onResponse: response => (head = response) })
    equal(head.headers[0][1].length, bytes)
  }
  for (const bytes of [200_000, 2_000_000]) {
    await refused(invoke('long_header', { bytes }), 'headers_too_large')
    const error = await refused(invoke('long_refusal', { bytes }), 'internal')
    check(error.message.length < 10_000, 'the text of a refusal is cut')
    check((await rejection(invoke('long_failure', { bytes }))).length === bytes, 'the error of a command is a body')
    const failed = await rejection(invoke('long_stream_failure', { bytes }))
    equal(failed.code, 'stream_failed')
  }
  equal(await invoke('echo', { value: 'alive' }), 'alive')

  // Buffers that cannot be sent
  const gone = new ArrayBuffer(8)
  gone.transfer()
  await refused(invoke('echo_bytes', gone), 'detached_buffer')
  check((await rejection(invoke('echo', { value: 1n }))) instanceof TypeError)
  const circle = {}
  circle.self = circle
  check((await rejection(invoke('echo', { value: circle }))) instanceof TypeError)

  // The engine still works after 200 panics
  const panics = await Promise.allSettled(Array.from({ length: 200 }, (_, i) => invoke(i % 2 ? 'panic_sync' : 'panic_async')))
  check(panics.every(({ reason }) => reason?.code === 'handler_panicked'))
  equal(await invoke('echo', { value: 'alive' }), 'alive')
})
