import { Flag } from '../base/constants.js'
import { setPrototypeOf } from '../base/primordials.js'
import type { DataFrame, EndFrame, EventFrame, Payload } from '../wire/frame.js'
import { decodeBodyId, decodeEndHead, type EventHead } from '../wire/head.js'
import type { FrameTable } from '../wire/table.js'
import type { End } from './receiver.js'

/** Frames of a table that follow each other, from position `from` up to `to`; `number` is that of the first one in the session. */
export interface Run {
  readonly frames: FrameTable
  readonly from: number
  readonly number: number
  readonly to: number
}

/** Returns the number of the last frame of a run. */
export const lastOf = ({ number, from, to }: Run): number => number + to - from - 1

/** Messages, events, an end or credit for the page, in the order of {@link Session.receive}. */
export type Delivery =
  | ({ readonly type: 'messages'; readonly channel: number } & Run)
  | ({ readonly type: 'events'; readonly head: EventHead } & Run)
  | { readonly type: 'message'; readonly channel: number; readonly number: number; readonly frame: DataFrame; readonly body: number }
  | { readonly type: 'end'; readonly channel: number; readonly end: End }
  | { readonly type: 'event'; readonly number: number; readonly frame: EventFrame; readonly head: EventHead }
  | { readonly type: 'credit'; readonly channel: number }

/** A body of a message, which is uploaded once the frame of the message has been posted (SPEC §5.2). */
export interface MessageBody {
  readonly channel: number
  readonly id: number
  readonly bytes: Payload['bytes']
}

/** Returns the delivery of a message in frame `number`. */
export function messageOf(number: number, frame: DataFrame): Delivery {
  const body = (frame.flags & Flag.DEFERRED) !== 0 ? decodeBodyId(frame.head) : 0
  return { type: 'message', channel: frame.id, number, frame, body }
}

/** Returns the end that a frame states. */
export function endOf(frame: EndFrame): End {
  const head = decodeEndHead(frame.head)
  return setPrototypeOf({ reason: head.reason, message: head.message }, null) as End
}
