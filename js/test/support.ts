import './setup.js'
import { type Client, createClient } from '../src/client/client.js'
import { IpcError } from '../src/base/error.js'
import type { Lane } from '../src/lane/lane.js'
import { Exactly, MemoryHost, memoryLane } from './host/memory-host.js'
import { LIMITS, type Limits } from '../src/base/constants.js'

export interface Pair {
  readonly client: Client
  readonly host: MemoryHost
  readonly restart: () => void
}

/** Returns a client and a memory host. `wrap` may replace the lane between them. */
export function pair(overrides: Partial<Limits> = {}, wrap: (lane: Lane, host: MemoryHost) => Lane = (lane) => lane, debug = false): Pair {
  const limits = { ...LIMITS, ...overrides }
  const host = new MemoryHost(limits)
  host.commands.set('echo', ({ payload }) => new Exactly(payload))
  host.commands.set('nothing', () => undefined)
  host.commands.set('hang', () => new Promise(() => undefined))
  const { client, restart } = createClient(wrap(memoryLane(host), host), { label: 'main', limits, debug })
  return { client, host, restart }
}

/** For `assert.rejects`: matches an IpcError with this code. */
export const ipc =
  (code: string) =>
  (error: unknown): boolean => {
    if (!(error instanceof IpcError)) throw new Error(`not an IpcError: ${String(error)}`)
    if (error.code !== code) throw new Error(`${error.code}: ${error.message}`)
    return true
  }
/** For `assert.rejects`: matches an error of this name. */
export const named =
  (name: string) =>
  (error: unknown): boolean => {
    if ((error as Error | undefined)?.name !== name) throw new Error(`not a ${name}: ${String(error)}`)
    return true
  }
