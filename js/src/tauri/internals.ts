import { IpcError } from '../base/error.js'
import { defineProperty, encodeUriComponent, jsonParse, Promise, settle } from '../base/primordials.js'
import type { InvokeOptions } from '../call/options.js'
import type { ClientHandle } from '../client/client.js'
import { type Callbacks, callbackTable } from './callbacks.js'
import { tauriEvents } from './events.js'

/** The settings of Tauri's contract in a page. */
export interface TauriSettings {
  /** Label of the window and its webview. */
  readonly label: string
  /** The parts of the root URL of a scheme before and after its name. */
  readonly scheme: readonly [before: string, after: string]
  /** Separator of the components of a path. */
  readonly sep: string
  /** Delimiter of the paths in a list, as in `PATH`. */
  readonly delimiter: string
}

/** A call as a message, with the ids of the callbacks for its result and its error. */
interface Message {
  readonly cmd: string
  readonly callback: number
  readonly error: number
  readonly payload?: unknown
  readonly options?: InvokeOptions
}

/** Installs the globals that `@tauri-apps/api` uses, over the client: the same calls, lanes and channels. */
export function installTauri({ client, engine, Channel, attach }: ClientHandle, settings: TauriSettings): void {
  const callbacks = callbackTable(engine, Channel)
  const events = tauriEvents(attach, callbacks)
  const { label, scheme, sep, delimiter } = settings

  const invoke = (command: string, args: unknown = {}, options?: InvokeOptions): globalThis.Promise<unknown> =>
    new Promise((resolve, reject) =>
      settle(events.serve(command, args) ?? client.invoke(command, args, options), resolve, (error) =>
        // In Tauri's contract a refusal is a text. The error of a command is the value that it returned.
        reject(error instanceof IpcError ? error.message : error),
      ),
    )
  const ipc = ({ cmd, callback, error, payload, options }: Message): void =>
    settle(
      invoke(cmd, payload, options),
      (value) => callbacks.run(callback, value),
      (reason) => callbacks.run(error, reason),
    )

  const internals = {}
  const fixed = (target: object, name: string, value: unknown): unknown =>
    defineProperty(target, name, { __proto__: null, value, enumerable: true } as PropertyDescriptor)
  fixed(internals, 'invoke', invoke)
  fixed(internals, 'transformCallback', callbacks.transform)
  fixed(internals, 'unregisterCallback', callbacks.unregister)
  fixed(internals, 'runCallback', callbacks.run satisfies Callbacks['run'])
  fixed(internals, 'callbacks', callbacks.map)
  fixed(internals, 'convertFileSrc', (path: string, protocol: string = 'asset') => scheme[0] + protocol + scheme[1] + encodeUriComponent(path))
  fixed(internals, 'ipc', ipc)
  fixed(internals, 'postMessage', (message: string | Message) => ipc(typeof message === 'string' ? (jsonParse(message) as Message) : message))
  fixed(internals, 'metadata', { currentWindow: { label }, currentWebview: { windowLabel: label, label } })
  fixed(internals, 'plugins', { path: { sep, delimiter } })

  fixed(globalThis, '__TAURI_INTERNALS__', internals)
  fixed(globalThis, '__TAURI_EVENT_PLUGIN_INTERNALS__', { unregisterListener: events.unregister })
  fixed(globalThis, 'isTauri', true)
}
