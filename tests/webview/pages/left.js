// Calls that a page makes while it is left, by a link and by a reload: none of them runs, and those before run.
import { check, equal, invoke, run, sleep } from '/harness.js'

const record = name => invoke('count', { name }).catch(error => sessionStorage.setItem('refused', error.code))

run(async () => {
  const visit = Number(sessionStorage.getItem('visit') ?? 0)
  sessionStorage.setItem('visit', visit + 1)
  if (visit === 2) {
    await sleep(200)
    equal(await invoke('counted', { name: 'before' }), 6)
    for (const name of ['pagehide', 'visibilitychange', 'unload']) equal(await invoke('counted', { name }), 0, name)
    equal(sessionStorage.getItem('refused'), 'document_gone')
    return
  }
  const leaving = (target, name) => target.addEventListener(name, () => [1, 2, 3].forEach(() => record(name)))
  leaving(window, 'pagehide')
  leaving(document, 'visibilitychange')
  leaving(window, 'unload')
  await Promise.all([1, 2, 3].map(() => record('before')))
  if (visit === 0) location.href = '/?link'
  else location.reload()
  await new Promise(() => undefined)
})
