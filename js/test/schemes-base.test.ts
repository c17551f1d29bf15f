import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'

/** The base of relative URLs, which a page can change. */
let base = 'app://localhost/'
globalThis.Request = new Proxy(Request, {
  construct: (target, [input, init]: [RequestInfo, RequestInit | undefined]) =>
    new target(typeof input === 'string' && !input.includes(':') ? base + input : input, init),
})
const sent: { url: string; init: RequestInit }[] = []
const platform = globalThis as { fetch: unknown; location: unknown }
platform.fetch = async (input: string | Request, init: RequestInit = {}) => {
  sent.push({ url: typeof input === 'string' ? input : input.url, init })
  return new Response('')
}
platform.location = { protocol: 'app:' }

const { replaceFetch } = await import('../src/client/schemes.js')
replaceFetch({ schemes: ['app'], secret: { text: () => 'secret', renew: () => undefined }, guarded: [], mark: () => '' })

test('a page that changes its base during the call does not redirect the secret', async () => {
  const body = new FormData()
  body.append('a', 'b')
  const call = fetch('save', { method: 'POST', body })
  base = 'https://elsewhere.example/'
  await call
  const [only] = sent
  assert.equal(sent.length, 1)
  assert.equal(only?.url, 'app://localhost/save')
  assert.equal((only?.init.headers as Record<string, string>)['bytelane-secret'], 'secret')
})
