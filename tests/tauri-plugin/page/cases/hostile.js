// A hostile page with the plugin: the attacks on Tauri's own IPC one after the other, and those on the plugin.
import { accelerated, equal, run, test } from '/harness.js'
import { URL_OF_COUNT, attacks, forged, soon } from '/attacks.js'

const { invoke } = window.__TAURI__.core
const alive = async () => equal(await invoke('echo', { value: 1 }), 1)

for (const [name, attack] of Object.entries(attacks)) {
  // Only over the lane it is caught.
  if (name === 'a sync command that panics' && !accelerated) continue
  test(`attack: ${name}`, async () => {
    await attack()
    await alive()
  })
}

test('a window that the page opens does not end the host', async () => {
  const opened = window.open('/index.html')
  const found = () => {
    const natives = opened.__BYTELANE_NATIVES__
    if (natives === undefined) return
    const mark = natives.mark()
    fetch.call(opened, `${URL_OF_COUNT}?bytelane-mark=${mark}`, { method: 'POST', body: new Blob(['x']) }).catch(() => undefined)
    throw new Error('the window has natives')
  }
  while (opened.location.pathname !== '/index.html' || opened.document.readyState !== 'complete') {
    found()
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  found()
  for (let i = 0; i < 10; i++) await soon(opened.fetch(URL_OF_COUNT, { method: 'POST', body: new Blob(['x']) }))
  await alive()
  opened.close()
})

test('a blob of a blank frame does not end the host', async () => {
  const frame = document.createElement('iframe')
  document.body.append(frame)
  await new Promise((resolve) => setTimeout(resolve, 200))
  for (let i = 0; i < 10; i++) await soon(frame.contentWindow.fetch(URL_OF_COUNT, { method: 'POST', body: new Blob(['x']) }))
  await alive()
  frame.remove()
})

test('a guessed key runs nothing, on either way', async () => {
  await soon(fetch(URL_OF_COUNT, { method: 'POST', body: '{"name":"forged"}', headers: forged() }))
  await soon(window.bytelane.invoke('__bytelane_tauri_call__', new Uint8Array(3), { headers: { 'bytelane-tauri-command': 'count', 'tauri-invoke-key': 'x' } }))
  equal(await invoke('counted', { name: 'forged' }), 0)
})

await run()
