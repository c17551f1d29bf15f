import { convertFileSrc, invoke } from '@tauri-apps/api/core'
import { equal, ok, run, test } from './harness.js'

const root = new TextDecoder().decode(await invoke('root'))
const get = (path, init) => fetch(convertFileSrc(`${root}/${path}`), init)

test('files in the scope are served by URL, others are refused', async () => {
  const config = await get('tauri.conf.json')
  equal(config.status, 200)
  equal((await config.json()).productName, 'Moved')
  const source = await (await get('src/lib.rs')).text()
  equal([(await get('Cargo.toml')).status, (await get('tests/pages.rs')).status, (await get('missing')).status], [403, 403, 404])
  equal((await fetch(convertFileSrc('/etc/passwd'))).status, 403)
  const part = await get('src/lib.rs', { headers: { range: 'bytes=4-9' } })
  equal([part.status, await part.text(), part.headers.get('content-range')], [206, source.slice(4, 10), `bytes 4-9/${source.length}`])
  ok(source.startsWith('//! '))
})

test('URLs are encoded the same in Rust and on the page', async () => {
  for (const path of ['/a b/ä?.png', "/-_.!~*'()", '/#&+,/:;=@[]%20', '/😀\n']) equal(await invoke('address', { path }), convertFileSrc(path))
})

test('the scope is changed while the application runs', async () => {
  const path = await invoke('temporary', { name: 'scope.txt', bytes: new Uint8Array([104, 105]) })
  const file = () => fetch(convertFileSrc(path))
  equal((await file()).status, 403)
  equal(await invoke('change_assets', { path, allow: true }), true)
  equal(await (await file()).text(), 'hi')
  equal(await invoke('change_assets', { path, allow: false }), false)
  equal((await file()).status, 403)
  // A forbidden file stays forbidden.
  equal(await invoke('change_assets', { path, allow: true }), false)
})

test('a URL without a path is refused', async () => {
  for (const path of ['', '/', 'relative']) equal((await fetch(convertFileSrc(path))).status, 403)
})

await run()
