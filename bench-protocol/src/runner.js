// Runs jobs in the page. A classic script, so that it can be injected. The script that reaches the host calls `bytelaneBench.run(control)`.
//
// An operation is { prepare?(job) → state, run(state, index) → Promise } for sequential calls or waves of concurrent calls, or
// { prepare?, stream(state, first, count) → Promise of the messages } for messages. `source` is the source of the payloads (`Source` in message.rs).
// `check(result, index, state) → bytes | undefined | false` returns the bytes of a result for the digest, or `false` if the result is wrong.
// `reset(state)` runs before each interval, `release(state)` after the last. With `lastOnly` only the last result is kept and checked.
// With `all(state, count) → Promise of one result` the operation runs the iterations itself; with `undivided` it runs them in one interval.
globalThis.bytelaneBench = (() => {
  /** Bytes of results that are kept until the clock is stopped and they are verified; more for messages, whose start costs a call. */
  const KEPT_BYTES = 16 * 1024 * 1024
  const KEPT_MESSAGE_BYTES = 64 * 1024 * 1024
  const KEPT_MAX = 32768

  const operations = { __proto__: null, nothing: { run: () => undefined } }

  // --- content, as in content.rs -----------------------------------------------------------------------------------------------------

  function fill(words) {
    for (let place = 1; place < words.length; place++) {
      const mixed = Math.imul(place, 0x9e3779b1)
      words[place] = mixed ^ (mixed >>> 15)
    }
  }

  /** Returns bytes with their number in the first word. */
  function content(index, bytes) {
    const words = new Int32Array(Math.ceil(bytes / 4))
    fill(words)
    words[0] = index
    return new Uint8Array(words.buffer, 0, bytes)
  }

  /** Writes a number into the first word. */
  function numbered(bytes, index) {
    for (let place = 0; place < 4 && place < bytes.length; place++) bytes[place] = (index >>> (8 * place)) & 255
    return bytes
  }

  const newDigest = () => new Int32Array([0x811c9dc5 | 0, 0x9e3779b9 | 0])

  function rollWords(digest, words) {
    let a = digest[0]
    let b = digest[1]
    for (let place = 0; place < words.length; place++) {
      const word = words[place]
      a = (Math.imul(a, 0x01000193) + word) | 0
      b = Math.imul(b ^ word, 0x85ebca6b)
    }
    digest[0] = a
    digest[1] = b
  }

  /** Updates a rolling digest with every byte of `bytes` and its length. */
  function roll(digest, bytes) {
    const length = bytes.byteLength
    const whole = Math.floor(length / 4)
    const { buffer, byteOffset } = bytes
    rollWords(digest, byteOffset % 4 === 0 ? new Int32Array(buffer, byteOffset, whole) : new Int32Array(bytes.slice(0, whole * 4).buffer))
    if (length % 4 !== 0) {
      let word = 0
      for (let place = whole * 4; place < length; place++) word |= bytes[place] << (8 * (place % 4))
      rollWords(digest, [word])
    }
    rollWords(digest, [length | 0, Math.floor(length / 2 ** 32)])
  }

  /** Returns the number in the first word. */
  const number = (bytes) => (bytes.byteLength < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true))

  // --- one interval ----------------------------------------------------------------------------------------------------------------------

  async function oneByOne(operation, state, first, count) {
    if (operation.lastOnly) {
      let last
      for (let index = 0; index < count; index++) last = await operation.run(state, first + index)
      return [last]
    }
    const results = new Array(count)
    for (let index = 0; index < count; index++) results[index] = await operation.run(state, first + index)
    return results
  }

  async function inWaves(operation, state, first, count, concurrency) {
    let results = []
    for (let wave = 0; wave < count; wave++) {
      const calls = new Array(concurrency)
      for (let place = 0; place < concurrency; place++) calls[place] = operation.run(state, first + wave * concurrency + place, place)
      const came = await Promise.all(calls)
      if (operation.lastOnly) results = came
      else for (const result of came) results.push(result)
    }
    return results
  }

  // --- a job -----------------------------------------------------------------------------------------------------------------------------

  /** Returns the number of iterations between two marks. */
  function chunkOf(operation, { bytes, concurrency, latencies, iters }) {
    if (latencies) return 1
    if (operation.lastOnly || operation.undivided || operation.all !== undefined || operation.check === undefined) return iters
    const kept = operation.stream === undefined ? KEPT_BYTES : KEPT_MESSAGE_BYTES
    const most = Math.min(KEPT_MAX, kept / Math.max(1, bytes))
    return Math.max(1, Math.floor(most / concurrency))
  }

  /** Updates the digest with the results, counts wrong ones, and returns the number of distinct numbered messages. */
  function verify(operation, state, results, first, tally) {
    const seen = new Set()
    for (let index = 0; index < results.length; index++) {
      const bytes = operation.check === undefined ? undefined : operation.check(results[index], first + index, state)
      if (bytes === false) tally.wrong++
      else if (bytes !== undefined) {
        roll(tally.digest, bytes)
        if (operation.stream !== undefined) seen.add(number(bytes))
      }
    }
    return seen.size
  }

  /** Returns the results of `count` iterations. */
  async function iterate(operation, state, first, count, concurrency) {
    if (operation.stream !== undefined) return operation.stream(state, first, count)
    if (operation.all !== undefined) return [await operation.all(state, count)]
    return concurrency > 1 ? inWaves(operation, state, first, count, concurrency) : oneByOne(operation, state, first, count)
  }

  async function perform(control, job) {
    await control.learn?.(job)
    const operation = operations[job.op]
    if (operation === undefined) return { error: `unknown operation ${job.op}; the operations are ${Object.keys(operations).join(', ')}` }
    const { iters, concurrency } = job
    const state = operation.prepare === undefined ? job : await operation.prepare(job)
    const tally = { wrong: 0, digest: newDigest(), lost: 0, duplicated: 0 }
    const chunk = chunkOf(operation, job)
    const interval = async (done) => {
      const count = Math.min(chunk, iters - done)
      const first = done * concurrency
      if (operation.source !== undefined) await control.prepare({ source: operation.source, first, count: count * concurrency })
      await operation.reset?.(state, first)
      await control.mark()
      const results = await iterate(operation, state, first, count, concurrency)
      await control.mark()
      const distinct = verify(operation, state, results, first, tally)
      if (operation.stream !== undefined && job.bytes >= 4) {
        tally.lost += count - Math.min(count, distinct)
        tally.duplicated += results.length - distinct
      }
    }
    try {
      for (let done = 0; done < iters; done += chunk) await interval(done)
    } finally {
      await operation.release?.(state)
    }
    const { digest, ...counts } = tally
    return { ...counts, digest: [digest[0] >>> 0, digest[1] >>> 0], extra: operation.extra?.(state) ?? {} }
  }

  const say = (error) => (error instanceof Error ? `${error.name}: ${error.message}` : typeof error === 'string' ? error : JSON.stringify(error))

  /** Runs jobs as long as the page lives, unless another page is measured. */
  async function run(control) {
    if ((await control.ready()) === false) return
    for (;;) {
      const job = await control.next()
      let result
      try {
        result = await perform(control, job)
      } catch (error) {
        result = { error: say(error) ?? String(error) }
      }
      await control.finish(result)
    }
  }

  return { operations, run, content, numbered }
})()
