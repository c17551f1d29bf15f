import type { SharedBufferReceived, WebView } from '../src/lane/webview2.js'

type Listener = (event: SharedBufferReceived) => void

/** The object `chrome.webview` of a page, and the host's calls that post to it. */
export class FakeWebView implements WebView {
  readonly #listeners: Listener[] = []
  /** Number of buffers that the page maps. */
  mapped = 0

  addEventListener(name: string, listener: Listener): void {
    if (name === 'sharedbufferreceived') this.#listeners.push(listener)
  }

  /** Unmaps a buffer, which detaches it. */
  releaseBuffer(buffer: ArrayBuffer): void {
    if (!(this instanceof FakeWebView)) throw new TypeError('Illegal invocation')
    structuredClone(buffer, { transfer: [buffer] })
    this.mapped -= 1
  }

  /** Dispatches the event of a posted buffer, whose bytes are `bytes`. */
  post(additionalData: unknown, bytes: Uint8Array): void {
    let buffer: ArrayBuffer | undefined
    const getBuffer = (): ArrayBuffer => {
      if (buffer === undefined) {
        this.mapped += 1
        buffer = bytes.slice().buffer as ArrayBuffer
      }
      return buffer
    }
    for (const listener of this.#listeners) listener({ additionalData, getBuffer })
  }
}
