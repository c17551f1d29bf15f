/**
 * The WebSocket of the page, captured before a script of the page runs, as everything in `primordials.ts`.
 *
 * @module
 */

import { methodOf, missing, optional, prototypeOf, setter } from '../base/capture.js'
import { type Bytes, iterable, list, push } from '../base/primordials.js'

const WebSocketCaptured = optional<typeof WebSocket>('WebSocket') ?? (missing('WebSocket') as unknown as typeof WebSocket)
const setBinaryType: (socket: WebSocket, type: string) => void = setter(prototypeOf('WebSocket'), 'binaryType')

/** Opens a socket with two protocols, whose messages arrive as buffers. */
export function openSocket(url: string, first: string, second: string): WebSocket {
  const protocols = list<string>()
  push(protocols, first)
  push(protocols, second)
  const socket = new WebSocketCaptured(url, iterable(protocols))
  setBinaryType(socket, 'arraybuffer')
  return socket
}
export const socketSend: (socket: WebSocket, bytes: Bytes) => void = methodOf('WebSocket', 'send')
export const socketClose: (socket: WebSocket) => void = methodOf('WebSocket', 'close')
