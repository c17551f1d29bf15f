// A WebSocket that a test drives. Imported before the modules that capture the global.

/** What the client has done with one socket. */
export interface Opened {
  readonly url: string
  readonly protocols: readonly string[]
  readonly sent: Uint8Array[]
  closed: boolean
  open(): void
  receive(bytes: Uint8Array): void
  lose(): void
}

export const sockets: Opened[] = []

class FakeSocket extends EventTarget implements Opened {
  readonly url: string
  readonly protocols: readonly string[]
  readonly sent: Uint8Array[] = []
  closed = false
  #type = 'blob'

  constructor(url: string, protocols: Iterable<string>) {
    super()
    this.url = url
    this.protocols = Array.from(protocols)
    sockets.push(this)
  }
  get binaryType(): string {
    return this.#type
  }
  set binaryType(type: string) {
    this.#type = type
  }
  send(bytes: Uint8Array): void {
    this.sent.push(Uint8Array.from(bytes))
  }
  close(): void {
    this.closed = true
  }
  open(): void {
    this.dispatchEvent(new Event('open'))
  }
  receive(bytes: Uint8Array): void {
    if (this.#type !== 'arraybuffer') throw new Error('messages arrive as blobs')
    this.dispatchEvent(new MessageEvent('message', { data: Uint8Array.from(bytes).buffer }))
  }
  lose(): void {
    this.dispatchEvent(new Event('close'))
  }
}

Object.defineProperty(globalThis, 'WebSocket', { value: FakeSocket, configurable: true, writable: true })
