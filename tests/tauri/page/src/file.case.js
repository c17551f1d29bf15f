// A capability of a file in `capabilities/`, which the configuration names nowhere.
import { invoke } from '@tauri-apps/api/core'
import { emit, listen } from '@tauri-apps/api/event'
import { equal, rejection, run, test, until } from './harness.js'

test('a permission denied in a capability file is refused in every window', async () => {
  const heard = []
  await listen('denied', ({ payload }) => heard.push(payload))
  await invoke('open', { label: 'denied-1', case: 'denied' })
  await until(() => heard.length === 1)
  const refused = (command, pattern) =>
    `Command ${command} not allowed by ACL: capability \`denied\` has a permission that denies "${pattern}" in every window, as in Tauri. ` +
    "Remove the permission in `app.security.capabilities` or in its file in `capabilities/`, or use `deny`, which applies to the capability's `windows` only"
  const denied = { emit: refused('plugin:event|emit', 'plugin:event|emit'), count: refused('count', 'count') }
  equal(heard[0], { ...denied, echo: 1, title: true })
  // The file does not name this window.
  equal({ emit: await rejection(emit('anything')), count: await rejection(invoke('count', { name: 'x' })) }, denied)
})

test('a command denied by the list of a capability file is refused in its windows only', async () => {
  const heard = []
  await listen('listed', ({ payload }) => heard.push(payload))
  await invoke('open', { label: 'list-1', case: 'list' })
  await until(() => heard.length === 1)
  equal(heard[0], {
    option:
      'Command option not allowed by ACL: capability `lists` has "opt*" in its `deny` list, which applies to window `list-1`. Remove it in ' +
      '`app.security.capabilities` or in its file in `capabilities/`',
    needs: 2,
  })
  equal(await invoke('option', { value: 1 }), 1)
})

await run()
