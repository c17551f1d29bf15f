// Inline scripts and styles under the policy of the configuration.
import { invoke } from '@tauri-apps/api/core'
import { equal, ok, run, test } from './harness.js'

const blocked = []
addEventListener('securitypolicyviolation', ({ effectiveDirective }) => blocked.push(effectiveDirective))

test('inline scripts and styles of the page are allowed', async () => {
  equal(window.inline, ['classic', 'nonce', 'module'])
  equal(getComputedStyle(document.querySelector('#styled')).color, 'rgb(1, 2, 3)')
  equal(await invoke('echo', { value: 1 }), 1)
})

test('scripts that the page does not contain are blocked', async () => {
  const script = document.createElement('script')
  script.textContent = 'window.injected = true'
  document.body.append(script)
  document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.injected = true">')
  await new Promise((resolve) => setTimeout(resolve, 50))
  equal(window.injected, undefined)
  ok(blocked.includes('script-src-elem'), `[${blocked}]`)
})

await run()
