// Tray icons are not supported: each function of the module is refused with the name of its command.
import { TrayIcon } from '@tauri-apps/api/tray'
import { equal, ok, rejection, run, test } from './harness.js'

const REFUSAL = /^(plugin:tray\|\w+) is not supported: this engine has no tray icons$/

test('every function of the module is refused by name', async () => {
  const seen = new Set()
  const refused = async (what, call) => {
    const text = await rejection(call)
    const command = REFUSAL.exec(text)?.[1]
    ok(command, `${what}: ${text}`)
    seen.add(command)
  }
  for (const method of ['new', 'getById', 'removeById']) await refused(method, TrayIcon[method]({}))
  const icon = new TrayIcon(1, 'id')
  const methods = Object.getOwnPropertyNames(TrayIcon.prototype).filter((name) => name !== 'constructor')
  ok(methods.length >= 9)
  for (const method of methods) await refused(method, icon[method]('x'))
  equal([...seen].sort(), PACKAGE_COMMANDS.filter((command) => command.startsWith('plugin:tray|')))
})

await run()
