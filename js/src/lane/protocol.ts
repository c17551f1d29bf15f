import { ERROR_HEADER, SECRET_HEADER, SEQUENCE_HEADER } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { type Held, hold } from '../base/held.js'
import {
  bufferByteLength,
  type Bytes,
  fetch as fetchCaptured,
  freeze,
  headersGet,
  isSafeInteger,
  NOTHING,
  own,
  Promise,
  record,
  resolved,
  responseArrayBuffer,
  responseHeaders,
  responseStatus,
  settle,
  signalAborted,
  signalReason,
  typedByteLength,
  TypeError,
  Uint8Array,
} from '../base/primordials.js'
import { type Lane, NetworkError, type OnBytes, type PollAnswer } from './lane.js'
import type { Denial } from './policy.js'
import { refusalOf } from './refusal.js'
import type { Secret } from './secret.js'
import { Turns } from './turns.js'
import type { Unanswered } from './unanswered.js'

/** The answer to a request that the host has not refused. */
interface Answer {
  readonly headers: Headers
  readonly body: ArrayBuffer
}

/** The lane over a custom scheme, with its requests. */
export interface ProtocolLane extends Lane {
  /** Sends a request without a body, and discards its answer. */
  request(path: string, signal: AbortSignal | undefined): Promise<void>
}

type Fetch = (url: string, init: object) => Promise<Response>
/** Returns the error of a policy that blocks requests, after one has failed. */
type Blocked = () => Promise<Held<Denial>>
const notBlocked: Blocked = () => resolved(hold(undefined))

/** Number of bodies of calls, and of messages, that are uploaded at once. */
const UPLOADS_AT_ONCE = 4
/** Length in bytes of the frames of unanswered calls, over which longer bodies than {@link SHORT_BYTES} are deferred. */
const UNANSWERED_BYTES_MAX = 16 * 1024 * 1024
/** Length in bytes up to which a body stays in its frame. */
const SHORT_BYTES = 1024

/**
 * Creates the lane over a custom scheme (SPEC §5). The secret is passed to the captured `fetch` in an object that has no prototype, so that a getter
 * of the page never sees it.
 *
 * @param unanswered - names the requests, if the webview may give them up without an error
 */
