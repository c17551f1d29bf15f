// Names that are special on Windows are names of files and routes elsewhere.
import { equal, run, test } from './harness.js'

test('files whose names are special on Windows are served elsewhere', async () => {
  const text = async (path) => (await fetch(path)).text()
  for (const path of ['/aux.js', '/con.json', '/c:d.txt', '/end.', '/50%']) equal(await text(path), `file ${path.slice(1)}`, path)
})

test('every path of a client-side router is the page', async () => {
  for (const path of ['/con', '/user/nul/edit', '/100%', '/aux.d/lpt1', '/%ff', '/a%5cb']) {
    const response = await fetch(path)
    equal([response.status, response.headers.get('content-type')], [200, 'text/html; charset=utf-8'], path)
  }
})

test('no path leads outside', async () => {
  for (const path of ['/..%2fpackage.json', '/%2e%2e%2fpackage.json', '/a/..%2f..%2fpackage.json', '/.%2f..%2fpackage.json', '/%2fetc/passwd']) {
    equal((await fetch(path)).status, 403, path)
  }
})

await run()
