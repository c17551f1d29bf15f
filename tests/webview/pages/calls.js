import { check, equal, invoke, pattern, rejection, run } from '/harness.js'

run(async () => {
  // JSON, in both directions
  for (const value of [null, true, 0, -1.5, 2 ** 53 - 1, '', 'grün ✓ 🦀 \u2028 \u0000', [], {}, { a: [1, { b: null }] }, { ['__proto__']: 1 }]) {
    equal(await invoke('echo', { value }), value)
  }
  check(Object.hasOwn(await invoke('echo', { value: JSON.parse('{"__proto__":{"x":1}}') }), '__proto__'), '__proto__ is an own property')
  equal(await invoke('count', { name: 'x' }), null)

  // The webview that calls, without a type of the program's own
  equal(await invoke('caller'), ['main', 'an extension'])

  // Raw bytes, in both directions: exactly those of each view
  for (const length of [0, 1, 15, 16, 17, 1023, 1024, 1025, 65535, 65536, 65537, 1048575, 1048576, 1048577, 3000000]) {
    const bytes = pattern(length)
    equal(await invoke('echo_bytes', bytes), bytes.buffer, `length ${length}`)
  }
  const whole = pattern(64)
  equal(await invoke('echo_bytes', whole.subarray(3, 20)), whole.slice(3, 20).buffer)
  equal(await invoke('echo_bytes', new DataView(whole.buffer, 5, 9)), whole.slice(5, 14).buffer)
  equal(await invoke('echo_bytes', new Float32Array([1.5, -2])), new Float32Array([1.5, -2]).buffer)
  equal(await invoke('echo_bytes', [1, 2, 255]), new Uint8Array([1, 2, 255]).buffer)
  equal(await invoke('bytes_pattern', { length: 300 }), pattern(300).buffer)

  // Bytes inside JSON, in both directions
  const thumbs = [pattern(10), pattern(0).buffer, pattern(100000)]
  const picture = await invoke('turn_picture', { name: 'abc', pixels: pattern(33), thumbs })
  equal(picture.name, 'cba')
  equal(picture.pixels, pattern(33).reverse())
  equal(picture.thumbs, [pattern(10).reverse(), new Uint8Array(0), pattern(100000).reverse()])
  check(picture.pixels.buffer.byteLength === 33, 'each view has a separate buffer')
  equal((await invoke('digest_of', { data: pattern(1000) })).length, 1000)

  // Headers, in both directions
  const sent = { 'X-One': '1', 'x-text': 'grün ✓ %41', authorization: 'key' }
  const back = Object.fromEntries(await invoke('headers_back', undefined, { headers: sent }))
  equal([back['x-one'], back['x-text'], back.authorization], ['1', 'grün ✓ %41', 'key'])
  let head
  equal(await invoke('with_headers', undefined, { onResponse: response => (head = response) }), new Uint8Array([1, 2, 3]).buffer)
  equal(Object.fromEntries(head.headers)['x-title'], 'grün — ✓')
  equal(Object.fromEntries(head.headers)['content-type'], 'image/x-test')

  // The errors of a command are the values that it returned
  equal(await rejection(invoke('fail')), { kind: 'io', message: 'disk on fire' })
  equal(await rejection(invoke('fail_text', { text: 'way' })), 'no way')
  equal(bytelane.lane(), await invoke('expected_lane'))
})
