// Mistakes of newcomers, and their errors: the command, the mistake, and how to correct it.
import { Channel, invoke } from '@tauri-apps/api/core'
import { emitTo, listen } from '@tauri-apps/api/event'
import { equal, ok, rejection, run, test } from './harness.js'

test('state that is not managed', async () => {
  equal(
    await rejection(invoke('plugin:shared|not_managed')),
    'state not managed for field `state` on command `not_managed`. You must call `.manage()` before using this command',
  )
})

test('arguments that are missing, misspelt or of another type', async () => {
  equal(await rejection(invoke('needs')), 'invalid args `value` for command `needs`: command needs missing required key value')
  equal(await rejection(invoke('needs', { Value: 1 })), 'invalid args `value` for command `needs`: command needs missing required key value')
  const wrong = (value) => rejection(invoke('needs', { value }))
  equal(await wrong('7'), 'invalid args `value` for command `needs`: invalid type: string "7", expected u32')
  equal(await wrong(-1), 'invalid args `value` for command `needs`: invalid value: integer `-1`, expected u32')
  equal(await wrong(1.5), 'invalid args `value` for command `needs`: invalid type: floating point `1.5`, expected u32')
  equal(await wrong(null), 'invalid args `value` for command `needs`: invalid type: null, expected u32')
  equal(await wrong(new Uint8Array(2)), 'invalid args `value` for command `needs`: invalid type: byte array, expected u32')
  // A key spelled as in Rust instead of as on the page.
  equal(
    await rejection(invoke('plugin:arguments|my_custom_command', { invoke_message: 'x' })),
    'invalid args `invokeMessage` for command `my_custom_command`: command my_custom_command missing required key invokeMessage',
  )
})

test('unknown commands and plugins', async () => {
  equal(await rejection(invoke('greeet')), 'Command greeet not found')
  equal(await rejection(invoke('plugin:fs|read_file')), 'plugin fs not found: add it with `Builder::plugin`')
  equal(await rejection(invoke('plugin:greeter|greeet')), 'Command plugin:greeter|greeet not found')
})

test('channels and events', async () => {
  ok((await rejection(invoke('slices', { channel: 5 }))).startsWith('invalid args `channel` for command `slices`: '))
  ok((await rejection(invoke('slices', {}))).includes('missing required key channel'))
  ok((await rejection(listen('with blank', () => undefined))).includes('Event name must include only'))
  // A label without a window is not a mistake: one may be opened later.
  equal(await emitTo('nobody', 'x'), undefined)
  equal(await invoke('slices', { channel: new Channel() }), null)
})

test('values that no argument can carry', async () => {
  const circle = {}
  circle.self = circle
  ok((await rejection(invoke('echo', { value: circle }))) !== undefined)
  ok((await rejection(invoke('echo', { value: 10n }))) !== undefined)
})

await run()
