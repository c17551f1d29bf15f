import { INTEGER_MAX } from '../base/constants.js'
import { badFrame } from '../base/error.js'
import { limits } from '../base/limits.js'
import { type Bytes, type List, list, push, typedByteLength, Uint8Array } from '../base/primordials.js'
import { decodeFrame, type Frame } from './frame.js'
import { encodedBytes, type OutgoingFrame, writeFrame } from './outgoing.js'
import { ReceivedBytes } from './received.js'
import { FrameTable } from './table.js'

/**
 * Decodes a batch, which is a concatenation of frames (SPEC §1.3).
 *
 * @param bodyBytesMax - the limit of a body, in bytes
 * @throws IpcError `bad_frame`, `body_too_large` or `body_truncated`
 */
export function decodeBatch(bytes: Bytes, bodyBytesMax: number = limits.body_bytes_max): List<Frame> {
  const table = new FrameTable(new ReceivedBytes(bytes), bodyBytesMax)
  const frames = list<Frame>()
  for (let at = 0; at < table.length; at++) push(frames, table.frame(at))
  return frames
}

/** Decodes exactly one frame. A deferred body may have any length. */
export function decodeOne(bytes: Bytes): Frame {
  const frame = decodeFrame(bytes, INTEGER_MAX)
  if (frame.frameBytes !== typedByteLength(bytes)) badFrame('bytes after the frame')
  return frame
}

/** Encodes frames as a batch. */
export function encodeBatch(frames: ArrayLike<OutgoingFrame>): Bytes {
  let length = 0
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i]
    if (frame !== undefined) length += encodedBytes(frame)
  }
  const bytes: Bytes = new Uint8Array(length)
  let at = 0
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i]
    if (frame !== undefined) at = writeFrame(frame, bytes, at)
  }
  return bytes
}
