import { check, equal, invoke, run, until } from '/harness.js'

const ask = expression => invoke('ask_inspector', { expression })

run(async () => {
  // The first call of the page, which was made before the window was ready
  await invoke('echo', { value: 1 })
  await until(async () => (await ask("document.getElementById('status')?.dataset.state ?? null")) === 'live', 'the window')
  const names = () => ask("Array.from(document.querySelectorAll('.view .command'), cell => cell.textContent)")
  await until(async () => (await names())?.includes('echo'), 'the first call')
  const [opened, records] = await invoke('inspected')
  equal(opened, 1)
  check(records > 0)
})
