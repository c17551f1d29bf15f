import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'

/** The requests that leave, as the platform gets them. */
const sent: { url: string; init: RequestInit }[] = []
const platform = globalThis as { fetch: unknown; location: unknown }
platform.fetch = async (input: string | Request, init: RequestInit = {}) => {
  sent.push({ url: typeof input === 'string' ? input : input.url, init })
  return new Response('')
}
platform.location = { protocol: 'app:' }

const { replaceFetch } = await import('../src/client/schemes.js')
let drawn = 0
replaceFetch({
  schemes: ['own'],
  secret: { text: () => 'secret', renew: () => undefined },
  guarded: ['ipc'],
  mark: () => `m${++drawn}`,
})

const bytesOf = (body: unknown): number[] => [...new Uint8Array(body as ArrayBuffer)]

/** Returns the request that a call of `fetch` sends. */
async function request(input: RequestInfo | URL, init?: RequestInit): Promise<{ url: string; init: RequestInit }> {
  sent.length = 0
  await fetch(input, init)
  assert.equal(sent.length, 1)
  const [only] = sent
  assert.ok(only)
  return only
}

test('a request on a guarded scheme gets a mark of its own and no secret', async () => {
  drawn = 0
  const text = await request('ipc://localhost/a', { method: 'POST', body: '{}', headers: { 'tauri-callback': '1' } })
  assert.deepEqual([text.url, text.init.body, text.init.headers], ['ipc://localhost/a?bytelane-mark=m1', '{}', { 'tauri-callback': '1' }])
  const memory = new Uint8Array([1, 2])
  const bytes = await request('IPC://localhost/a?b=c#d', { method: 'POST', body: memory })
  assert.deepEqual([bytes.url, bytes.init.body], ['IPC://localhost/a?b=c&bytelane-mark=m2', memory])
  assert.equal((await request(new URL('ipc://localhost/a'))).url, 'ipc://localhost/a?bytelane-mark=m3')
  const asRequest = await request(new Request('ipc://localhost/a', { method: 'POST', body: 'text', headers: { a: 'b' } }))
  assert.equal(asRequest.url, 'ipc://localhost/a?bytelane-mark=m4')
  assert.deepEqual(bytesOf(asRequest.init.body), [...new TextEncoder().encode('text')])
  const headers = { ...(asRequest.init.headers as Record<string, string>) }
  assert.deepEqual([headers['a'], headers['bytelane-secret']], ['b', undefined])
})

test('a body on a guarded scheme that the host could not read becomes a buffer', async () => {
  for (const body of [new Blob(['ab', 'c']), new File(['abc'], 'a.txt')]) {
    const { init } = await request('ipc://localhost/a', { method: 'POST', body })
    assert.deepEqual(bytesOf(init.body), [97, 98, 99])
  }
  const form = new FormData()
  form.append('file', new Blob(['abc']), 'a.txt')
  const { init } = await request('ipc://localhost/a', { method: 'POST', body: form })
  assert.ok(init.body instanceof ArrayBuffer || ArrayBuffer.isView(init.body))
  const params = await request('ipc://localhost/a', { method: 'POST', body: new URLSearchParams('a=b') })
  assert.deepEqual(bytesOf(params.init.body), [97, 61, 98])
})

test('a getter cannot exchange the body after the check', async () => {
  let reads = 0
  const init = {
    method: 'POST',
    get body() {
      return ++reads === 1 ? 'text' : new Blob(['abc'])
    },
  }
  const { init: left } = await request('ipc://localhost/a', init)
  assert.equal(left.body, 'text')
  assert.equal(reads, 1)
})

test('requests on other schemes have neither a mark nor the secret', async () => {
  drawn = 0
  const body = new Blob(['abc'])
  for (const url of ['https://example.org/?ipc://', 'ipcx://localhost/', ' ipc://localhost/', 'data:,']) {
    const { url: left, init } = await request(url, { method: 'POST', body })
    assert.deepEqual([left, init.body], [url, body])
  }
  const own = await request('own://localhost/a', { method: 'POST', body })
  assert.equal(own.url, 'own://localhost/a')
  assert.equal((own.init.headers as Record<string, string>)['bytelane-secret'], 'secret')
  assert.deepEqual(bytesOf(own.init.body), [97, 98, 99])
  assert.equal(drawn, 0)
})
