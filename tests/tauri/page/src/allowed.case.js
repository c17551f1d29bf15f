// A policy that the application maintains itself, with `dangerousDisableAssetCspModification`.
import { equal, run, test } from './harness.js'

test('a policy that is not modified decides alone', async () => {
  equal(window.inline, undefined)
  equal(document.querySelector('style').nonce, '')
  equal(getComputedStyle(document.querySelector('#styled')).color, 'rgb(1, 2, 3)')
  const policy = (await fetch('/inline.html')).headers.get('content-security-policy')
  equal(policy, "default-src 'self'; style-src 'unsafe-inline'; connect-src 'self' ipc: http://ipc.localhost")
})

await run()
