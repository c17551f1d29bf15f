import { invoke } from '@tauri-apps/api/core'
import { equal, rejection, run, test } from './harness.js'

test('a plugin has commands, a configuration, a script and events', async () => {
  equal(await invoke('plugin:greeter|greet', { name: 'Ada' }), 'Hello, Ada!')
  equal(window.__TAURI_INTERNALS__.plugins.greeter, { loaded: '?case=plugin' })
  equal(await invoke('plugin:greeter|events'), ['ready', 'main'])
  equal(await rejection(invoke('greet', { name: 'Ada' })), 'Command greet not found')
  equal(await rejection(invoke('plugin:greeter|other')), 'Command plugin:greeter|other not found')
  equal(await rejection(invoke('plugin:greeter|greet', {})), 'invalid args `name` for command `greet`: command greet missing required key name')
})

await run()
