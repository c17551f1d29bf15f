import type { Bytes } from '../src/base/primordials.js'

/** A segment of bytes in the notation of `protocol/vectors/README.md`. */
export type Segment = string | { readonly repeat: readonly [string, number] } | { readonly utf8: string }

function hex(text: string): Bytes {
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(i * 2, i * 2 + 2), 16)
  return bytes
}

/** Returns the bytes of segments. */
export function bytesFrom(segments: readonly Segment[]): Bytes {
  const parts: Bytes[] = segments.map((segment) => {
    if (typeof segment === 'string') return hex(segment)
    if ('utf8' in segment) return new TextEncoder().encode(segment.utf8) as Bytes
    const [text, count] = segment.repeat
    const one = hex(text)
    const all = new Uint8Array(one.length * count)
    if (one.length === 1) all.fill(one[0] ?? 0)
    else for (let i = 0; i < count; i++) all.set(one, i * one.length)
    return all
  })
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** Returns bytes in hexadecimal, for messages of failed tests. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Returns a seeded generator of numbers from 0 to 1 (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Returns `length` bytes that vary with their position. */
export function pattern(length: number, seed: number = 1): Bytes {
  const bytes = new Uint8Array(length)
  let state = seed >>> 0
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}

/** Waits until `check` returns true. */
export async function until(check: () => boolean, ms: number = 5_000): Promise<void> {
  const end = Date.now() + ms
  while (!check()) {
    if (Date.now() > end) throw new Error('waited too long')
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** Runs all pending microtasks and timers that are due. */
export const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))
