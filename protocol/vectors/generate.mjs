// Writes the vectors. It contains no codec on purpose: each case is built from the tables of ../SPEC.md, field by field, so that
// neither the Rust nor the TypeScript codec is compared with itself. Run: `node protocol/vectors/generate.mjs [directory]`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const out = process.argv[2] ?? dirname(fileURLToPath(import.meta.url))

// --- notation -------------------------------------------------------------------------------------------------------------------
const le = (value, bytes) => {
  let rest = BigInt(value)
  let text = ''
  for (let i = 0; i < bytes; i++) {
    text += (rest & 0xffn).toString(16).padStart(2, '0')
    rest >>= 8n
  }
  return text
}
const repeat = (hex, count) => ({ repeat: [hex, count] })
const utf8 = (text) => ({ utf8: text })
/** Returns the number of bytes of a list of segments, whose notation the README defines. */
const length = (segments) =>
  segments.reduce((sum, s) => {
    if (typeof s === 'string') return sum + s.length / 2
    if (s.repeat) return sum + (s.repeat[0].length / 2) * s.repeat[1]
    return sum + new TextEncoder().encode(s.utf8).length
  }, 0)
const pad = (segments, byte = '00') => {
  const rest = (16 - (length(segments) % 16)) % 16
  return rest === 0 ? [] : [byte.repeat(rest)]
}

const KIND = { HELLO: 1, CALL: 2, REPLY: 3, CANCEL: 4, DATA: 5, END: 6, CREDIT: 7, EVENT: 8, RELEASE: 9, OPEN: 10 }
const NONE = 0, RAW = 1, JSON_ = 2, MIXED = 3, TYPED = 4, ARCHIVE = 5
const DEFERRED = 1, FAILED = 2, REFUSED = 4, LAST = 8
const MAX = 2n ** 53n - 1n

/** Returns the header of §1 in hexadecimal. */
const header = ({ kind, payload = NONE, element = 0, flags = 0, head_bytes = 0, id = 0, seq = 0, body_bytes = 0 }) =>
  le(kind, 1) + le(payload, 1) + le(element, 1) + le(flags, 1) + le(head_bytes, 4) + le(id, 8) + le(seq, 8) + le(body_bytes, 8)

/** Returns a whole frame: its segments and its decoded fields. `padding` is the byte that pads it. */
const frame = ({ head = [], body = [], padding = '00', ...fields }) => {
  const head_bytes = fields.head_bytes ?? length(head)
  const body_bytes = fields.body_bytes ?? length(body)
  const bytes = [header({ ...fields, head_bytes, body_bytes }), ...head, ...pad(head, padding), ...body, ...pad(body, padding)]
  const accept = {
    kind: fields.kind, payload: fields.payload ?? NONE, element: fields.element ?? 0, flags: fields.flags ?? 0,
    id: Number(fields.id ?? 0), seq: Number(fields.seq ?? 0), body_bytes: Number(body_bytes),
    head, body, frame_bytes: length(bytes),
  }
  return { bytes, accept }
}
const accept = (name, fields) => ({ name, ...frame(fields) })
const refuse = (name, fields, code = 'bad_frame') => ({ name, bytes: frame(fields).bytes, refuse: code })
/** Returns the first `count` bytes of a frame that consists of hexadecimal and UTF-8 segments. */
const cut = (bytes, count) => {
  const hex = bytes
    .map((s) => (typeof s === 'string' ? s : s.repeat ? s.repeat[0].repeat(s.repeat[1]) : Buffer.from(s.utf8, 'utf8').toString('hex')))
    .join('')
  return [hex.slice(0, count * 2)]
}
const write = (path, decode, cases, note) => {
  mkdirSync(join(out, dirname(path)), { recursive: true })
  const lines = cases.map((c) => '    ' + JSON.stringify(c)).join(',\n')
  writeFileSync(join(out, path), `{\n  "decode": "${decode}",\n${note ? `  "note": ${JSON.stringify(note)},\n` : ''}  "cases": [\n${lines}\n  ]\n}\n`)
  total += cases.length
}
let total = 0

const CALL_HEAD = [utf8('{"cmd":"a"}')]
const call = (more = {}) => ({ kind: KIND.CALL, id: 1, head: CALL_HEAD, ...more })

// --- frame/accept -----------------------------------------------------------------------------------------------------------------
write('frame/accept.json', 'frame', [
  accept('HELLO from the page', { kind: KIND.HELLO, seq: 1, head: [utf8('{"client":"0.1.0"}')] }),
  accept('HELLO that refuses the version', { kind: KIND.HELLO, flags: REFUSED, seq: 2, head: [utf8('{}')] }),
  accept('CALL without arguments', call()),
  accept('CALL with JSON', call({ payload: JSON_, body: [utf8('{"n":1}')] })),
  accept('CALL with raw bytes', call({ payload: RAW, body: ['00ff7f80'] })),
  accept('CALL with an empty raw body', call({ payload: RAW })),
  accept('CALL with a typed array', call({ payload: TYPED, element: 8, body: ['0000803f', '00000040'] })),
  accept('CALL with an archive', call({ payload: ARCHIVE, body: ['0102030405060708'] })),
  accept('CALL deferred: the length is stated, the body is not here', { ...call({ payload: RAW, flags: DEFERRED }), body_bytes: 5000000 }),
  accept('CALL deferred with an empty body', call({ payload: RAW, flags: DEFERRED })),
  accept('head of 15 bytes: one byte of padding', call({ head: [utf8('{"cmd":"abcde"}')], payload: RAW, body: ['aa'] })),
  accept('head of 16 bytes: no padding', call({ head: [utf8('{"cmd":"abcdef"}')], payload: RAW, body: ['aa'] })),
  accept('head of 17 bytes: fifteen bytes of padding', call({ head: [utf8('{"cmd":"abcdefg"}')], payload: RAW, body: ['aa'] })),
  accept('body of 15 bytes', call({ payload: RAW, body: [repeat('5a', 15)] })),
  accept('body of 16 bytes', call({ payload: RAW, body: [repeat('5a', 16)] })),
  accept('body of 17 bytes', call({ payload: RAW, body: [repeat('5a', 17)] })),
  accept('padding that is not zero is ignored', call({ payload: RAW, body: ['aabbcc'], padding: 'ff' })),
  accept('REPLY without a head', { kind: KIND.REPLY, id: 9, seq: 4, payload: JSON_, body: [utf8('null')] }),
  accept('REPLY with nothing', { kind: KIND.REPLY, id: 9 }),
  accept('REPLY that failed', { kind: KIND.REPLY, id: 9, flags: FAILED, payload: JSON_, body: [utf8('"no"')] }),
  accept('REPLY that failed, deferred', { kind: KIND.REPLY, id: 9, flags: FAILED | DEFERRED, payload: JSON_, head: [utf8('{"body":3}')], body_bytes: 2000000 }),
  accept('REPLY refused', { kind: KIND.REPLY, id: 9, flags: REFUSED, head: [utf8('{"code":"unknown_command","message":"no"}')] }),
  accept('REPLY deferred', { kind: KIND.REPLY, id: 9, flags: DEFERRED, payload: RAW, head: [utf8('{"body":3}')], body_bytes: 134217728 }),
  accept('CANCEL', { kind: KIND.CANCEL, id: 7 }),
  accept('DATA 0', { kind: KIND.DATA, id: 3, payload: RAW, body: ['01'] }),
  accept('DATA, the last', { kind: KIND.DATA, id: 3, seq: 12, flags: LAST, payload: RAW, body: ['01'] }),
  accept('DATA deferred', { kind: KIND.DATA, id: 3, seq: 2, flags: DEFERRED, payload: RAW, head: [utf8('{"body":8}')], body_bytes: 3000000 }),
  accept('DATA deferred and the last', { kind: KIND.DATA, id: 3, seq: 2, flags: DEFERRED | LAST, payload: RAW, head: [utf8('{"body":8}')], body_bytes: 3000000 }),
  accept('DATA with payload NONE', { kind: KIND.DATA, id: 3 }),
  accept('END without a head', { kind: KIND.END, id: 3, seq: 13 }),
  accept('END with a reason', { kind: KIND.END, id: 3, seq: 13, head: [utf8('{"reason":"cancelled"}')] }),
  accept('CREDIT: body_bytes counts no body', { kind: KIND.CREDIT, id: 3, seq: 2048, body_bytes: 16777216 }),
  accept('EVENT from the page', { kind: KIND.EVENT, payload: JSON_, head: [utf8('{"event":"e","target":{"kind":"Any"}}')], body: [utf8('1')] }),
  accept('EVENT from the host', { kind: KIND.EVENT, payload: RAW, head: [utf8('{"event":"e","listeners":[1,2]}')], body: ['ff'] }),
  accept('RELEASE', { kind: KIND.RELEASE, id: 8 }),
  accept('OPEN', { kind: KIND.OPEN, id: 3 }),
])

