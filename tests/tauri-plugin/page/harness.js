const { invoke } = window.__TAURI__.core

const cases = []

/** Warnings of Tauri's script and of the client, which a failure reports. */
const warnings = []
const { warn } = console
console.warn = (...given) => {
  warnings.push(given.map((one) => (one instanceof Error ? `${one}\n${one.stack}` : String(one))).join(' '))
  warn(...given)
}

/** How the application has the plugin: `absent`, `present` without acceleration, or `accelerated`. */
export const mode = new URLSearchParams(location.search).get('mode')
export const accelerated = mode === 'accelerated'

/** Adds a test. Tests run one after the other, in order. */
export function test(name, work) {
  cases.push({ name, work })
}

export function ok(value, what = 'it') {
  if (!value) throw new Error(`${what} is ${value}`)
}

const shown = (value) => {
  if (value instanceof ArrayBuffer) return `ArrayBuffer[${new Uint8Array(value)}]`
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}[${value}]`
  if (value instanceof Error) return `${value.name}: ${value.message}`
  return value === undefined ? 'undefined' : JSON.stringify(value)
}

/** Throws unless both values have the same text form, in which buffers have their type. */
export function equal(actual, expected, what = 'it') {
  if (shown(actual) !== shown(expected)) throw new Error(`${what} is ${shown(actual).slice(0, 500)}, not ${shown(expected).slice(0, 500)}`)
}

/** Returns the reason with which a promise rejects. */
export async function rejection(promise) {
  let value
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Error(`resolved with ${shown(value)}`)
}

/** Resolves once `condition` returns a truthy value. Otherwise the case ends by its time limit. */
export async function until(condition) {
  for (;;) {
    const value = await condition()
    if (value) return value
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Returns the bytes of a buffer as an array. */
export const bytes = (buffer) => Array.from(new Uint8Array(buffer))

/** Returns bytes that differ from their neighbours and from those of other lengths. */
export function pattern(length) {
  const data = new Uint8Array(length)
  for (let i = 0; i < length; i++) data[i] = (i * 31 + (i >> 8) * 17 + length) & 255
  return data
}

/** Returns the sum that the command `checksum` returns. */
export function checksum(data) {
  let sum = 0
  for (let i = 0; i < data.length; i++) sum = (sum + data[i] * ((i % 251) + 1)) >>> 0
  return sum
}

/** Runs the tests and reports the result of each to the host. */
export async function run() {
  for (const { name, work } of cases) {
    let failure = null
    try {
      await work()
    } catch (error) {
      failure = [error?.message ?? error, error?.stack ?? '', ...warnings.splice(0)].join('\n')
    }
    await invoke('report', { name, failure })
  }
  await invoke('finish', { tests: cases.length })
}
