import { type Bytes, copy, NOTHING, typedByteLength } from '../base/primordials.js'
import { decodeEventHead, type EventHead } from '../wire/head.js'
import type { FrameTable } from '../wire/table.js'

/** The head of the last event, encoded and decoded: consecutive events often have the same head. */
export class EventHeads {
  #bytes: Bytes = NOTHING
  #length = 0
  #head: EventHead | undefined

  /** Returns whether the frame at `at` has the last head. */
  isSame(frames: FrameTable, at: number): boolean {
    return frames.hasHead(at, this.#bytes, this.#length)
  }
  /**
   * Returns the head of the event at `at`, whose body is inside.
   *
   * @throws IpcError `bad_frame`
   */
  of(frames: FrameTable, at: number): EventHead {
    if (this.#head !== undefined && this.isSame(frames, at)) return this.#head
    const frame = frames.event(at)
    const head = decodeEventHead(frame, 'host')
    this.#bytes = copy(frame.head)
    this.#length = typedByteLength(this.#bytes)
    this.#head = head
    return head
  }
}