// --- frame/limits -----------------------------------------------------------------------------------------------------------------
const longHead = (bytes) => [utf8('{"cmd":"a","x":"'), repeat('61', bytes - 18), utf8('"}')]
write('frame/limits.json', 'frame', [
  accept('head at the limit', call({ head: longHead(131072) })),
  refuse('head one past the limit', call({ head: longHead(131073) })),
  { name: 'head length far over the limit, checked before the head is read', bytes: [header({ kind: KIND.CALL, id: 1, head_bytes: 0xffffffff })], refuse: 'bad_frame' },
  accept('id at 2^53 - 1', call({ id: MAX })),
  refuse('id at 2^53', call({ id: MAX + 1n })),
  refuse('id at 2^64 - 1', call({ id: 2n ** 64n - 1n })),
  accept('seq at 2^53 - 1', { kind: KIND.REPLY, id: 1, seq: MAX }),
  refuse('seq at 2^53', { kind: KIND.REPLY, id: 1, seq: MAX + 1n }),
  refuse('seq at 2^64 - 1', { kind: KIND.REPLY, id: 1, seq: 2n ** 64n - 1n }),
  accept('credit bytes at 2^53 - 1', { kind: KIND.CREDIT, id: 1, seq: MAX, body_bytes: MAX }),
  refuse('credit bytes at 2^53', { kind: KIND.CREDIT, id: 1, seq: 1, body_bytes: MAX + 1n }),
  accept('body at body_bytes_max, deferred', call({ payload: RAW, flags: DEFERRED, body_bytes: 1073741824 })),
  refuse('body one past body_bytes_max, deferred', call({ payload: RAW, flags: DEFERRED, body_bytes: 1073741825 }), 'body_too_large'),
  { name: 'body one byte over body_bytes_max, checked by the header alone', bytes: [header({ kind: KIND.CALL, payload: RAW, id: 1, head_bytes: 11, body_bytes: 1073741825 })], refuse: 'body_too_large' },
  { name: 'body at body_bytes_max that is missing', bytes: [header({ kind: KIND.CALL, payload: RAW, id: 1, head_bytes: 11, body_bytes: 1073741824 })], refuse: 'body_truncated' },
  refuse('body at 2^53 - 1, deferred', call({ payload: RAW, flags: DEFERRED, body_bytes: MAX }), 'body_too_large'),
  refuse('body at 2^53', call({ payload: RAW, flags: DEFERRED, body_bytes: MAX + 1n })),
  refuse('body at 2^64 - 1', call({ payload: RAW, flags: DEFERRED, body_bytes: 2n ** 64n - 1n })),
], 'The receiver allows body_bytes_max = 1,073,741,824 bytes in one body.')

// --- frame/refuse -----------------------------------------------------------------------------------------------------------------
const kinds = [0, 11, 63, 64, 127, 128, 255].map((kind) => refuse(`kind ${kind} is not known`, { kind, id: 1 }))
const payloads = [6, 127, 255].map((payload) => refuse(`payload ${payload} is not known`, call({ payload })))
const elements = [13, 255].map((element) => refuse(`element ${element} is not known`, call({ payload: TYPED, element })))
const flags = [0x10, 0x20, 0x40, 0x80, 0xff].map((bits) => refuse(`flags ${bits} contain an unknown bit`, { kind: KIND.REPLY, id: 1, flags: bits }))
write('frame/refuse.json', 'frame', [
  ...kinds, ...payloads, ...elements, ...flags,
  refuse('an element without TYPED', call({ payload: RAW, element: 2, body: ['00'] })),
  refuse('FAILED and REFUSED exclude each other', { kind: KIND.REPLY, id: 1, flags: FAILED | REFUSED, head: [utf8('{"code":"internal","message":""}')] }),
  refuse('FAILED on a CALL', call({ flags: FAILED })),
  refuse('REFUSED on DATA', { kind: KIND.DATA, id: 1, flags: REFUSED }),
  refuse('LAST on a REPLY', { kind: KIND.REPLY, id: 1, flags: LAST }),
  refuse('DEFERRED on CANCEL', { kind: KIND.CANCEL, id: 1, flags: DEFERRED }),
  refuse('REFUSED with a body', { kind: KIND.REPLY, id: 1, flags: REFUSED, payload: RAW, head: [utf8('{"code":"internal","message":""}')], body: ['00'] }),
  refuse('payload NONE with a body', call({ body: ['00'] })),
  refuse('payload NONE with a deferred body', call({ flags: DEFERRED, body_bytes: 16 })),
  refuse('HELLO with a body', { kind: KIND.HELLO, seq: 1, payload: RAW, head: [utf8('{"client":"0.1.0"}')], body: ['00'] }),
  refuse('CANCEL with a body', { kind: KIND.CANCEL, id: 1, payload: RAW, body: ['00'] }),
  refuse('END with a body', { kind: KIND.END, id: 1, payload: RAW, body: ['00'] }),
  refuse('RELEASE with a body', { kind: KIND.RELEASE, id: 1, payload: RAW, body: ['00'] }),
  refuse('OPEN with a body', { kind: KIND.OPEN, id: 1, payload: RAW, body: ['00'] }),
  refuse('CREDIT with a payload', { kind: KIND.CREDIT, id: 1, seq: 1, payload: RAW, body_bytes: 64 }),
  refuse('CANCEL with a head', { kind: KIND.CANCEL, id: 1, head: [utf8('{}')] }),
  refuse('CREDIT with a head', { kind: KIND.CREDIT, id: 1, seq: 1, head: [utf8('{}')] }),
  refuse('RELEASE with a head', { kind: KIND.RELEASE, id: 1, head: [utf8('{}')] }),
  refuse('DATA with a head that is not deferred', { kind: KIND.DATA, id: 1, payload: RAW, head: [utf8('{"body":1}')], body: ['00'] }),
], 'A field that the table of §2 states as 0, empty or none has that value; a flag occurs only on the kinds for which §1.2 defines it.')

// --- frame/truncated --------------------------------------------------------------------------------------------------------------
const whole = frame(call({ payload: RAW, body: ['aabbcc'] })) // 32 + 11 + 5 + 3 + 13 = 64
const headOnly = frame(call())
write('frame/truncated.json', 'frame', [
  ...Array.from({ length: 64 }, (_, n) => ({ name: `a frame of 64 bytes cut to ${n}`, bytes: cut(whole.bytes, n), refuse: 'body_truncated' })),
  ...[31, 32, 42, 43, 47].map((n) => ({ name: `a frame of head alone, 48 bytes, cut to ${n}`, bytes: cut(headOnly.bytes, n), refuse: 'body_truncated' })),
  { name: 'a head length that exceeds the head by one byte', bytes: [header({ kind: KIND.CALL, id: 1, head_bytes: 17 }), utf8('{"cmd":"abcdef"}')], refuse: 'body_truncated' },
  { name: 'a body length that exceeds the body by one byte', bytes: [header({ kind: KIND.CALL, payload: RAW, id: 1, head_bytes: 16, body_bytes: 17 }), utf8('{"cmd":"abcdef"}'), repeat('00', 16)], refuse: 'body_truncated' },
  { name: 'the header is checked before the length: unknown kind', bytes: [header({ kind: 99, id: 1, head_bytes: 64 })], refuse: 'bad_frame' },
])

