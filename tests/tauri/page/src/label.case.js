// A window whose label is not ASCII: its own calls and events, those of others to it, and the rules of capabilities for it.
import { invoke } from '@tauri-apps/api/core'
import { emitTo, listen } from '@tauri-apps/api/event'
import { WebviewWindow } from '@tauri-apps/api/webviewWindow'
import { equal, run, test, until } from './harness.js'

const said = []
await listen('said', ({ payload }) => said.push(payload))

test('a label may have letters of any script', async () => {
  await invoke('open', { label: 'né-窓', case: 'labelled' })
  await until(() => said.length === 1)
  // The window's own page has sent this; a rule for `né-*` denies its title.
  equal(said, [{ label: 'né-窓', counted: 0, title: true }])
  equal((await WebviewWindow.getAll()).map(({ label }) => label).sort(), ['main', 'né-窓'])
  equal((await WebviewWindow.getByLabel('né-窓')).label, 'né-窓')
})

test('events reach the window by its label', async () => {
  await emitTo('né-窓', 'ask', 'by label')
  await emitTo({ kind: 'WebviewWindow', label: 'né-窓' }, 'ask', 'by target')
  await emitTo('né-other', 'ask', 'not for it')
  await until(() => said.length === 3)
  equal(said.slice(1), ['by label', 'by target'])
})

await run()
