// Menus are not supported: each function of the module is refused with the name of its command.
import * as menu from '@tauri-apps/api/menu'
import { equal, ok, rejection, run, test } from './harness.js'

const { itemFromKind, NativeIcon, ...classes } = menu
const REFUSAL = /^(plugin:menu\|\w+) is not supported: this engine has no menus$/

/** Returns the names of the functions that a class defines itself. */
const functions = (holder) =>
  Object.getOwnPropertyNames(holder).filter((name) => !['constructor', 'prototype', 'length', 'name'].includes(name) && typeof Object.getOwnPropertyDescriptor(holder, name).value === 'function')

test('every function of the module is refused by name', async () => {
  equal(Object.keys(classes).sort(), ['CheckMenuItem', 'IconMenuItem', 'Menu', 'MenuItem', 'PredefinedMenuItem', 'Submenu'])
  const seen = new Set()
  const refused = async (what, call) => {
    const text = await rejection(call)
    const command = REFUSAL.exec(text)?.[1]
    ok(command, `${what}: ${text}`)
    seen.add(command)
  }
  for (const [name, Class] of Object.entries(classes)) {
    for (const method of functions(Class)) await refused(`${name}.${method}`, Class[method]({ text: 'x' }))
    const item = new Class(1, 'id')
    for (const method of functions(Class.prototype)) await refused(`${name}#${method}`, item[method]({ rid: 1, kind: 'MenuItem', x: 0, y: 0 }))
  }
  equal([...seen].sort(), PACKAGE_COMMANDS.filter((command) => command.startsWith('plugin:menu|')))
})

test('functions without a menu work', () => {
  equal(NativeIcon.Add, 'Add')
  equal(itemFromKind([1, 'id', 'Check']).id, 'id')
})

await run()