// --- frame/head -------------------------------------------------------------------------------------------------------------------
const heads = (name, fields, head) => ({ name, from: fields.from, bytes: frame(strip(fields)).bytes, accept: { head } })
const badHead = (name, fields, code = 'bad_frame') => ({ name, from: fields.from, bytes: frame(strip(fields)).bytes, refuse: code })
const strip = ({ from, ...rest }) => rest
const pageCall = (text) => ({ from: 'page', kind: KIND.CALL, id: 1, head: typeof text === 'string' ? [utf8(text)] : text })
const manyHeaders = (count) => JSON.stringify({ cmd: 'a', headers: Array.from({ length: count }, (_, i) => [`h${i}`, 'v']) })
const longValue = (bytes) => [utf8('{"cmd":"a","headers":[["n","'), repeat('76', bytes), utf8('"]]}')]
const hostReply = (text, more = {}) => ({ from: 'host', kind: KIND.REPLY, id: 1, head: text === '' ? [] : [utf8(text)], ...more })
const tokens = "!#$%&'*+-.^_`|~09azAZ"
write('frame/head.json', 'head', [
  heads('HELLO of the page', { from: 'page', kind: KIND.HELLO, seq: 1, head: [utf8('{"client":"0.1.0"}')] }, { client: '0.1.0' }),
  heads('HELLO of the host, unknown keys ignored', { from: 'host', kind: KIND.HELLO, seq: 1, head: [utf8('{"lane":"protocol","limits":{"segment_bytes_max":4096},"x":1}')] }, { lane: 'protocol', limits: { segment_bytes_max: 4096 } }),
  badHead('HELLO of the page without client', { from: 'page', kind: KIND.HELLO, seq: 1, head: [utf8('{}')] }),
  badHead('HELLO of the page, client is not a string', { from: 'page', kind: KIND.HELLO, seq: 1, head: [utf8('{"client":1}')] }),
  badHead('HELLO without a head', { from: 'page', kind: KIND.HELLO, seq: 1 }),
  badHead('HELLO of the host without limits', { from: 'host', kind: KIND.HELLO, seq: 1, head: [utf8('{"lane":"protocol"}')] }),
  badHead('HELLO of the host, a limit is not a number', { from: 'host', kind: KIND.HELLO, seq: 1, head: [utf8('{"lane":"protocol","limits":{"segment_bytes_max":"4096"}}')] }),

  heads('CALL, command alone', pageCall('{"cmd":"greet"}'), { cmd: 'greet', headers: [] }),
  heads('CALL, every character that a command may contain', pageCall('{"cmd":"azAZ09_.:/|-"}'), { cmd: 'azAZ09_.:/|-', headers: [] }),
  heads('CALL, command at 128 bytes', pageCall(`{"cmd":"${'c'.repeat(128)}"}`), { cmd: 'c'.repeat(128), headers: [] }),
  badHead('CALL, command at 129 bytes', pageCall(`{"cmd":"${'c'.repeat(129)}"}`), 'bad_path'),
  badHead('CALL, empty command', pageCall('{"cmd":""}'), 'bad_path'),
  badHead('CALL, a space in the command', pageCall('{"cmd":"a b"}'), 'bad_path'),
  badHead('CALL, a letter outside ASCII in the command', pageCall('{"cmd":"naïve"}'), 'bad_path'),
  badHead('CALL, percent in the command', pageCall('{"cmd":"a%2fb"}'), 'bad_path'),
  badHead('CALL, NUL in the command', pageCall('{"cmd":"a\\u0000"}'), 'bad_path'),
  badHead('CALL without a command', pageCall('{"headers":[]}')),
  badHead('CALL, command is not a string', pageCall('{"cmd":1}')),
  badHead('CALL without a head', { from: 'page', kind: KIND.CALL, id: 1 }),
  badHead('CALL, head is an array', pageCall('["cmd"]')),
  badHead('CALL, head is null', pageCall('null')),
  badHead('CALL, head is not JSON', pageCall('{"cmd":"a"')),
  badHead('CALL, bytes after the head', pageCall('{"cmd":"a"}x')),
  badHead('CALL, byte order mark', pageCall(['efbbbf', utf8('{"cmd":"a"}')])),
  badHead('CALL, head is not UTF-8', pageCall([utf8('{"cmd":"a","x":"'), 'ff', utf8('"}')])),
  heads('CALL, unknown keys ignored', pageCall('{"x":[1],"cmd":"a"}'), { cmd: 'a', headers: [] }),
  heads('CALL with headers, order and repeats kept', pageCall('{"cmd":"a","headers":[["b","1"],["a","2"],["b","3"]]}'), { cmd: 'a', headers: [['b', '1'], ['a', '2'], ['b', '3']] }),
  heads('CALL, every character that a header name may contain', pageCall(JSON.stringify({ cmd: 'a', headers: [[tokens, '']] })), { cmd: 'a', headers: [[tokens, '']] }),
  heads('CALL, header value outside ASCII stands as it is', pageCall('{"cmd":"a","headers":[["n","naïve 100% \\t 日本"]]}'), { cmd: 'a', headers: [['n', 'naïve 100% \t 日本']] }),
  badHead('CALL, empty header name', pageCall('{"cmd":"a","headers":[["","v"]]}'), 'bad_header'),
  badHead('CALL, space in a header name', pageCall('{"cmd":"a","headers":[["a b","v"]]}'), 'bad_header'),
  badHead('CALL, colon in a header name', pageCall('{"cmd":"a","headers":[["a:b","v"]]}'), 'bad_header'),
  badHead('CALL, header name outside ASCII', pageCall('{"cmd":"a","headers":[["é","v"]]}'), 'bad_header'),
  badHead('CALL, CR in a header value', pageCall('{"cmd":"a","headers":[["n","a\\rb"]]}'), 'bad_header'),
  badHead('CALL, LF in a header value', pageCall('{"cmd":"a","headers":[["n","a\\nb"]]}'), 'bad_header'),
  badHead('CALL, NUL in a header value', pageCall('{"cmd":"a","headers":[["n","a\\u0000b"]]}'), 'bad_header'),
  badHead('CALL, headers are an object', pageCall('{"cmd":"a","headers":{"n":"v"}}')),
  badHead('CALL, a header is not a pair', pageCall('{"cmd":"a","headers":[["n"]]}')),
  badHead('CALL, a header has three parts', pageCall('{"cmd":"a","headers":[["n","v","w"]]}')),
  badHead('CALL, a header value is a number', pageCall('{"cmd":"a","headers":[["n",1]]}')),
  heads('CALL, 64 headers', pageCall(manyHeaders(64)), JSON.parse(manyHeaders(64))),
  badHead('CALL, 65 headers', pageCall(manyHeaders(65)), 'headers_too_large'),
  heads('CALL, a header of 65,536 bytes, name and value', pageCall(longValue(65535)), { cmd: 'a', headers: [['n', 'v'.repeat(65535)]] }),
  badHead('CALL, a header of 65,537 bytes, name and value', pageCall(longValue(65536)), 'headers_too_large'),

  heads('CALL with streams', pageCall('{"cmd":"a","streams":[{"attachment":0,"channel":7,"length":9},{"attachment":2,"channel":8}]}'), { cmd: 'a', headers: [], streams: [{ attachment: 0, channel: 7, length: 9 }, { attachment: 2, channel: 8 }] }),
  badHead('CALL, streams are an object', pageCall('{"cmd":"a","streams":{}}')),
  badHead('CALL, a stream without a channel', pageCall('{"cmd":"a","streams":[{"attachment":0}]}')),
  badHead('CALL, a stream without an attachment', pageCall('{"cmd":"a","streams":[{"channel":1}]}')),
  badHead('CALL, a stream with a negative length', pageCall('{"cmd":"a","streams":[{"attachment":0,"channel":1,"length":-1}]}')),

  heads('REPLY, empty head', hostReply(''), {}),
  heads('REPLY, a stream of unknown length', hostReply('{"stream":4503599627370496}', { payload: RAW }), { stream: 4503599627370496 }),
  heads('REPLY, a stream of known length', hostReply('{"status":201,"stream":4503599627370497,"length":5}', { payload: RAW }), { status: 201, stream: 4503599627370497, length: 5 }),
  badHead('REPLY, a stream that is text', hostReply('{"stream":"1"}', { payload: RAW })),
  heads('REPLY, empty object', hostReply('{}'), {}),
  heads('REPLY, status and headers', hostReply('{"status":206,"headers":[["etag","x"]]}'), { status: 206, headers: [['etag', 'x']] }),
  heads('REPLY, deferred', hostReply('{"body":5}', { flags: DEFERRED, payload: RAW, body_bytes: 2000000 }), { body: 5 }),
  heads('REPLY, body id at 2^53 - 1', hostReply('{"body":9007199254740991}', { flags: DEFERRED, payload: RAW, body_bytes: 1 }), { body: 9007199254740991 }),
  badHead('REPLY, body id at 2^53', hostReply('{"body":9007199254740992}', { flags: DEFERRED, payload: RAW, body_bytes: 1 })),
  badHead('REPLY, body id negative', hostReply('{"body":-1}', { flags: DEFERRED, payload: RAW, body_bytes: 1 })),
  badHead('REPLY, body id is a fraction', hostReply('{"body":1.5}', { flags: DEFERRED, payload: RAW, body_bytes: 1 })),
  badHead('REPLY, deferred without a body id', hostReply('{"status":200}', { flags: DEFERRED, payload: RAW, body_bytes: 1 })),
  badHead('REPLY, deferred without a head', hostReply('', { flags: DEFERRED, payload: RAW, body_bytes: 1 })),
  badHead('REPLY, status is text', hostReply('{"status":"200"}')),
  badHead('REPLY, headers are an object', hostReply('{"headers":{}}')),
  heads('REPLY, refused', hostReply('{"code":"bad_arguments","message":"no","command":"a","key":"k"}', { flags: REFUSED }), { code: 'bad_arguments', message: 'no', command: 'a', key: 'k' }),
  heads('REPLY, refused with a code that is not known yet', hostReply('{"code":"made_later","message":"no"}', { flags: REFUSED }), { code: 'made_later', message: 'no' }),
  badHead('REPLY, refused without a head', hostReply('', { flags: REFUSED })),
  badHead('REPLY, refused without a code', hostReply('{"message":"no"}', { flags: REFUSED })),
  badHead('REPLY, refused without a message', hostReply('{"code":"internal"}', { flags: REFUSED })),
  badHead('REPLY, refused, code is a number', hostReply('{"code":500,"message":"no"}', { flags: REFUSED })),

  heads('DATA, deferred', { from: 'host', kind: KIND.DATA, id: 1, flags: DEFERRED, payload: RAW, head: [utf8('{"body":7}')], body_bytes: 5 }, { body: 7 }),
  badHead('DATA, deferred without a head', { from: 'host', kind: KIND.DATA, id: 1, flags: DEFERRED, payload: RAW, body_bytes: 5 }),
  badHead('DATA, deferred without a body id', { from: 'host', kind: KIND.DATA, id: 1, flags: DEFERRED, payload: RAW, head: [utf8('{}')], body_bytes: 5 }),

  heads('OPEN, empty head', { from: 'page', kind: KIND.OPEN, id: 1 }, {}),
  heads('OPEN with credit', { from: 'host', kind: KIND.OPEN, id: 1, head: [utf8('{"bytes":65536,"frames":16}')] }, { frames: 16, bytes: 65536 }),
  badHead('OPEN, frames are text', { from: 'host', kind: KIND.OPEN, id: 1, head: [utf8('{"frames":"1"}')] }),

  heads('END, empty head', { from: 'host', kind: KIND.END, id: 1 }, { reason: 'ended' }),
  ...['ended', 'cancelled', 'failed', 'document_gone', 'page_crashed', 'window_closed', 'shutdown', 'frame_lost', 'sequence_exhausted'].map((reason) =>
    heads(`END, ${reason}`, { from: 'host', kind: KIND.END, id: 1, head: [utf8(JSON.stringify({ reason, message: 'm' }))] }, { reason, message: 'm' })),
  badHead('END, no reason', { from: 'host', kind: KIND.END, id: 1, head: [utf8('{}')] }),
  badHead('END, reason is a number', { from: 'host', kind: KIND.END, id: 1, head: [utf8('{"reason":1}')] }),
  badHead('END, message is a number', { from: 'host', kind: KIND.END, id: 1, head: [utf8('{"reason":"failed","message":1}')] }),

  heads('EVENT of the page', { from: 'page', kind: KIND.EVENT, head: [utf8('{"event":"a-b/c:d_é9","target":{"kind":"AnyLabel","label":"main"}}')] }, { event: 'a-b/c:d_é9', target: { kind: 'AnyLabel', label: 'main' } }),
  heads('EVENT of the host', { from: 'host', kind: KIND.EVENT, head: [utf8('{"event":"e","listeners":[1,4294967296]}')] }, { event: 'e', listeners: [1, 4294967296] }),
  badHead('EVENT without a head', { from: 'host', kind: KIND.EVENT }),
  badHead('EVENT without a name', { from: 'host', kind: KIND.EVENT, head: [utf8('{"listeners":[1]}')] }),
  badHead('EVENT of the host without listeners', { from: 'host', kind: KIND.EVENT, head: [utf8('{"event":"e"}')] }),
  badHead('EVENT of the host, listeners are text', { from: 'host', kind: KIND.EVENT, head: [utf8('{"event":"e","listeners":["1"]}')] }),
], 'The bytes are one whole frame. `from` is its sender. Decode the frame, then its head; `accept.head` is the head without unknown keys and with defaults.')

