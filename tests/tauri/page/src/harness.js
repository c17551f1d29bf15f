import { invoke } from '@tauri-apps/api/core'

const cases = []

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
  if (shown(actual) !== shown(expected)) throw new Error(`${what} is ${shown(actual)}, not ${shown(expected)}`)
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

/** Runs the tests and reports the result of each to the host. */
export async function run() {
  for (const { name, work } of cases) {
    let failure = null
    try {
      await work()
    } catch (error) {
      failure = `${error?.message ?? error}\n${error?.stack ?? ''}`
    }
    await invoke('report', { name, failure })
  }
  await invoke('finish', { tests: cases.length })
}
