import { IpcError } from '../src/base/error.js'
import type { MemoryHost } from './host/memory-host.js'
import type { Bytes } from '../src/base/primordials.js'

export interface Seen {
  /** Without the name of the request. */
  readonly url: string
  /** The name of the request (SPEC §5.5). */
  readonly name: string
  readonly secret: string | undefined
  readonly bytes: number
}

/** The answer to a request, before it becomes a `Response`. */
export interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: ArrayBuffer
}

const STATUS: Record<string, number> = {
  token_missing: 401, token_bad: 401, origin_denied: 403, unknown_command: 404, unknown_channel: 404, unknown_body: 404, method_denied: 405,
  duplicate_request: 409, document_gone: 410, body_too_large: 413, range_invalid: 416, too_many_inflight: 429, shutting_down: 503, internal: 500,
}

/** The host's side of SPEC §5: answers requests, with the checks in their order. */
export class FakeScheme {
  readonly seen: Seen[] = []
  /** Decides whether a request fails in the network, before or after the host has received it, or never ends. */
  lose: (url: string) => 'before' | 'after' | 'for ever' | undefined = () => undefined
  /** Returns the code with which a request is refused. */
  refuse: (url: string) => string | undefined = () => undefined
  /** Returns the part of a request's body that arrives. */
  cut: (url: string, bytes: Bytes) => Bytes = (_, bytes) => bytes
  /** Returns the part of an answer's body that arrives. */
  cutAnswer: (url: string, body: ArrayBuffer) => ArrayBuffer = (_, body) => body
  /** Posts a range of a body in a shared buffer, on the lane that has them. */
  share: ((number: number, body: number, offset: number, length: number) => Promise<void>) | undefined
  /** Receives the number of a buffer that the page has released. */
  releaseBuffer: (number: number) => void = () => undefined
  readonly #host: MemoryHost
  readonly #base: string
  readonly documents: Set<string> = new Set()

  constructor(host: MemoryHost, base: string = 'ipc://localhost/') {
    this.#host = host
    this.#base = base
  }

  async handle(named: string, method: string, secret: string | undefined, body: unknown): Promise<Answer> {
    const [url = '', name = ''] = named.split('?')
    const bytes = body === undefined || body === null ? new Uint8Array(0) : this.#bytes(body)
    this.seen.push({ url, name, secret, bytes: bytes.byteLength })
    const lose = this.lose(url)
    if (lose === 'before') throw new TypeError('Load failed')
    if (lose === 'for ever') return new Promise(() => undefined)
    let answer: Answer
    try {
      answer = { status: 200, headers: {}, body: new ArrayBuffer(0), ...(await this.#route(url, method, secret, this.cut(url, bytes))) }
    } catch (error) {
      const { code, message } = error instanceof IpcError ? error : { code: 'internal', message: String(error) }
      const text = new TextEncoder().encode(JSON.stringify({ code, message }))
      answer = { status: STATUS[code] ?? 400, headers: { 'bytelane-error': code }, body: text.buffer as ArrayBuffer }
    }
    if (lose === 'after') throw new TypeError('Load failed')
    return { ...answer, body: this.cutAnswer(url, answer.body) }
  }

  /** Returns the bytes of a body, which `fetch` reads at the call. A Blob would crash the host. */
  #bytes(body: unknown): Bytes {
    if (!ArrayBuffer.isView(body)) throw new Error('the body is not a view')
    return new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength).slice()
  }

  async #route(url: string, method: string, secret: string | undefined, bytes: Bytes): Promise<Partial<Answer>> {
    if (method !== 'POST') throw new IpcError('method_denied', 'not POST')
    if (!url.startsWith(this.#base)) throw new IpcError('bad_path', 'another base')
    const refused = this.refuse(url)
    if (refused !== undefined) throw new IpcError(refused, 'refused by the test')
    if (secret === undefined) throw new IpcError('token_missing', 'no secret')
    if (!/^[0-9a-f]{32}$/.test(secret)) throw new IpcError('token_bad', 'malformed secret')
    this.documents.add(secret)
    const [name, ...parts] = url.slice(this.#base.length).split('/')
    const [a = NaN, b = NaN, c = NaN, d = NaN] = parts.map(Number)
    const host = this.#host
    switch (`${name} ${parts.length}`) {
      case 'call 0':
        return { body: await host.call(bytes) }
      case 'upload 3':
        if (bytes.byteLength !== c) throw new IpcError('body_truncated', 'another length than the path says')
        await host.upload(a, b, bytes)
        return {}
      case 'body 3':
        return { body: await host.body(a, b, c) }
      case 'frames 1':
        if (bytes.byteLength !== a) throw new IpcError('body_truncated', 'another length than the path says')
        return { body: await host.frames(bytes) }
      case 'watch 0':
        return new Promise(() => undefined)
      case 'poll 1': {
        const { first, batch } = await host.poll(a)
        return { body: batch.buffer, headers: { 'bytelane-sequence': String(first) } }
      }
      case 'buffer 4':
        if (this.share === undefined) throw new IpcError('bad_path', url)
        await this.share(a, b, c, d)
        return {}
      case 'release 1':
        this.releaseBuffer(a)
        return {}
      default:
        throw new IpcError('bad_path', url)
    }
  }

  /** Substitute for the client's `fetch`. */
  readonly fetch = async (url: string, init: object): Promise<Response> => {
    const { method, headers, body, signal } = init as { method: string; headers: Record<string, string>; body?: Uint8Array; signal?: AbortSignal }
    const work = this.handle(url, method, headers['bytelane-secret'], body)
    const aborted = new Promise<never>((_, reject) => {
      if (signal?.aborted === true) reject(signal.reason)
      signal?.addEventListener('abort', () => reject(signal.reason))
    })
    const answer = await Promise.race([work, aborted])
    return new Response(answer.body, { status: answer.status, headers: answer.headers })
  }
}