// --- payload ----------------------------------------------------------------------------------------------------------------------
const ok = (name, payload, bytes, accept, element = 0) => ({ name, payload, element, bytes, accept })
const no = (name, payload, bytes, refuse, element = 0) => ({ name, payload, element, bytes, refuse })
// A case with a limit that differs from the default: both ends obey the setting of the host.
const SHORT_JSON = { limits: { json_bytes_max: 4096 } }
const short = (vector) => ({ ...vector, ...SHORT_JSON })
write('payload/plain.json', 'payload', [
  ok('NONE', NONE, [], { none: true }),
  no('NONE with a byte', NONE, ['00'], 'bad_frame'),
  ok('RAW, empty', RAW, [], { raw: [] }),
  ok('RAW, every byte value', RAW, [Array.from({ length: 256 }, (_, i) => le(i, 1)).join('')], { raw: [Array.from({ length: 256 }, (_, i) => le(i, 1)).join('')] }),
  ok('ARCHIVE, passed on as it is', ARCHIVE, ['0100000002000000'], { archive: ['0100000002000000'] }),
  no('payload 6 is not known', 6, ['00'], 'bad_frame'),
])

const nested = (depth, open, close, inner = '') => [repeat(Buffer.from(open).toString('hex'), depth), ...(inner ? [utf8(inner)] : []), repeat(Buffer.from(close).toString('hex'), depth)]
const arrays = (depth) => { let v = []; for (let i = 1; i < depth; i++) v = [v]; return v }
const objects = (depth) => { let v = 0; for (let i = 0; i < depth; i++) v = { a: v }; return v }
write('payload/json.json', 'payload', [
  ...[null, true, false, 0, -1, 1.5, 9007199254740991, '', 'é😀\u0000', [], {}, { a: [1, { b: null }] }].map((v) => ok(`JSON ${JSON.stringify(v)}`, JSON_, [utf8(JSON.stringify(v))], { json: v })),
  ok('JSON with white space around it', JSON_, [utf8(' \t\r\n[ 1 , 2 ] \n')], { json: [1, 2] }),
  ok('JSON, duplicate keys: the last wins', JSON_, [utf8('{"a":1,"a":2}')], { json: { a: 2 } }),
  ok('JSON, a text that looks like an attachment is text', JSON_, [utf8('"\\u0001bytes:0123456789abcdef:0"')], { json: '\u0001bytes:0123456789abcdef:0' }),
  ok('JSON, brackets inside a text have no depth', JSON_, [utf8('"'), repeat('5b', 200), utf8('"')], { json: '['.repeat(200) }),
  ok('JSON, brackets after an escaped quote do not nest', JSON_, [utf8('"\\"'), repeat('5b', 200), utf8('\\\\"')], { json: '"' + '['.repeat(200) + '\\' }),
  ok('JSON, 127 arrays deep', JSON_, nested(127, '[', ']'), { json: arrays(127) }),
  no('JSON, 128 arrays deep', JSON_, nested(128, '[', ']'), 'too_deep'),
  ok('JSON, 127 objects deep', JSON_, nested(127, '{"a":', '}', '0'), { json: objects(127) }),
  no('JSON, 128 objects deep', JSON_, nested(128, '{"a":', '}', '0'), 'too_deep'),
  no('JSON, 1,000,000 arrays deep', JSON_, nested(1000000, '[', ']'), 'too_deep'),
  ok('JSON, 200 arrays beside each other', JSON_, [utf8('['), repeat('5b5d2c', 200), utf8('0]')], { json: [...Array.from({ length: 200 }, () => []), 0] }),
  short(ok('JSON at json_bytes_max', JSON_, [repeat('20', 4092), utf8('null')], { json: null })),
  short(no('JSON one past json_bytes_max', JSON_, [repeat('20', 4093), utf8('null')], 'body_too_large')),
  ok('JSON of 16 MiB and one byte', JSON_, [repeat('20', 16777213), utf8('null')], { json: null }),
  ...Object.entries({ 'empty': '', 'white space': '  ', 'truncated': '{"a":', 'two texts': '1 2', 'a trailing comma': '[1,]', 'single quotes': "'a'", 'NaN': 'NaN', 'a comment': '1//', 'a leading zero': '01', 'a plus': '+1', 'a bare control character': '"\u0001"', 'a bad escape': '"\\x"' }).map(([k, t]) => no(`JSON, ${k}`, JSON_, [utf8(t)], 'bad_json')),
  no('JSON, byte order mark', JSON_, ['efbbbf', utf8('1')], 'bad_json'),
  no('JSON, not UTF-8', JSON_, [utf8('"'), 'c328', utf8('"')], 'bad_json'),
  no('JSON, a surrogate in UTF-8', JSON_, [utf8('"'), 'eda080', utf8('"')], 'bad_json'),
  no('JSON, an overlong form', JSON_, [utf8('"'), 'c0af', utf8('"')], 'bad_json'),
])

