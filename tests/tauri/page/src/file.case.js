// A capability of a file in `capabilities/`, which the configuration names nowhere.
import { invoke } from '@tauri-apps/api/core'
import { emit, listen } from '@tauri-apps/api/event'
import { equal, run, test, until } from './harness.js'

test('what a file denies is refused in its windows, and nowhere else', async () => {
  const heard = []
  await listen('denied', ({ payload }) => heard.push(payload))
  await invoke('open', { label: 'denied-1', case: 'denied' })
  await until(() => heard.length === 1)
  const where = 'which applies to window `denied-1`. Take it out there, in `app.security.capabilities` or its file in `capabilities/`'
  equal(heard[0], {
    emit: `Command plugin:event|emit not allowed by ACL: capability \`denied\` has "plugin:event|emit" in its \`deny\`, ${where}`,
    count: `Command count not allowed by ACL: capability \`denied\` has "count" in its \`deny\`, ${where}`,
    echo: 1,
    title: true,
  })
  equal(await invoke('count', { name: 'x' }), null)
  await emit('anything')
})

await run()