export function protocolLane(
  base: string,
  secret: Secret,
  fetch: Fetch = fetchCaptured,
  blocked: Blocked = notBlocked,
  unanswered?: Unanswered,
): ProtocolLane {
  const send = async (path: string, body: Bytes | undefined, signal: AbortSignal | undefined): Promise<Held<Answer>> => {
    const init = record({
      method: 'POST',
      headers: record({ [SECRET_HEADER]: secret.text() }),
      body,
      signal,
      cache: 'no-store',
    })
    let response: Response
    try {
      response = await own(fetch(base + path, init))
    } catch (cause) {
      throw aborted(signal) ?? (await own(blocked())).value ?? new NetworkError(cause)
    }
    if (responseStatus(response) !== 200) throw (await own(refusal(response))).value
    try {
      return hold(record({ headers: responseHeaders(response), body: await own(responseArrayBuffer(response)) }))
    } catch (cause) {
      throw aborted(signal) ?? new NetworkError(cause)
    }
  }
  /** Sends a request and resolves to its answer. Rejects also if the webview has given the request up. */
  const post = (path: string, body: Bytes | undefined, signal: AbortSignal | undefined): Promise<Held<Answer>> => {
    if (unanswered === undefined) return send(path, body, signal)
    return new Promise((resolve, reject) => {
      const request = unanswered.add(() => reject(new NetworkError(new TypeError('the webview has given the request up'))))
      settle(
        send(path + '?' + unanswered.name(request), body, signal),
        (answer) => {
          unanswered.remove(request)
          watch()
          resolve(answer)
        },
        (error) => {
          unanswered.remove(request)
          reject(error)
        },
      )
    })
  }

  // The host answers no such request while the document is open, so the webview has given the page's requests up if it ends.
  let watching = false
  const watch = (): void => {
    if (watching) return
    watching = true
    const again = (): void => {
      watching = false
    }
    settle(post('watch', undefined, undefined), again, again)
  }

  // The engine passes the body of a request to the process of the host before the host has asked for it.
  let unansweredBytes = 0
  const calls = new Turns(UPLOADS_AT_ONCE)
  const messages = new Turns(UPLOADS_AT_ONCE)

  return freeze({
    name: 'protocol',
    async call(frame: Bytes, signal: AbortSignal | undefined): Promise<Held<Bytes>> {
      const length = typedByteLength(frame)
      unansweredBytes += length
      try {
        return hold(new Uint8Array((await own(post('call', frame, signal))).value.body))
      } finally {
        unansweredBytes -= length
      }
    },
    isCrowded: (length: number): boolean => length > SHORT_BYTES && unansweredBytes + length > UNANSWERED_BYTES_MAX,
    // The host admits the uploads of a document in order, and a message before the calls that follow it: neither may wait for the other here.
    inTurn: (upload: () => Promise<void>, ofMessage: boolean): Promise<void> => (ofMessage ? messages : calls).run(upload),
    async upload(call: number, offset: number, chunk: Bytes, signal: AbortSignal | undefined): Promise<void> {
      await own(post('upload/' + call + '/' + offset + '/' + typedByteLength(chunk), chunk, signal))
    },
    async body(body: number, offset: number, length: number, signal: AbortSignal | undefined, onBytes: OnBytes): Promise<Held<ArrayBuffer>> {
      const part = (await own(post('body/' + body + '/' + offset + '/' + length, undefined, signal))).value.body
      onBytes(bufferByteLength(part))
      return hold(part)
    },
    async frames(batch: Bytes): Promise<Held<ArrayBuffer>> {
      try {
        return hold((await own(post('frames/' + typedByteLength(batch), batch, undefined))).value.body)
      } catch (error) {
        // SPEC §5: the host has accepted no frame of a batch that was truncated, or for which it had no room, as if it had not arrived.
        throw error instanceof IpcError && (error.code === 'body_truncated' || error.code === 'too_many_inflight') ? new NetworkError(error) : error
      }
    },
    async poll(last: number): Promise<Held<PollAnswer>> {
      const answer = (await own(post('poll/' + last, undefined, undefined))).value
      const first = +(headersGet(answer.headers, SEQUENCE_HEADER) ?? last + 1)
      if (!isSafeInteger(first)) throw new IpcError('bad_frame', 'the answer to a poll has no sequence number')
      return hold({ first, batch: new Uint8Array(answer.body), done: undefined })
    },
    restart: () => undefined,
    async request(path: string, signal: AbortSignal | undefined): Promise<void> {
      await own(post(path, undefined, signal))
    },
  })
}

/** Returns the reason of an aborted signal; undefined if it is not aborted. */
function aborted(signal: AbortSignal | undefined): unknown {
  return signal !== undefined && signalAborted(signal) ? signalReason(signal) : undefined
}

function codeOf(status: number): string {
  switch (status) {
    case 401:
      return 'token_bad'
    case 403:
      return 'origin_denied'
    case 410:
      return 'document_gone'
    case 413:
      return 'body_too_large'
    case 429:
      return 'too_many_inflight'
    case 503:
      return 'shutting_down'
    default:
      return 'internal'
  }
}

/** Reads the refusal from an answer that is not 200: the code is in a header, code and message are in the body (SPEC §5). */
async function refusal(response: Response): Promise<Held<IpcError>> {
  const status = responseStatus(response)
  const code = headersGet(responseHeaders(response), ERROR_HEADER) ?? codeOf(status)
  let body = NOTHING
  try {
    body = new Uint8Array(await own(responseArrayBuffer(response)))
  } catch {
    // Without a body, the status and the header describe the refusal.
  }
  return hold(refusalOf(body, code, 'the host answered with HTTP status ' + status))
}