const NONCE = 0x0123456789abcdefn
const name = (i, nonce = NONCE) => `\u0001bytes:${nonce.toString(16).padStart(16, '0')}:${i}`
const mixed = (text, attachments, { nonce = NONCE, count = attachments.length, padding = '00', json_bytes, after = [], table = '00' } = {}) => {
  const json = typeof text === 'string' ? [utf8(text)] : text
  const parts = [le(json_bytes ?? length(json), 4) + le(count, 4) + le(nonce, 8)]
  for (const a of attachments) parts.push(le(a.length ?? length(a.bytes), 8) + le(a.element ?? 0, 1) + table.repeat(7))
  parts.push(...json, ...pad(json, padding))
  attachments.forEach((a, i) => parts.push(...a.bytes, ...(i + 1 < attachments.length ? pad(a.bytes, padding) : [])))
  return [...parts, ...after]
}
const at = (i) => ({ $attachment: i })
const as = (attachments) => attachments.map((a) => ({ element: a.element ?? 0, bytes: a.bytes }))
const mix = (title, value, attachments, text, options) => ok(title, MIXED, mixed(text, attachments, options), { value, attachments: as(attachments) })
const two = [{ bytes: ['aabbcc'] }, { bytes: ['0102'], element: 5 }]
const q = JSON.stringify
const bad = (title, text, attachments = two, options) => no(title, MIXED, mixed(text, attachments, options), 'bad_frame')
const allElements = [['00', 0], ['80', 1], ['ff', 2], ['7f', 3], ['0080', 4], ['ffff', 5], ['00000080', 6], ['ffffffff', 7], ['0000803f', 8], ['000000000000f03f', 9], ['0000000000000080', 10], ['ffffffffffffffff', 11], ['003e', 12]]
write('payload/mixed.json', 'payload', [
  mix('the example of §3.2', { a: at(0), b: [at(1)] }, two, q({ a: name(0), b: [name(1)] })),
  mix('the root is an attachment', at(0), [{ bytes: ['aabbcc'] }], q(name(0))),
  mix('no attachment at all', { a: 1 }, [], q({ a: 1 })),
  mix('an empty attachment', { a: at(0) }, [{ bytes: [] }], q({ a: name(0) })),
  mix('an empty attachment between two', [at(0), at(1), at(2)], [{ bytes: ['aa'] }, { bytes: [] }, { bytes: ['bb'] }], q([name(0), name(1), name(2)])),
  mix('attachments of 15, 16 and 17 bytes', [at(0), at(1), at(2)], [15, 16, 17].map((n) => ({ bytes: [repeat('5a', n)] })), q([name(0), name(1), name(2)])),
  mix('out of order in the text', [at(1), at(0)], two, q([name(1), name(0)])),
  mix('every element', allElements.map((_, i) => at(i)), allElements.map(([b, element]) => ({ bytes: [b], element })), q(allElements.map((_, i) => name(i)))),
  mix('an empty array of every element', allElements.map((_, i) => at(i)), allElements.map(([, element]) => ({ bytes: [], element })), q(allElements.map((_, i) => name(i)))),
  mix('the nonce is all zeros', [at(0)], [{ bytes: ['aa'] }], q([name(0, 0n)]), { nonce: 0n }),
  mix('the nonce is all ones', [at(0)], [{ bytes: ['aa'] }], q([name(0, 2n ** 64n - 1n)]), { nonce: 2n ** 64n - 1n }),
  mix('padding that is not zero is ignored', [at(0), at(1)], two, q([name(0), name(1)]), { padding: 'ff' }),
  mix('text of the user with another nonce is text', [at(0), name(0, 1n)], [{ bytes: ['aa'] }], q([name(0), name(0, 1n)])),
  mix('the nonce in upper case is text', [at(0), name(0).toUpperCase().replace('BYTES', 'bytes')], [{ bytes: ['aa'] }], q([name(0), name(0).toUpperCase().replace('BYTES', 'bytes')])),
  mix('the marker alone is text', [at(0), '\u0001bytes:'], [{ bytes: ['aa'] }], q([name(0), '\u0001bytes:'])),
  mix('a name in the middle of a text is text', [at(0), 'x' + name(0)], [{ bytes: ['aa'] }], q([name(0), 'x' + name(0)])),
  mix('a key that looks like an attachment is a key', { [name(0)]: at(0) }, [{ bytes: ['aa'] }], q({ [name(0)]: name(0) })),
  mix('the text spells the name with other escapes', [at(0)], [{ bytes: ['aa'] }], '["\\u0001\\u0062ytes:0123456789abcdef:\\u0030"]'),
  bad('an index one past the last', q([name(2)])),
  bad('an index far past the last', q([name('99999999999999999999')])),
  bad('an index with a leading zero', q([name('00')])),
  bad('no index', q([name('')])),
  bad('an index with a sign', q([name('+0')])),
  bad('an index negative', q([name('-1')])),
  bad('an index in hexadecimal', q([name('0x1')])),
  bad('bytes after the index', q([name('0 ')])),
  bad('an index and no attachments', q([name(0)]), []),
  bad('element 13 is not known', q([name(0)]), [{ bytes: ['aa'], element: 13 }]),
  bad('element 255 is not known', q([name(0)]), [{ bytes: ['aa'], element: 255 }]),
  ...[[4, 1], [5, 3], [6, 2], [7, 5], [8, 6], [9, 4], [10, 12], [11, 7], [12, 3]].map(([element, n]) => bad(`element ${element} of ${n} bytes`, q([name(0)]), [{ bytes: [repeat('00', n)], element }])),
  bad('a length that reaches one byte past the end', q([name(0)]), [{ bytes: ['aabb'], length: 3 }]),
  bad('a length that leaves one byte over', q([name(0)]), [{ bytes: ['aabb'], length: 1 }]),
  bad('a length of 2^53', q([name(0)]), [{ bytes: ['aa'], length: 2n ** 53n }]),
  bad('a length of 2^64 - 1', q([name(0)]), [{ bytes: ['aa'], length: 2n ** 64n - 1n }]),
  bad('two lengths whose sum wraps around 2^64', q([name(0), name(1)]), [{ bytes: ['aa'], length: 2n ** 63n }, { bytes: ['bb'], length: 2n ** 63n }]),
  bad('text length past the end', q([name(0)]), two, { json_bytes: 1000 }),
  short(bad('text length at json_bytes_max, past the end', q([name(0)]), two, { json_bytes: 4096 })),
  bad('a count past the end', q([name(0)]), two, { count: 100 }),
  bad('bytes after the last attachment', q([name(0), name(1)]), two, { after: ['00'] }),
  bad('the last attachment is padded', q([name(0), name(1)]), two, { after: ['0000000000000000000000000000'] }),
  no('attachments one over the limit', MIXED, mixed('[]', [], { count: 65537, after: [repeat('00', 65537 * 16)] }), 'bad_frame'),
  no('attachments of 2^32 - 1', MIXED, mixed('[]', [], { count: 0xffffffff }), 'bad_frame'),
  short(no('text one past json_bytes_max', MIXED, mixed([repeat('20', 4093), utf8('null')], []), 'body_too_large')),
  no('text length far over json_bytes_max, checked before the length of the body', MIXED, mixed('null', [], { json_bytes: 0xffffffff }), 'body_too_large'),
  no('the text is not JSON', MIXED, mixed('[', []), 'bad_json'),
  no('the text is not UTF-8', MIXED, mixed([utf8('"'), 'ff', utf8('"')], []), 'bad_json'),
  no('the text is 128 deep', MIXED, mixed(nested(128, '[', ']'), []), 'too_deep'),
  ok('the text is 127 deep', MIXED, mixed(nested(127, '[', ']'), []), { value: arrays(127), attachments: [] }),
  ...(() => {
    // header 16, table 2 x 16, text 52 + 12 of padding, 3 + 13, 2: every cut is refused
    const bytes = mixed(q([name(0), name(1)]), two)
    return Array.from({ length: length(bytes) }, (_, n) => no(`cut to ${n} of ${length(bytes)} bytes`, MIXED, cut(bytes, n), 'bad_frame'))
  })(),
])
// 65,536 attachments, all empty, the text does not name them: at the limit.
write('payload/mixed-limits.json', 'payload', [
  ok('attachments at the limit, all empty', MIXED, mixed('[]', [], { count: 65536 }).slice(0, 1).concat([repeat('00', 65536 * 16), utf8('[]'), repeat('00', 14)]), { value: [], attachment_count: 65536 }),
  short(ok('text at json_bytes_max', MIXED, mixed([repeat('20', 4092), utf8('null')], []), { value: null, attachments: [] })),
])

