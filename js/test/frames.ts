import type { DecodedFrame, Frame } from '../src/wire/frame.js'

/** Returns a frame with the fields of every kind. */
export const fieldsOf = (frame: Frame): DecodedFrame => frame as unknown as DecodedFrame
