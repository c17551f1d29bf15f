import { bytesOf } from '../body/source.js'
import { type Call, CommandFailure, type Read } from './call.js'
import { streamOf } from '../body/byte-stream.js'
import type { Engine } from '../engine/engine.js'
import { IpcError } from '../base/error.js'
import { own, publish, push, list, type Bytes, TypeError, typedByteLength, typedSet, view } from '../base/primordials.js'
import { Flag, PayloadKind } from '../base/constants.js'
import type { Frame } from '../wire/frame.js'
import { decodeReplyHead, type HeaderPairs, type ReplyHead } from '../wire/head.js'
import { decodeBody, decodePayload } from '../wire/payload.js'
import type { ResponseHead } from './options.js'

/** The head of a reply as the page sees it. */
export function responseHead(head: ReplyHead, frame: Frame): ResponseHead {
  const headers = list<readonly [string, string]>()
  const from: HeaderPairs = head.headers ?? headers
  for (let i = 0; i < from.length; i++) push(headers, [from[i]?.[0] ?? '', from[i]?.[1] ?? ''])
  return { status: head.status ?? 200, headers: publish(headers), length: head.stream === undefined ? frame.bodyBytes : head.length }
}

/** Reads a reply as the value of `invoke`. */
export function readValue(engine: Engine, check: (command: string, value: unknown) => void): Read {
  return (call, frame) => {
    const head = decodeReplyHead(frame)
    call.options.onResponse?.(responseHead(head, frame))
    const value = (bytes: Bytes | undefined, whole: boolean): unknown => {
      const decoded =
        bytes === undefined ? decodeBody(frame) : decodePayload({ kind: frame.payload, element: frame.element, bytes }, whole)
      if ((frame.flags & Flag.FAILED) !== 0) throw new CommandFailure(decoded)
      if (frame.payload === PayloadKind.JSON) check(call.command, decoded)
      return decoded
    }
    if (head.stream !== undefined) return { later: collected(engine, call, frame, head.stream, value) }
    const into = frame.payload === PayloadKind.RAW && (frame.flags & Flag.FAILED) === 0 ? call.options.into : undefined
    if (head.body === undefined || (frame.flags & Flag.DEFERRED) === 0) {
      const length = frame.bodyBytes
      engine.counters.bytesDown += length
      call.progress('download', length)(length)
      if (into === undefined) return { now: value(undefined, false) }
      const target = intoView(into, length)
      typedSet(target, frame.body, 0)
      return { now: target }
    }
    return { later: pulled(engine, call, frame, head.body, into, value) }
  }
}

async function pulled(
  engine: Engine,
  call: Call,
  frame: Frame,
  body: number,
  into: BufferSource | undefined,
  value: (bytes: Bytes, whole: boolean) => unknown,
): Promise<unknown> {
  const onBytes = call.progress('download', frame.bodyBytes)
  if (into === undefined) return value(await own(engine.pull(body, frame.bodyBytes, call.signal, onBytes)), true)
  let target: Bytes
  try {
    target = intoView(into, frame.bodyBytes)
  } catch (error) {
    engine.release(body)
    throw error
  }
  await own(engine.pullInto(body, target, call.signal, onBytes))
  return target
}

/** The value of a reply whose body is still being made. */
async function collected(
  engine: Engine,
  call: Call,
  frame: Frame,
  channel: number,
  value: (bytes: Bytes, whole: boolean) => unknown,
): Promise<unknown> {
  const stream = streamOf(engine, decodeReplyHead(frame), frame, channel, call.signal)
  const { into } = call.options
  const onBytes = call.progress('download', stream.length)
  const bytes = await own(stream.read(into, (count) => onBytes(count)))
  return into === undefined ? value(bytes, true) : bytes
}

/** The first `length` bytes of the caller's buffer. */
export function intoView(into: BufferSource, length: number): Bytes {
  const bytes = bytesOf(into)
  if (bytes === undefined) throw new TypeError('into is no buffer')
  const room = typedByteLength(bytes)
  if (length > room) throw new IpcError('body_too_large', `the reply has ${length} bytes and the buffer given as \`into\` ${room}`)
  return view(bytes, 0, length)
}
