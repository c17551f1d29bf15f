import { Flag } from '../base/constants.js'
import { copy, own, typedByteLength } from '../base/primordials.js'
import type { ReplyFrame } from '../wire/frame.js'
import { decodeReplyHead, type ReplyHead } from '../wire/head.js'
import { decodeBody, decodeBodyFrom } from '../wire/payload.js'
import { InlineSource, SourceStream } from '../body/byte-stream.js'
import { responseHead } from '../body/response.js'
import type { Engine } from '../engine/engine.js'
import { type Call, CommandFailure, type Read } from './call.js'
import { ChannelSource, DeferredSource } from './stream-source.js'

/** Returns the reader of replies that `invoke.stream` uses. A call resolves once the head of its reply has arrived. */
export function readStream(engine: Engine): Read {
  return (call, frame) => {
    const head = decodeReplyHead(frame)
    const failed = (frame.flags & Flag.FAILED) !== 0
    call.options.onResponse?.(responseHead(head, frame))
    if (head.stream !== undefined) return { now: streamOf(engine, head, frame, head.stream, call.options.signal) }
    if (head.body === undefined || (frame.flags & Flag.DEFERRED) === 0) {
      if (failed) throw new CommandFailure(decodeBody(frame))
      engine.counters.bytesDown += typedByteLength(frame.body)
      return { now: new SourceStream(responseHead(head, frame), new InlineSource(copy(frame.body))) }
    }
    if (failed) return { later: failure(engine, call, frame, head.body) }
    const signal = call.options.signal
    return { now: new SourceStream(responseHead(head, frame), new DeferredSource(engine, head.body, frame.bodyBytes, signal)) }
  }
}

/** Fetches the deferred error of a command. */
async function failure(engine: Engine, call: Call, frame: ReplyFrame, body: number): Promise<never> {
  const bytes = (await own(engine.pull(body, frame.bodyBytes, call.signal, () => undefined))).value
  throw new CommandFailure(decodeBodyFrom(frame, bytes, true))
}

/** Returns a stream over a body that the command still produces. */
export function streamOf(engine: Engine, head: ReplyHead, frame: ReplyFrame, channel: number, signal: AbortSignal | undefined): SourceStream {
  return new SourceStream(responseHead(head, frame), new ChannelSource(engine, channel, head.length, signal))
}
