// Serves the requests of Tauri's page script over the lane of bytelane, and passes the messages of Tauri's channels to their callbacks.
//
// Runs at document start, after Tauri's scripts and the client of bytelane, as the body of a function whose argument `config` is out of the page's reach.
// Builtins that the page may replace later are captured first.
if ('bytelane' in window && '__TAURI_INTERNALS__' in window && !('__BYTELANE_TAURI__' in window)) {
  // The engine runs the script again after `document.open()`, in the same global.
  Object.defineProperty(window, '__BYTELANE_TAURI__', { __proto__: null, value: true })

  const { bytelane, __TAURI_INTERNALS__: tauri, fetch: original, Headers, Response, Uint32Array } = window
  const { invoke, Channel, IpcError } = bytelane
  const { apply } = Reflect
  const { stringify } = JSON
  const { isView } = ArrayBuffer
  const byteLengthOf = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get
  const { slice: sliceText, startsWith } = String.prototype
  const { slice: sliceBuffer } = ArrayBuffer.prototype
  const { get: getHeader, forEach: forEachHeader } = Headers.prototype
  const { resolve, prototype: { then } } = Promise
  const settled = (value) => apply(resolve, Promise, [value])
  const encoder = new TextEncoder()
  const encode = TextEncoder.prototype.encode

  /** Root of the requests of Tauri's `invoke`: `ipc://localhost/`. */
  const root = tauri.convertFileSrc('', 'ipc')
  const counts = { accelerated: 0, original: 0, messages: 0 }

  // --- calls --------------------------------------------------------------------------------------------------------------------------

  const headersOf = (ok, type) => new Headers({ 'Tauri-Response': ok ? 'ok' : 'error', 'Content-Type': type })
  const kinds = {
    __proto__: null,
    value: headersOf(true, 'application/json'),
    bytes: headersOf(true, 'application/octet-stream'),
    error: headersOf(false, 'application/json'),
    errorBytes: headersOf(false, 'application/octet-stream'),
  }

  /** The answer to a call, as much of a `Response` as a page reads of one. */
  class Answer {
    #value
    #isBytes
    #headers
    constructor(ok, value) {
      this.#value = value
      this.#isBytes = isBuffer(value)
      this.#headers = ok ? (this.#isBytes ? kinds.bytes : kinds.value) : this.#isBytes ? kinds.errorBytes : kinds.error
    }
    get headers() { return this.#headers }
    get ok() { return true }
    get status() { return 200 }
    get statusText() { return 'OK' }
    get type() { return 'basic' }
    get url() { return '' }
    get redirected() { return false }
    get bodyUsed() { return false }
    get body() { return this.#response().body }
    json() { return this.#isBytes ? this.#response().json() : settled(this.#value) }
    text() { return this.#isBytes ? this.#response().text() : settled(stringify(this.#value)) }
    arrayBuffer() { return this.#isBytes ? settled(this.#value) : this.#response().arrayBuffer() }
    blob() { return this.#response().blob() }
    clone() { return this.#response() }
    #response() {
      return new Response(this.#isBytes ? this.#value : stringify(this.#value), { headers: this.#headers })
    }
  }
  Object.setPrototypeOf(Answer.prototype, Response.prototype)

  function isBuffer(value) {
    if (typeof value !== 'object' || value === null) return false
    try {
      apply(byteLengthOf, value, [])
      return true
    } catch {
      return false
    }
  }

  /** Codes of refusals which prove that the call has not reached Tauri. */
  const unreached = { __proto__: null, unknown_command: true, acl_denied: true, origin_denied: true, token_missing: true, token_bad: true, policy_denied: true }

  /** Calls a command of Tauri over the lane. Returns `undefined` for a request that is not one of Tauri's `invoke`. */
  function call(url, init) {
    const { headers, body } = init
    let key
    try {
      key = apply(getHeader, headers, ['Tauri-Invoke-Key'])
    } catch {
      return undefined
    }
    if (key === null) return undefined
    const text = typeof body === 'string'
    if (!text && body !== undefined && body !== null && !isView(body) && !isBuffer(body)) return undefined
    const pairs = [[config.commandHeader, apply(sliceText, url, [root.length])]]
    apply(forEachHeader, headers, [(value, name) => { pairs[pairs.length] = [name, value] }])
    counts.accelerated += 1
    const answered = invoke(config.callCommand, text ? apply(encode, encoder, [body]) : body ?? undefined, { headers: pairs })
    // The promise never rejects once the call may have run: Tauri's script would send it again, through `postMessage`.
    return apply(then, answered, [
      (value) => new Answer(true, value),
      (error) => {
        if (!(error instanceof IpcError)) return new Answer(false, error)
        // A call runs at most once: it is sent again only if it cannot have run.
        if (unreached[error.code] !== true) return new Answer(false, error)
        counts.accelerated -= 1
        counts.original += 1
        return apply(original, window, [url, init])
      },
    ])
  }

  function fetch(input, init) {
    if (typeof input === 'string' && typeof init === 'object' && init !== null && apply(startsWith, input, [root])) {
      const answer = call(input, init)
      if (answer !== undefined) return answer
      counts.original += 1
    }
    return apply(original, window, arguments)
  }

  // --- channels -----------------------------------------------------------------------------------------------------------------------

  /** Opens the channel that all messages of Tauri's channels arrive on. */
  function openChannel() {
    let head
    const channel = new Channel((message) => {
      if (isBuffer(message)) {
        if (head === undefined) {
          // The callback, the index and the message, in one.
          const numbers = new Uint32Array(message, 0, 2)
          deliver(numbers[0], numbers[1], apply(sliceBuffer, message, [16]))
        } else {
          const [callback, index] = head
          head = undefined
          deliver(callback, index, message)
        }
      } else if (message.length === 2) {
        // The message follows by itself.
        head = message
      } else {
        head = undefined
        deliver(message[0], message[1], message[2])
      }
    })
    apply(then, invoke(config.channelCommand, { channel }), [undefined, (error) => console.warn('bytelane: messages of Tauri\'s channels are not accelerated:', error)])
  }

  function deliver(callback, index, message) {
    counts.messages += 1
    tauri.runCallback(callback, { index, message })
  }

  bytelane.stats.add('tauri', () => ({ calls: config.calls, reason: config.reason, ...counts }))
  if (config.calls) {
    Object.defineProperty(window, 'fetch', { __proto__: null, value: fetch, writable: true, enumerable: true, configurable: true })
    openChannel()
    // A page that comes back from the cache of pages starts a new session.
    addEventListener('pageshow', (event) => { if (event.isTrusted && event.persisted) openChannel() })
  }
}
