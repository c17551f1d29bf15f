import { type Held, hold } from '../base/held.js'
import {
  blobArrayBuffer,
  type Bytes,
  charCodeAt,
  encodeText,
  joined,
  type List,
  list,
  own,
  push,
  randomHex,
  stringSlice,
  typedByteLength,
  Uint8Array,
} from '../base/primordials.js'
import { blobType, fileName, formDataForEach } from '../base/request.js'

/** A form as bytes, with their media type. */
interface EncodedForm {
  readonly type: string
  readonly bytes: Bytes
}

const LF = 10
const CR = 13
const QUOTE = 34

/** Returns a text with other line ends and quotes. */
function escaped(text: string, lineEnd: string, quote: string): string {
  let result = ''
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const char = charCodeAt(text, at)
    if (char !== CR && char !== LF && char !== QUOTE) continue
    result += stringSlice(text, from, at) + (char === QUOTE ? quote : lineEnd)
    if (char === CR && at + 1 < text.length && charCodeAt(text, at + 1) === LF) at += 1
    from = at + 1
  }
  return result + stringSlice(text, from)
}
const inHeader = (text: string): string => escaped(text, '%0D%0A', '%22')

/** Encodes a form as `multipart/form-data`. WebKit cannot read the body of a request with a form that contains files. */
export async function encodeForm(form: FormData): Promise<Held<EncodedForm>> {
  const boundary = '----bytelane' + randomHex(16)
  const entries: List<readonly [string, string | File]> = list()
  formDataForEach(form, (value, name) => push(entries, [name, value]))
  const parts: List<Bytes> = list()
  let length = 0
  const add = (part: Bytes): void => {
    push(parts, part)
    length += typedByteLength(part)
  }
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]
    if (entry === undefined) continue
    const value = entry[1]
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${inHeader(entry[0])}"`
    // A file may be of another realm.
    if (typeof value !== 'string') {
      const type = blobType(value)
      add(encodeText(`${head}; filename="${inHeader(fileName(value))}"\r\nContent-Type: ${type === '' ? 'application/octet-stream' : type}\r\n\r\n`))
      add(new Uint8Array(await own(blobArrayBuffer(value))))
      add(encodeText('\r\n'))
    } else {
      add(encodeText(`${head}\r\n\r\n${escaped(value, '\r\n', '"')}\r\n`))
    }
  }
  add(encodeText(`--${boundary}--\r\n`))
  return hold({ type: 'multipart/form-data; boundary=' + boundary, bytes: joined(parts, length) })
}
