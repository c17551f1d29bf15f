import { INTEGER_MAX, LIMITS } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { type Bytes, type List, list, push, Uint8Array } from '../base/primordials.js'
import { type Frame, frameIn } from './frame.js'
import { JsonBodies } from './json-bodies.js'
import { encodedBytes, type OutgoingFrame, writeFrame } from './outgoing.js'
import { ReceivedBytes } from './received.js'

/** Decodes a batch, SPEC §1.3: frames one behind the other, nothing between them. */
export function decodeBatch(bytes: Bytes, bodyBytesMax: number = LIMITS.body_bytes_max): List<Frame> {
  return framesIn(new ReceivedBytes(bytes), bodyBytesMax)
}

/** As {@link decodeBatch}, where it matters whether a frame is kept. */
export function framesIn(source: ReceivedBytes, bodyBytesMax: number): List<Frame> {
  const frames = list<Frame>()
  const bodies = new JsonBodies(source)
  let at = 0
  while (at < source.length) {
    // SPEC §1.3: at most 4,096 frames.
    if (frames.length === LIMITS.batch_frames_max) throw new IpcError('bad_frame', 'too many frames in a batch')
    const frame = frameIn(source, at, bodyBytesMax, bodies)
    push(frames, frame)
    at += frame.frameBytes
  }
  return frames
}

/** Decodes bytes that are exactly one frame. Bodies that are deferred may be of any length. */
export function decodeOne(bytes: Bytes): Frame {
  const source = new ReceivedBytes(bytes)
  const frame = frameIn(source, 0, INTEGER_MAX)
  if (frame.frameBytes !== source.length) throw new IpcError('bad_frame', 'something behind the frame')
  return frame
}

/** Encodes frames one behind the other. */
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
