import { INTEGER_MAX } from '../base/constants.js'
import { badFrame } from '../base/error.js'
import { limits } from '../base/limits.js'
import { type Bytes, type List, list, push, Uint8Array } from '../base/primordials.js'
import { type Frame, frameIn } from './frame.js'
import { JsonBodies } from './json-bodies.js'
import { encodedBytes, type OutgoingFrame, writeFrame } from './outgoing.js'
import { ReceivedBytes } from './received.js'

/**
 * Decodes a batch, which is a concatenation of frames (SPEC §1.3).
 *
 * @param bodyBytesMax - the limit of a body, in bytes
 * @throws IpcError `bad_frame`, `body_too_large` or `body_truncated`
 */
export function decodeBatch(bytes: Bytes, bodyBytesMax: number = limits.body_bytes_max): List<Frame> {
  return framesIn(new ReceivedBytes(bytes), bodyBytesMax)
}

/** Decodes a batch like {@link decodeBatch}; the caller learns from `source` whether a frame is kept. */
export function framesIn(source: ReceivedBytes, bodyBytesMax: number): List<Frame> {
  const frames = list<Frame>()
  const bodies = new JsonBodies(source)
  let at = 0
  while (at < source.length) {
    // SPEC §1.3: at most `batch_frames_max` frames.
    if (frames.length === limits.batch_frames_max) badFrame('too many frames in a batch')
    const frame = frameIn(source, at, bodyBytesMax, bodies)
    push(frames, frame)
    at += frame.frameBytes
  }
  return frames
}

/** Decodes exactly one frame. A deferred body may have any length. */
export function decodeOne(bytes: Bytes): Frame {
  const source = new ReceivedBytes(bytes)
  const frame = frameIn(source, 0, INTEGER_MAX)
  if (frame.frameBytes !== source.length) badFrame('bytes after the frame')
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