const sizes = [1, 1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 2]
write('payload/typed.json', 'payload', [
  ...sizes.map((_, e) => ok(`element ${e}, empty`, TYPED, [], { element: e, count: 0, typed: [] }, e)),
  ...allElements.map(([hex, e]) => ok(`element ${e}, one`, TYPED, [hex], { element: e, count: 1, typed: [hex] }, e)),
  ...sizes.map((size, e) => ok(`element ${e}, three`, TYPED, [repeat('01', 3 * size)], { element: e, count: 3, typed: [repeat('01', 3 * size)] }, e)),
  ok('a NaN keeps its bits', TYPED, ['efbeadde0000f8ff'], { element: 9, count: 1, typed: ['efbeadde0000f8ff'] }, 9),
  ...sizes.flatMap((size, e) => (size === 1 ? [] : [no(`element ${e}, one byte short`, TYPED, [repeat('00', size * 2 - 1)], 'bad_frame', e), no(`element ${e}, one byte over`, TYPED, [repeat('00', size + 1)], 'bad_frame', e)])),
  no('element 13 is not known', TYPED, [], 'bad_frame', 13),
  no('element 255 is not known', TYPED, [], 'bad_frame', 255),
])

// --- batch ------------------------------------------------------------------------------------------------------------------------
const join_ = (...frames) => frames.flatMap((f) => f.bytes)
const a = frame({ kind: KIND.DATA, id: 3, seq: 0, payload: RAW, body: ['01'] })
const b = frame({ kind: KIND.DATA, id: 3, seq: 1, payload: JSON_, body: [utf8('{"n":1}')] })
const c = frame({ kind: KIND.END, id: 3, seq: 2 })
const d = frame({ kind: KIND.DATA, id: 4, seq: 0, payload: RAW, flags: DEFERRED, head: [utf8('{"body":8}')], body_bytes: 3000000 })
const cancel = header({ kind: KIND.CANCEL, id: 1 })
const batch = (title, ...frames) => ({ name: title, bytes: join_(...frames), accept: { frames: frames.map((f) => f.accept) } })
write('batch/batch.json', 'batch', [
  { name: 'empty', bytes: [], accept: { frames: [] } },
  batch('one frame', a),
  batch('three frames', a, b, c),
  batch('a deferred frame takes part with its head only', d, a, d, c),
  { name: '4,096 frames', bytes: [repeat(cancel, 4096)], accept: { frame_count: 4096 } },
  { name: '4,097 frames', bytes: [repeat(cancel, 4097)], refuse: 'bad_frame' },
  { name: 'a byte after the last frame', bytes: [...join_(a, b), '00'], refuse: 'body_truncated' },
  { name: '31 bytes after the last frame', bytes: [...join_(a, b), header({ kind: KIND.CANCEL, id: 1 }).slice(0, 62)], refuse: 'body_truncated' },
  { name: '32 zero bytes after the last frame', bytes: [...join_(a), repeat('00', 32)], refuse: 'bad_frame' },
  { name: 'the second frame is unknown', bytes: [...join_(a), header({ kind: 99 }), ...c.bytes], refuse: 'bad_frame' },
  { name: 'the second frame is truncated', bytes: [...a.bytes, ...cut(b.bytes, 47)], refuse: 'body_truncated' },
  { name: 'the second frame is too large', bytes: [...a.bytes, header({ kind: KIND.DATA, id: 3, seq: 1, payload: RAW, body_bytes: 1073741825 })], refuse: 'body_too_large' },
])

