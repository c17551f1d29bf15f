// Commands of bytelane under the permissions of Tauri.
import { equal, ok, rejection, run, test } from '/harness.js'

const { bytelane } = window

test('a permitted command runs, again and again', async () => {
  for (let i = 0; i < 3; i++) equal((await bytelane.invoke('frame', { length: 4 })).byteLength, 4)
})

test('every other command is refused in the words of Tauri', async () => {
  for (const command of ['forbidden', 'handles', 'mixed']) {
    const refused = await rejection(bytelane.invoke(command))
    ok(refused.includes(`bytelane.${command} not allowed`) || refused.includes('not found'), refused)
  }
})

test('a page cannot ask in the name of the plugin', async () => {
  const forged = await rejection(window.__TAURI__.core.invoke('plugin:bytelane|frame', {}, { headers: { 'bytelane-may-run': '0'.repeat(32) } }))
  ok(forged.includes('is not a command of Tauri'), forged)
  const refused = await rejection(window.__TAURI__.core.invoke('plugin:bytelane|forbidden'))
  ok(refused.includes('not allowed'), refused)
})

await run()
