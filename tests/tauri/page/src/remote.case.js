// A page of another origin, served over HTTP, to which a capability allows a few commands.
import { Channel, invoke, isTauri } from '@tauri-apps/api/core'
import { getName } from '@tauri-apps/api/app'
import { emit, listen } from '@tauri-apps/api/event'
import { getCurrentWindow } from '@tauri-apps/api/window'
import { equal, ok, rejection, run, test, until } from './harness.js'

test('a page of another origin may call only the listed commands', async () => {
  equal(isTauri(), true)
  ok(location.origin.startsWith('http://127.0.0.1:'))
  const seen = []
  await invoke('vectors', { channel: new Channel((message) => seen.push(message)) })
  equal(seen.length, 1)
  equal(
    await rejection(invoke('echo', { value: 1 })),
    `Command echo not allowed by ACL: no capability allows this command to pages of ${location.origin}. Add {"windows": ["main"], "local": false, "remote": ` +
      `{"urls": ["${location.origin}"]}, "allow": ["echo"]} to \`app.security.capabilities\`, or as a file to \`capabilities/\` if that list is empty`,
  )
  equal(await getCurrentWindow().title(), 'Main')
  ok((await rejection(getCurrentWindow().close())).includes('not allowed by ACL'))
})

test('permissions in Tauri\'s words allow and deny', async () => {
  const heard = []
  await listen('x', ({ payload }) => heard.push(payload))
  ok((await rejection(emit('x', 1))).includes('has a permission that denies "plugin:event|emit"'))
  await invoke('plugin:event|emit_to', { target: { kind: 'Any' }, event: 'x', payload: 2 })
  await until(() => heard.length === 1)
  equal(heard, [2])
})

test('permissions of a capability without windows allow nothing', async () => {
  ok((await rejection(getName())).includes('not allowed by ACL: no capability allows this command to pages of'))
})

await run()
