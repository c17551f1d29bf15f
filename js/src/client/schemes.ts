import { SECRET_HEADER } from '../base/constants.js'
import {
  bufferByteLength,
  defineProperty,
  fetch as fetchCaptured,
  headersForEach,
  isArrayBuffer,
  isView,
  own,
  record,
  stringIndexOf,
  stringSlice,
  stringStartsWith,
  toLowerCase,
} from '../base/primordials.js'
import { isFormData, isRequest, Request, requestArrayBuffer, requestHeaders, requestMethod, requestOptions, requestUrl } from '../base/request.js'
import { encodeForm } from '../body/form-data.js'
import type { Secret } from '../lane/secret.js'

/** The characters of a scheme's name at most, with its colon. */
const SCHEME_LENGTH_MAX = 64

const send = fetchCaptured as unknown as (input: unknown, init?: object) => Promise<Response>

/** The parameter of the query that carries a mark (SPEC §9.6). */
const MARK = 'bytelane-mark='

/** The requests that the replaced `fetch` changes. */
export interface ChangedRequests {
  /** Schemes of the application whose requests have bodies only with the secret. */
  readonly schemes: readonly string[]
  readonly secret: Secret
  /** Schemes whose requests leave the web process only with a mark. */
  readonly guarded: readonly string[]
  /** Draws a mark for one request. */
  mark(): string
}

/**
 * Replaces `fetch` by a function that turns the bodies of requests on these schemes into buffers, because a host on WebKitGTK cannot read a `Blob`, and
 * adds the proof that it has done so: the secret of the document in a header for the schemes of the application, whose handlers do not get it, and a mark in
 * the query for guarded ones, which belong to another library. Every other request is passed on unchanged.
 */
export function replaceFetch({ schemes, secret, guarded, mark }: ChangedRequests): void {
  const { protocol } = globalThis.location
  const isOn = (list: readonly string[], url: string): boolean => {
    const start = toLowerCase(stringSlice(url, 0, SCHEME_LENGTH_MAX))
    for (let i = 0; i < list.length; i++) if (stringStartsWith(start, list[i] + ':')) return true
    return false
  }
  const isChanged = (url: string): boolean => isOn(schemes, url) || isOn(guarded, url)
  const isOnScheme = isOn(schemes, protocol)

  const marked = (url: string): string => {
    const hash = stringIndexOf(url, '#')
    const address = hash < 0 ? url : stringSlice(url, 0, hash)
    return address + (stringIndexOf(address, '?') < 0 ? '?' : '&') + MARK + mark()
  }

  const sendChanged = async (input: RequestInfo, init: RequestInit | undefined): Promise<Response> => {
    // Read once, so that no getter can exchange the body later.
    const options = record<RequestInit>({ ...init })
    const body = options.body
    if (!isRequest(input) && isOn(guarded, input) && isReadable(body)) return await own(send(marked(input), options))
    if (Request === undefined) return await own(send(input, options))
    // A relative URL is resolved by a request without a body.
    const url = requestUrl(isRequest(input) ? input : new Request(input))
    if (!isChanged(url)) return await own(send(input, options))
    const form = isFormData(body) ? (await own(encodeForm(body))).value : undefined
    if (form !== undefined) options.body = form.bytes
    // The page may have changed the base of relative URLs meanwhile: the request has no proof, which goes to `url` alone.
    const request = new Request(input, options)
    const isGuarded = isOn(guarded, url)
    const method = requestMethod(request)
    const hasBody = method !== 'GET' && method !== 'HEAD'
    if (!hasBody && !isGuarded) return await own(send(request))
    const bytes = hasBody ? await own(requestArrayBuffer(request)) : undefined
    const headers = record<Record<string, string>>({})
    headersForEach(requestHeaders(request), (value, name) => {
      headers[name] = value
    })
    if (form !== undefined) headers['content-type'] ??= form.type
    if (!isGuarded) headers[SECRET_HEADER] = secret.text()
    // A redirection could carry the secret elsewhere.
    const more = { method, headers, body: bytes === undefined || bufferByteLength(bytes) === 0 ? undefined : bytes, redirect: 'error' }
    return await own(send(isGuarded ? marked(url) : url, record({ ...requestOptions(request), ...more })))
  }
  const replaced = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (isRequest(input)) {
      return isChanged(requestUrl(input)) ? sendChanged(input, init) : send(input, init)
    }
    // Converted once, because an object may return another text the next time.
    const url = `${input as string | URL}`
    return isOnScheme || isChanged(url) ? sendChanged(url, init) : send(url, init)
  }
  defineProperty(replaced, 'name', { __proto__: null, value: 'fetch' } as PropertyDescriptor)
  const descriptor = { __proto__: null, value: replaced, writable: true, enumerable: true, configurable: true }
  defineProperty(globalThis, 'fetch', descriptor as PropertyDescriptor)
}

/** Returns whether a host can read a body as it is: text or memory. */
const isReadable = (body: unknown): boolean => body === undefined || body === null || typeof body === 'string' || isView(body) || isArrayBuffer(body)
