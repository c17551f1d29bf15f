// Official plugins as they come from the registry: files, their scope, dialogs and the log.
import { equal, ok, pattern, rejection, run, test } from '/harness.js'

const { invoke } = window.__TAURI__.core
const MIB = 1 << 20

const write = (path, data) => invoke('plugin:fs|write_file', data, { headers: { path: encodeURIComponent(path), options: JSON.stringify({}) } })
const read = async (path) => new Uint8Array(await invoke('plugin:fs|read_file', { path, options: {} }))

test('files are written and read back', async () => {
  const folder = await invoke('folder_of_files')
  for (const length of [1, 4096, MIB + 1, 20 * MIB]) {
    const data = pattern(length)
    await write(`${folder}/file`, data)
    const back = await read(`${folder}/file`)
    equal(back.length, length)
    ok(back.every((byte, index) => byte === data[index]), `${length} bytes`)
  }
})

test('the scope refuses what the capability does not allow', async () => {
  const refused = await rejection(read('/etc/hostname'))
  ok(refused.includes('forbidden path: /etc/hostname'), refused)
  ok((await rejection(write('/etc/hostname', new Uint8Array(1)))).includes('forbidden path'))
})

test('a command without a permission is refused', async () => {
  const refused = await rejection(invoke('plugin:fs|remove', { path: '/tmp/x', options: {} }))
  ok(refused.includes('fs.remove not allowed'), refused)
  ok((await rejection(invoke('plugin:window|set_title', { value: 'x' }))).includes('not allowed'))
})

test('the log and dialogs have their commands', async () => {
  equal(await invoke('plugin:log|log', { level: 3, message: 'from the page' }), null)
  ok((await rejection(invoke('plugin:dialog|nothing'))).includes('not allowed'))
})


await run()
