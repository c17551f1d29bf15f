// Bytes beside JSON in a simple format: the length of the JSON text, the text, the bytes.

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function join(value, bytes) {
  const text = encoder.encode(JSON.stringify(value))
  const body = new Uint8Array(4 + text.length + bytes.length)
  new DataView(body.buffer).setUint32(0, text.length, true)
  body.set(text, 4)
  body.set(bytes, 4 + text.length)
  return body
}

/** The value, and a view of the bytes. */
export function split(buffer) {
  const length = new DataView(buffer).getUint32(0, true)
  const value = JSON.parse(decoder.decode(new Uint8Array(buffer, 4, length)))
  return { value, bytes: new Uint8Array(buffer, 4 + length) }
}