// --- packet -----------------------------------------------------------------------------------------------------------------------
const PACKET = {
  BATCH: 1, FREE: 2, ACK: 3, TRANSFER: 4, STOP: 5, UPLOAD: 6, REPLIES: 16, FRAMES: 17, ANSWER: 18, REFUSED: 19, PIECE: 20, FAILED: 21, MEMORY: 22, FORGET: 23,
  OPENED: 32, CLOSED: 33, ROOM: 34,
}
const NO_SLOT = 0xffff, BUFFERS_FROM = 0x8000
/** The header of §9.2 as one hex string. */
const packetHeader = ({ kind, reserved = 0, slot = NO_SLOT, length: bytes = 0, id = 0, offset = 0, extra = 0 }) =>
  le(kind, 1) + le(reserved, 1) + le(slot, 2) + le(bytes, 4) + le(id, 8) + le(offset, 8) + le(extra, 8)
const packet = ({ payload = [], ...fields }) => {
  const stated = { slot: NO_SLOT, length: length(payload), id: 0, offset: 0, extra: 0, ...fields }
  const accept = { kind: stated.kind, slot: stated.slot, length: stated.length, id: Number(stated.id), offset: Number(stated.offset), extra: Number(stated.extra), payload_bytes: length(payload) }
  return { bytes: [packetHeader(stated), ...payload], accept }
}
const packetCase = (name, fields) => ({ name, ...packet(fields) })
const noPacket = (name, bytes) => ({ name, bytes, refuse: 'bad_frame' })

write('packet/accept.json', 'packet', [
  ...Object.entries(PACKET).map(([name, kind]) => packetCase(`${name} without a payload`, { kind })),
  packetCase('BATCH with a payload', { kind: PACKET.BATCH, payload: ['0102030405'] }),
  packetCase('BATCH with 32,768 bytes', { kind: PACKET.BATCH, payload: [repeat('5a', 32768)] }),
  packetCase('BATCH in slot 0', { kind: PACKET.BATCH, slot: 0, length: 40000 }),
  packetCase('BATCH of nothing in a slot', { kind: PACKET.BATCH, slot: 3, length: 0 }),
  packetCase('FREE of two slots and a buffer', { kind: PACKET.FREE, payload: [le(0, 2) + le(15, 2) + le(BUFFERS_FROM + 1, 2)] }),
  packetCase('ACK of replies and frames', { kind: PACKET.ACK, id: 4, offset: 2 }),
  packetCase('TRANSFER of a range', { kind: PACKET.TRANSFER, id: 7, offset: 1048576, extra: MAX, payload: [le(3, 8)] }),
  packetCase('UPLOAD in the last slot', { kind: PACKET.UPLOAD, id: MAX, offset: 5000000000, slot: 15, length: 1048576 }),
  packetCase('REPLIES in a slot', { kind: PACKET.REPLIES, slot: 2, length: 60000 }),
  packetCase('FRAMES with a number', { kind: PACKET.FRAMES, offset: 9, payload: [repeat('00', 32)] }),
  packetCase('PIECE in a slot', { kind: PACKET.PIECE, id: 7, offset: 262144, slot: 1, length: 262144 }),
  packetCase('PIECE in a buffer', { kind: PACKET.PIECE, id: 7, offset: 0, extra: 4096, slot: BUFFERS_FROM + 1, length: 100000 }),
  packetCase('the last buffer', { kind: PACKET.PIECE, slot: NO_SLOT - 1, length: 1 }),
  packetCase('FAILED with a refusal', { kind: PACKET.FAILED, id: 7, payload: [Buffer.from('{"code":"range_invalid"}').toString('hex')] }),
  packetCase('MEMORY of a buffer', { kind: PACKET.MEMORY, id: BUFFERS_FROM + 1, extra: 262144 }),
])
write('packet/refuse.json', 'packet', [
  noPacket('nothing', []),
  noPacket('one byte', ['01']),
  ...[2, 4, 8, 16, 24, 31].map((count) => noPacket(`${count} bytes of a header`, cut([packetHeader({ kind: PACKET.ACK })], count))),
  ...[0, 7, 15, 24, 31, 35, 255].map((kind) => noPacket(`kind ${kind}`, [packetHeader({ kind })])),
  ...[1, 128, 255].map((reserved) => noPacket(`the reserved byte is ${reserved}`, [packetHeader({ kind: PACKET.ACK, reserved })])),
  noPacket('a payload that is missing', [packetHeader({ kind: PACKET.BATCH, length: 64 })]),
  noPacket('a payload that is shorter than stated', [packetHeader({ kind: PACKET.BATCH, length: 64 }), repeat('00', 63)]),
  noPacket('a payload that is longer than stated', [packetHeader({ kind: PACKET.BATCH, length: 64 }), repeat('00', 65)]),
  noPacket('a payload and a stated length of 0', [packetHeader({ kind: PACKET.BATCH }), '00']),
  noPacket('a slot and a payload', [packetHeader({ kind: PACKET.BATCH, slot: 0, length: 1 }), '00']),
  noPacket('a buffer and a payload', [packetHeader({ kind: PACKET.PIECE, slot: BUFFERS_FROM, length: 1 }), '00']),
])
/** What the listener of §9.5 gets: packets, each starting at a multiple of 16. */
const told = (name, packets) => ({
  name,
  bytes: packets.flatMap((fields) => [...packet(fields).bytes, ...pad(packet(fields).bytes)]),
  accept: { packets: packets.map((fields) => ({ ...packet(fields).accept, payload: fields.payload ?? [] })) },
})
write('packet/listener.json', 'listener', [
  told('the link is open', [{ kind: PACKET.OPENED, extra: 1069056 }]),
  told('the link is closed, with a text', [{ kind: PACKET.CLOSED, payload: [Buffer.from('the host does not answer').toString('hex')] }]),
  told('there is room', [{ kind: PACKET.ROOM }]),
  told('one packet with 16 bytes', [{ kind: PACKET.REPLIES, payload: [repeat('11', 16)] }]),
  told('one packet with 1 byte', [{ kind: PACKET.REPLIES, payload: ['11'] }]),
  told('packets of all lengths', [15, 16, 17, 0, 31].map((count) => ({ kind: PACKET.REPLIES, payload: [repeat('22', count)] }))),
  told('frames between replies', [{ kind: PACKET.REPLIES, payload: [repeat('33', 5)] }, { kind: PACKET.FRAMES, offset: 12, payload: [repeat('44', 48)] }, { kind: PACKET.REPLIES, payload: [repeat('55', 7)] }]),
  told('a piece, which has no payload here', [{ kind: PACKET.PIECE, id: 7, offset: 262144, extra: 262144 }, { kind: PACKET.PIECE, id: 8, offset: 0, extra: 1 }]),
  told('an answer, a refusal and a failure', [{ kind: PACKET.ANSWER, payload: [repeat('66', 32)] }, { kind: PACKET.REFUSED, payload: ['7b7d'] }, { kind: PACKET.FAILED, id: MAX, payload: ['7b7d'] }]),
])

