import { list, publish, push } from '../base/primordials.js'
import type { ReplyFrame } from '../wire/frame.js'
import type { HeaderPairs, ReplyHead } from '../wire/head.js'

/** Progress of one direction of a call. */
export interface Progress {
  readonly phase: 'upload' | 'download'
  /** Bytes that have been transferred. */
  readonly loaded: number
  /** Bytes of the whole body; undefined for a stream of unknown length. */
  readonly total: number | undefined
}

/** The head of a reply. */
export interface ResponseHead {
  /** Status that the command set; 200 by default. */
  readonly status: number
  /** Header names and values in order, repeated names included. */
  readonly headers: readonly (readonly [string, string])[]
  /** Length of the body in bytes; undefined for a stream of unknown length. */
  readonly length: number | undefined
}

/** Returns the head of a reply as the page sees it. */
export function responseHead(head: ReplyHead, frame: ReplyFrame): ResponseHead {
  const headers = list<readonly [string, string]>()
  const from: HeaderPairs = head.headers ?? headers
  for (let i = 0; i < from.length; i++) push(headers, [from[i]?.[0] ?? '', from[i]?.[1] ?? ''])
  return { status: head.status ?? 200, headers: publish(headers), length: head.stream === undefined ? frame.bodyBytes : head.length }
}
