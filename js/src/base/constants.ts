/**
 * The constants of the wire, as in `protocol/constants.json`; `test/constants.test.ts` compares them.
 *
 * @module
 */
export const PROTOCOL_VERSION: number = 1
export const FRAME_HEADER_BYTES: number = 32
export const ALIGNMENT_BYTES: number = 16
export const INTEGER_MAX: number = 9007199254740991

/** Kinds of frames (SPEC §2). */
export enum Kind {
  HELLO = 1,
  CALL = 2,
  REPLY = 3,
  CANCEL = 4,
  DATA = 5,
  END = 6,
  CREDIT = 7,
  EVENT = 8,
  RELEASE = 9,
  OPEN = 10,
}

/** Kinds of payloads (SPEC §3). */
export enum PayloadKind { NONE = 0, RAW = 1, JSON = 2, MIXED = 3, TYPED = 4, ARCHIVE = 5 }

/** Flags of frames (SPEC §1.2). */
export enum Flag { DEFERRED = 1, FAILED = 2, REFUSED = 4, LAST = 8 }

export const SECRET_HEADER: string = 'bytelane-secret'
export const ERROR_HEADER: string = 'bytelane-error'
export const SEQUENCE_HEADER: string = 'bytelane-sequence'
export const ATTACHMENT_PREFIX: string = '\u0001bytes:'

/** The lanes, as HELLO names them. */
export const LANES = ['memory', 'protocol', 'shm', 'browser', 'webview2'] as const
export type LaneName = (typeof LANES)[number]

/** The reason of the end of a channel (SPEC §4.4). */
export type EndReason =
  | 'ended'
  | 'cancelled'
  | 'failed'
  | 'document_gone'
  | 'page_crashed'
  | 'window_closed'
  | 'shutdown'
  | 'frame_lost'
  | 'sequence_exhausted'

/** The limits by name (SPEC §7). */
export interface Limits {
  readonly head_bytes_max: number
  readonly header_count_max: number
  readonly header_bytes_max: number
  readonly headers_bytes_max: number
  readonly path_bytes_max: number
  readonly command_bytes_max: number
  readonly json_bytes_max: number
  readonly json_depth_max: number
  readonly body_bytes_max: number
  readonly attachments_max: number
  readonly inline_body_bytes_max: number
  readonly segment_bytes_max: number
  readonly segments_in_flight_max: number
  readonly batch_bytes_max: number
  readonly batch_frames_max: number
  readonly calls_in_flight_max: number
  readonly channel_bytes_max: number
  readonly channel_frames_max: number
  readonly channel_open_bytes: number
  readonly channel_open_frames: number
  readonly channels_open_max: number
  readonly document_bytes_max: number
  readonly process_bytes_max: number
  readonly message_cost_bytes_min: number
}

/** The defaults of SPEC §7. */
export const LIMITS: Limits = {
  head_bytes_max: 131_072,
  header_count_max: 64,
  header_bytes_max: 65_536,
  headers_bytes_max: 65_536,
  path_bytes_max: 2_048,
  command_bytes_max: 128,
  json_bytes_max: 1_073_741_824,
  json_depth_max: 127,
  body_bytes_max: 1_073_741_824,
  attachments_max: 65_536,
  inline_body_bytes_max: 1_048_576,
  segment_bytes_max: 2_097_152,
  segments_in_flight_max: 6,
  batch_bytes_max: 1_048_576,
  batch_frames_max: 4_096,
  calls_in_flight_max: 65_536,
  channel_bytes_max: 8_388_608,
  channel_frames_max: 1_024,
  channel_open_bytes: 65_536,
  channel_open_frames: 64,
  channels_open_max: 65_536,
  document_bytes_max: 67_108_864,
  process_bytes_max: 268_435_456,
  message_cost_bytes_min: 64,
}

/** Messages and bytes of a channel that may wait for an earlier message (SPEC §6.3). */
export const REASSEMBLY_FRAMES_MAX: number = 1_024
export const REASSEMBLY_BYTES_MAX: number = 8_388_608

/** A stable error code (SPEC §8). A newer host may send others. */
export type Code =
  | 'bad_path'
  | 'bad_header'
  | 'bad_frame'
  | 'bad_json'
  | 'bad_archive'
  | 'bad_memfd'
  | 'bad_arguments'
  | 'too_deep'
  | 'body_truncated'
  | 'detached_buffer'
  | 'policy_denied'
  | 'token_missing'
  | 'token_bad'
  | 'host_denied'
  | 'origin_denied'
  | 'acl_denied'
  | 'path_denied'
  | 'unknown_command'
  | 'unknown_channel'
  | 'unknown_body'
  | 'not_found'
  | 'method_denied'
  | 'duplicate_request'
  | 'document_gone'
  | 'channel_closed'
  | 'body_too_large'
  | 'uri_too_long'
  | 'type_unsupported'
  | 'range_invalid'
  | 'headers_too_large'
  | 'too_many_inflight'
  | 'too_many_channels'
  | 'too_many_listeners'
  | 'too_many_bodies'
  | 'too_many_buffers'
  | 'too_many_resources'
  | 'too_many_windows'
  | 'queue_full'
  | 'cancelled'
  | 'handler_panicked'
  | 'stream_failed'
  | 'layer_failed'
  | 'no_reply'
  | 'internal'
  | 'shutting_down'
  | 'deadline_exceeded'
  | (string & {})
