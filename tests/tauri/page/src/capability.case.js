import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import { getCurrentWindow } from '@tauri-apps/api/window'
import { equal, ok, rejection, run, test, until } from './harness.js'

test('a denied command is refused, and the error names the capability', async () => {
  equal(
    await rejection(getCurrentWindow().setTitle('x')),
    'Command plugin:window|set_title not allowed by ACL: capability `no-titles` has "plugin:window|set_title" in its `deny` list, which applies to ' +
      'window `main`. Remove it in `app.security.capabilities` or in its file in `capabilities/`',
  )
  ok((await rejection(invoke('plugin:basic|my_custom_command'))).includes('not allowed by ACL'))
  equal(await getCurrentWindow().title(), 'Main')
  equal(await invoke('echo', { value: 1 }), 1)
})

test('a window with a list may call only the listed commands', async () => {
  const heard = []
  await listen('listed', ({ payload }) => heard.push(payload))
  await invoke('open', { label: 'listed', case: 'listed' })
  await until(() => heard.length === 1)
  equal(heard[0], {
    counted: 0,
    echo: 'Command echo not allowed by ACL: window `listed` may call listed commands only. Add "echo" to the `allow` list of capability `closed` in ' +
      '`app.security.capabilities` or in its file in `capabilities/`',
  })
})

await run()
