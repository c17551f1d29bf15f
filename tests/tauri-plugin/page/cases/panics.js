// Commands that never answer by themselves. Without the plugin, a panic of a sync command ends the application.
import { equal, rejection, run, test } from '/harness.js'

const { invoke } = window.__TAURI__.core

test('a sync command that panics rejects its call', async () => {
  for (let i = 0; i < 3; i++) {
    const error = await rejection(invoke('panics'))
    equal([error.code, error.message, error.command], ['handler_panicked', 'command panics panicked', 'panics'])
  }
})

test('an async command that panics, and one that drops its call, reject', async () => {
  for (const command of ['panics_later', 'drops']) {
    const error = await rejection(invoke(command))
    equal([error.code, error.command], ['no_reply', command])
  }
})

test('the application goes on', async () => {
  equal(await invoke('echo', { value: 1 }), 1)
})

await run()
