import { convertFileSrc, invoke } from '@tauri-apps/api/core'
import { equal, ok, run, test } from './harness.js'

const root = new TextDecoder().decode(await invoke('root'))
const get = (path, init) => fetch(convertFileSrc(`${root}/${path}`), init)

test('files of the scope are there by address, others are not', async () => {
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

await run()
