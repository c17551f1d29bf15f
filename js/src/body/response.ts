import { list, publish, push } from '../base/primordials.js'
import type { ReplyFrame } from '../wire/frame.js'
import type { HeaderPairs, ReplyHead } from '../wire/head.js'

/** What a transfer has done so far. */
export interface Progress {
  readonly phase: 'upload' | 'download'
  readonly loaded: number
  /** Undefined for a stream of unknown length. */
  readonly total: number | undefined
}

/** What the head of a reply says. */
export interface ResponseHead {
  /** The status the command answered with; 200 when it said nothing. */
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  /** Bytes of the body; undefined for a stream of unknown length. */
  readonly length: number | undefined
}

/** The head of a reply as the page sees it. */
export function responseHead(head: ReplyHead, frame: ReplyFrame): ResponseHead {
  const headers = list<readonly [string, string]>()
  const from: HeaderPairs = head.headers ?? headers
  for (let i = 0; i < from.length; i++) push(headers, [from[i]?.[0] ?? '', from[i]?.[1] ?? ''])
  return { status: head.status ?? 200, headers: publish(headers), length: head.stream === undefined ? frame.bodyBytes : head.length }
}