// --- session ----------------------------------------------------------------------------------------------------------------------
const KIB = 1024, MIB = 1048576
write('session/receiver.json', 'receiver', [
  { name: 'in order', steps: [{ data: 0, bytes: 1, delivers: [0] }, { data: 1, bytes: 1, delivers: [1] }, { end: 2, delivers: [], ends: 'ended' }] },
  { name: 'out of order', steps: [{ data: 2, bytes: 1, delivers: [] }, { data: 1, bytes: 1, delivers: [] }, { data: 0, bytes: 1, delivers: [0, 1, 2] }] },
  { name: 'a duplicate of a delivered message is dropped and counted', steps: [{ data: 0, bytes: 1, delivers: [0] }, { data: 0, bytes: 1, delivers: [], drops: 1 }, { data: 1, bytes: 1, delivers: [1] }] },
  { name: 'a duplicate of a waiting message is dropped and counted', steps: [{ data: 1, bytes: 1, delivers: [] }, { data: 1, bytes: 1, delivers: [], drops: 1 }, { data: 0, bytes: 1, delivers: [0, 1] }] },
  { name: 'an end that overtakes waits for the messages it counts', steps: [{ end: 2, delivers: [] }, { data: 0, bytes: 1, delivers: [0] }, { data: 1, bytes: 1, delivers: [1], ends: 'ended' }] },
  { name: 'an end without messages', steps: [{ end: 0, delivers: [], ends: 'ended' }] },
  { name: 'LAST ends the channel after the message', steps: [{ data: 0, bytes: 1, delivers: [0] }, { data: 1, bytes: 1, last: true, delivers: [1], ends: 'ended' }] },
  { name: 'LAST that arrives early waits', steps: [{ data: 1, bytes: 1, last: true, delivers: [] }, { data: 0, bytes: 1, delivers: [0, 1], ends: 'ended' }] },
  ...['cancelled', 'failed', 'window_closed', 'shutdown'].map((reason) => ({ name: `an end with ${reason}`, steps: [{ data: 0, bytes: 1, delivers: [0] }, { end: 1, reason, delivers: [], ends: reason }] })),
  { name: 'no message is delivered after the end', steps: [{ end: 0, delivers: [], ends: 'ended' }, { data: 0, bytes: 1, delivers: [] }] },
  { name: '1,024 frames may wait', steps: [{ data_from: 1, data_to: 1024, bytes: 64, delivers_count: 0 }, { data: 0, bytes: 64, delivers_count: 1025 }] },
  { name: '1,025 frames may not wait', steps: [{ data_from: 1, data_to: 1024, bytes: 64, delivers_count: 0 }, { data: 1025, bytes: 64, delivers: [], ends: 'frame_lost' }] },
  { name: '8 MiB may wait', steps: [{ data_from: 1, data_to: 128, bytes: 64 * KIB, delivers_count: 0 }, { data: 0, bytes: 64, delivers_count: 129 }] },
  { name: '8 MiB and one byte may not wait', steps: [{ data_from: 1, data_to: 127, bytes: 64 * KIB, delivers_count: 0 }, { data: 128, bytes: 64 * KIB + 1, delivers: [], ends: 'frame_lost' }] },
], 'One receiving channel. `data`: a message of that index and size arrives; `end`: an END with that count; `delivers`: the indexes of the messages that this step delivers, in order; `ends`: the reason of the end of the channel in this step.')

write('session/sender.json', 'sender', [
  { name: 'the initial grant is 8 MiB: seven messages of 1 MiB, one that overruns, then none', steps: [{ send: MIB, times: 7, ok: true }, { send: MIB - 1, ok: true }, { send: 5 * MIB, ok: true }, { send: 0, ok: false }] },
  { name: 'a grant that is used up exactly permits no more', steps: [{ send: MIB, times: 8, ok: true }, { send: 0, ok: false }] },
  { name: 'the first message may have any size', steps: [{ send: 100 * MIB, ok: true }, { send: 1, ok: false }] },
  { name: 'the initial grant is 1,024 frames', steps: [{ send: 0, times: 1024, ok: true }, { send: 0, ok: false }] },
  { name: 'a message costs at least 64 bytes', credit: { frames: 1000000, bytes: 640 }, steps: [{ send: 0, times: 10, ok: true }, { send: 0, ok: false }] },
  { name: 'a message of 65 bytes costs 65', credit: { frames: 1000000, bytes: 130 }, steps: [{ send: 65, times: 2, ok: true }, { send: 0, ok: false }] },
  { name: 'a grant is a total', steps: [{ send: 0, times: 1024, ok: true }, { credit_frames: 1025, credit_bytes: 16 * MIB }, { send: 0, ok: true }, { send: 0, ok: false }] },
  { name: 'a repeated grant changes nothing', steps: [{ send: 0, times: 1024, ok: true }, { credit_frames: 1025, credit_bytes: 16 * MIB }, { credit_frames: 1025, credit_bytes: 16 * MIB }, { send: 0, ok: true }, { send: 0, ok: false }] },
  { name: 'a smaller grant changes nothing', steps: [{ credit_frames: 1026, credit_bytes: 16 * MIB }, { credit_frames: 1, credit_bytes: 1 }, { send: 0, times: 1026, ok: true }, { send: 0, ok: false }] },
  { name: 'bytes granted without frames permit no message', steps: [{ send: 0, times: 1024, ok: true }, { credit_frames: 1024, credit_bytes: 16 * MIB }, { send: 0, ok: false }] },
  { name: 'frames granted without bytes permit no message', steps: [{ send: MIB, times: 8, ok: true }, { credit_frames: 2048, credit_bytes: 8 * MIB }, { send: 0, ok: false }, { credit_frames: 2048, credit_bytes: 8 * MIB + 1 }, { send: 0, ok: true }, { send: 0, ok: false }] },
], 'One sending channel. `send`: sends a message of that many bytes if credit permits; `credit_frames` and `credit_bytes`: a CREDIT frame arrives with these totals; `credit` of a case: the initial grant, by default that of §7.')

write('session/watermark.json', 'watermark', [
  { name: 'a reply whose frames have been delivered settles at once', steps: [{ frames_to: 3, settles: [] }, { reply: 1, watermark: 3, settles: [1] }] },
  { name: 'a watermark of zero settles at once', steps: [{ reply: 1, watermark: 0, settles: [1] }] },
  { name: 'a reply waits for its watermark', steps: [{ reply: 1, watermark: 2, settles: [] }, { frames_to: 1, settles: [] }, { frames_to: 2, settles: [1] }] },
  { name: 'replies settle when their watermarks are reached', steps: [{ reply: 1, watermark: 5, settles: [] }, { reply: 2, watermark: 2, settles: [] }, { reply: 3, watermark: 5, settles: [] }, { frames_to: 4, settles: [2] }, { frames_to: 9, settles: [1, 3] }] },
], '`frames_to`: the page has delivered frames up to that number of §5.4; `reply`: a REPLY of that call arrives; `settles`: the calls that settle in this step, in order.')

write('session/poll.json', 'poll', [
  { name: 'consecutive batches', steps: [{ first: 1, frames: 3, takes: 3, last: 3 }, { first: 4, frames: 2, takes: 2, last: 5 }] },
  { name: 'an empty batch changes nothing', steps: [{ first: 1, frames: 3, takes: 3, last: 3 }, { first: 4, frames: 0, takes: 0, last: 3 }] },
  { name: 'a repeated batch is dropped', steps: [{ first: 1, frames: 3, takes: 3, last: 3 }, { first: 1, frames: 3, takes: 0, last: 3 }] },
  { name: 'a batch that overlaps is accepted from its first new frame', steps: [{ first: 1, frames: 3, takes: 3, last: 3 }, { first: 2, frames: 4, takes: 2, last: 5 }] },
], 'Answers to polls. `first`: bytelane-sequence; `frames`: the number of frames; `takes`: the number of new ones; `last`: the number that the next poll states.')

write('session/calls.json', 'calls', [
  { name: 'rising ids', steps: [{ call: 1, ok: true }, { call: 2, ok: true }, { call: 3, ok: true }] },
  { name: 'an id that is used twice', steps: [{ call: 1, ok: true }, { call: 1, ok: false }] },
  { name: 'ids may overtake each other', steps: [{ call: 3, ok: true }, { call: 1, ok: true }, { call: 2, ok: true }, { call: 1, ok: false }, { call: 2, ok: false }, { call: 3, ok: false }] },
  { name: 'an id inside the window of 65,536', steps: [{ call: 200000, ok: true }, { call: 135000, ok: true }, { call: 135000, ok: false }] },
  { name: 'an id below the window counts as used', steps: [{ call: 200000, ok: true }, { call: 134000, ok: false }] },
  { name: 'each client has its own window', steps: [{ call: 2 ** 40 + 1, ok: true }, { call: 1, ok: true }, { call: 2 * 2 ** 40 + 1, ok: true }, { call: 2 ** 40 + 1, ok: false }, { call: 1, ok: false }] },
], 'A host that accepts calls. `ok: false` is a refusal with duplicate_request.')

console.log(`${total} cases`)
