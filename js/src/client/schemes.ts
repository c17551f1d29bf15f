import { SECRET_HEADER } from '../base/constants.js'
import {
  bufferByteLength,
  defineProperty,
  fetch as fetchCaptured,
  headersForEach,
  own,
  record,
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

/**
 * Replaces `fetch` by a function that sends the bodies of requests on the schemes of the application. The host reads a body only with the secret of
 * the document, which the function adds after it has turned the body into a buffer: a host on WebKitGTK cannot read a `Blob`. Every other request is
 * passed on unchanged.
 */
export function sendBodies(schemes: readonly string[], secret: Secret): void {
  const { protocol } = globalThis.location
  const isOf = (url: string): boolean => {
    const start = toLowerCase(stringSlice(url, 0, SCHEME_LENGTH_MAX))
    for (let i = 0; i < schemes.length; i++) if (stringStartsWith(start, schemes[i] + ':')) return true
    return false
  }
  const isOnScheme = isOf(protocol)

  const sendWithBody = async (input: RequestInfo, init: RequestInit | undefined): Promise<Response> => {
    if (Request === undefined) return await own(send(input, init))
    const options = record<RequestInit>({ ...init })
    const body = options.body
    // A relative URL is resolved by a request without a body.
    if (!isOf(requestUrl(isRequest(input) ? input : new Request(input)))) return await own(send(input, init))
    const form = isFormData(body) ? (await own(encodeForm(body))).value : undefined
    if (form !== undefined) options.body = form.bytes
    const request = new Request(input, options)
    const url = requestUrl(request)
    const method = requestMethod(request)
    if (method === 'GET' || method === 'HEAD') return await own(send(request))
    const bytes = await own(requestArrayBuffer(request))
    const headers = record<Record<string, string>>({})
    headersForEach(requestHeaders(request), (value, name) => {
      headers[name] = value
    })
    if (form !== undefined) headers['content-type'] ??= form.type
    headers[SECRET_HEADER] = secret.text()
    // A redirection could carry the secret elsewhere.
    const more = { method, headers, body: bufferByteLength(bytes) === 0 ? undefined : bytes, redirect: 'error' }
    return await own(send(url, record({ ...requestOptions(request), ...more })))
  }
  const replaced = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (isRequest(input)) {
      return isOf(requestUrl(input)) ? sendWithBody(input, init) : send(input, init)
    }
    // Converted once, because an object may return another text the next time.
    const url = `${input as string | URL}`
    return isOnScheme || isOf(url) ? sendWithBody(url, init) : send(url, init)
  }
  defineProperty(replaced, 'name', { __proto__: null, value: 'fetch' } as PropertyDescriptor)
  const descriptor = { __proto__: null, value: replaced, writable: true, enumerable: true, configurable: true }
  defineProperty(globalThis, 'fetch', descriptor as PropertyDescriptor)
}
