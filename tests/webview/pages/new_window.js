// A window that the page opens has no client.
import { check, equal, invoke, run, sleep } from '/harness.js'

run(async () => {
  const opened = window.open('/plain.html')
  check(opened !== null, 'a window was opened')
  while (opened.location.pathname !== '/plain.html' || opened.document.readyState !== 'complete') await sleep(5)
  equal([typeof opened.bytelane, typeof opened.__TAURI_INTERNALS__], ['undefined', 'undefined'])
  // Natives that a script finds there reach no host.
  const natives = opened.__BYTELANE_NATIVES__
  if (natives !== undefined) {
    const packets = []
    natives.open('0123456789abcdef'.repeat(2), packet => packets.push(packet[0]))
    while (packets.length === 0) await sleep(5)
    equal(packets, [33], 'the link is closed')
  }
  const answer = await opened.eval(`fetch('ipc://localhost/frames/0', { method: 'POST', headers: { 'bytelane-secret': '${'0'.repeat(32)}' } }).then(a => a.status, () => 0)`)
  check(answer !== 200, 'a window without a gate has no session')
  opened.close()
  equal(await invoke('echo', { value: 'alive' }), 'alive')
})
