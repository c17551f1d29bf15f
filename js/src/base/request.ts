import { getter, methodOf, optional, prototypeOf } from './capture.js'
import { isInstance } from './primordials.js'

/** `Request`, `FormData` and their members, captured before the first script of the page runs. */
export const Request: typeof globalThis.Request | undefined = optional('Request')
const member = (name: string): never => getter(prototypeOf('Request'), name)
const FormData: typeof globalThis.FormData | undefined = optional('FormData')
/** Returns whether a value is a `Request` of this realm. */
export const isRequest = (value: unknown): value is Request => Request !== undefined && isInstance(Request, value)
export const requestUrl: (request: Request) => string = member('url')
export const requestMethod: (request: Request) => string = member('method')
export const requestHeaders: (request: Request) => Headers = member('headers')
export const requestArrayBuffer: (request: Request) => Promise<ArrayBuffer> = methodOf('Request', 'arrayBuffer')
const signal: (request: Request) => AbortSignal = member('signal')
const mode: (request: Request) => RequestMode = member('mode')
const credentials: (request: Request) => RequestCredentials = member('credentials')
const cache: (request: Request) => RequestCache = member('cache')
const referrer: (request: Request) => string = member('referrer')
const referrerPolicy: (request: Request) => ReferrerPolicy = member('referrerPolicy')
const integrity: (request: Request) => string = member('integrity')
const keepalive: (request: Request) => boolean = member('keepalive')

/** Returns whether a value is a form of this realm. */
export const isFormData = (value: unknown): value is FormData => FormData !== undefined && isInstance(FormData, value)
export const formDataForEach: (form: FormData, visit: (value: string | File, name: string) => void) => void = methodOf('FormData', 'forEach')
export const blobType: (blob: Blob) => string = getter(prototypeOf('Blob'), 'type')
export const fileName: (file: File) => string = getter(prototypeOf('File'), 'name')

/** Returns the options of a request besides its method, its headers and its body. */
export const requestOptions = (request: Request): RequestInit => ({
  signal: signal(request),
  mode: mode(request),
  credentials: credentials(request),
  cache: cache(request),
  referrer: referrer(request),
  referrerPolicy: referrerPolicy(request),
  integrity: integrity(request),
  keepalive: keepalive(request),
})
