// Windows are opened and closed: files and memory of the host stay level.
import { ok, run, test, until } from '/harness.js'

const { invoke } = window.__TAURI__.core
const rounds = await invoke('rounds')

async function cycle(count) {
  for (let i = 0; i < count; i++) {
    const before = await invoke('counted', { name: 'one passed' })
    await invoke('open', { label: 'second', case: 'one' })
    await until(async () => (await invoke('counted', { name: 'one passed' })) > before)
    await invoke('destroy', { label: 'second' })
    await until(async () => (await invoke('windows')).length === 1)
  }
  await new Promise((resolve) => setTimeout(resolve, 500))
  return invoke('usage')
}

test('windows that close give everything back', async () => {
  const [files, memory] = await cycle(Math.max(5, rounds / 10))
  const [filesAfter, memoryAfter] = await cycle(rounds)
  // WebKitGTK keeps two files for each window by itself, as the control shows.
  ok(filesAfter <= files + 2 * rounds + 5, `from ${files} to ${filesAfter} files: it`)
  const perWindow = (memoryAfter - memory) / rounds
  // GTK and Tauri keep some memory for each window by themselves.
  ok(perWindow < 400, `${perWindow} KiB for each window (from ${memory} to ${memoryAfter}): it`)
})

await run()
