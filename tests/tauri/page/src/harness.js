import { invoke } from '@tauri-apps/api/core'

const cases = []

/** Adds a test; they run one after the other, in this order. */
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

/** Fails unless the two are shown alike; buffers with their type. */
export function equal(actual, expected, what = 'it') {
  if (shown(actual) !== shown(expected)) throw new Error(`${what} is ${shown(actual)}, not ${shown(expected)}`)
}

/** The reason with which a promise rejects. */
export async function rejection(promise) {
  let value
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Error(`resolved with ${shown(value)}`)
}

/** Resolves when `condition` gives something true; the case hangs otherwise, and its time limit says so. */
export async function until(condition) {
  for (;;) {
    const value = await condition()
    if (value) return value
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** The bytes of a buffer, as an array. */
export const bytes = (buffer) => Array.from(new Uint8Array(buffer))

/** Runs the tests and tells the host how each went. */
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
