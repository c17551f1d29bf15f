import { Flag, PayloadKind } from '../base/constants.js'
import { type Held, hold } from '../base/held.js'
import { type Bytes, own, typedSet } from '../base/primordials.js'
import type { ReplyFrame } from '../wire/frame.js'
import { decodeReplyHead } from '../wire/head.js'
import { decodeBody, decodeBodyFrom } from '../wire/payload.js'
import { intoView } from '../body/bytes.js'
import { responseHead } from '../body/response.js'
import type { Engine } from '../engine/engine.js'
import { type Call, CommandFailure, type Read } from './call.js'
import { streamOf } from './reply-stream.js'

/** Returns the reader of replies that `invoke` uses; `check` is called with each JSON result. */
export function readValue(engine: Engine, check: (command: string, value: unknown) => void): Read {
  return (call, frame) => {
    const head = decodeReplyHead(frame)
    call.options.onResponse?.(responseHead(head, frame))
    const value = (bytes: Bytes | undefined, whole: boolean): unknown => {
      const decoded =
        bytes === undefined ? decodeBody(frame) : decodeBodyFrom(frame, bytes, whole)
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

/** Fetches the deferred body of a reply. */
async function pulled(
  engine: Engine,
  call: Call,
  frame: ReplyFrame,
  body: number,
  into: BufferSource | undefined,
  value: (bytes: Bytes, whole: boolean) => unknown,
): Promise<Held<unknown>> {
  const onBytes = call.progress('download', frame.bodyBytes)
  if (into === undefined) return hold(value((await own(engine.pull(body, frame.bodyBytes, call.signal, onBytes))).value, true))
  let target: Bytes
  try {
    target = intoView(into, frame.bodyBytes)
  } catch (error) {
    engine.release(body)
    throw error
  }
  await own(engine.pullInto(body, target, call.signal, onBytes))
  return hold(target)
}

/** Collects the body of a reply that the command still produces. */
async function collected(
  engine: Engine,
  call: Call,
  frame: ReplyFrame,
  channel: number,
  value: (bytes: Bytes, whole: boolean) => unknown,
): Promise<Held<unknown>> {
  const stream = streamOf(engine, decodeReplyHead(frame), frame, channel, call.signal)
  const { into } = call.options
  const onBytes = call.progress('download', stream.length)
  const bytes = (await own(stream.read(into, (count) => onBytes(count)))).value
  return hold(into === undefined ? value(bytes, true) : bytes)
}
