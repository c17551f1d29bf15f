// One window blocks 700 sync commands; a second one calls, loads pages and downloads a file meanwhile.
import { check, equal, invoke, pattern, run, sleep } from '/harness.js'

/** Returns the 99th percentile of small sync calls, in milliseconds; the clock of the page has steps of 1 ms. */
async function p99(calls) {
  const times = []
  for (let i = 0; i < calls; i++) {
    const start = performance.now()
    await invoke('echo', { value: i })
    times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)[Math.floor(calls * 0.99)]
}

if (location.pathname === '/second') {
  try {
    equal(await invoke('echo', { value: 'while the other window is blocked' }), 'while the other window is blocked')
    const blocked = await p99(1000)
    const page = await fetch('/plain.html')
    check((await page.text()).includes('plain'), 'a page')
    equal((await invoke('file', { length: 3000000 })).byteLength, 3000000, 'a file')
    equal((await invoke('digest_of', { data: pattern(2000000) })).length, 2000000, 'an upload')
    await invoke('unblock')
    const idle = await p99(1000)
    await invoke('figure', { text: `p99 of a small call in a second window: ${blocked} ms while the first blocks 700 calls, ${idle} ms idle` })
    await invoke('count', { name: 'second' })
  } catch (error) {
    await invoke('unblock')
    await invoke('finish', { failure: String(error) })
  }
} else {
  run(async () => {
    const calls = Array.from({ length: 700 }, () => invoke('block'))
    await invoke('open_second', { url: 'bytelane://localhost/second' })
    await Promise.all(calls)
    equal(await invoke('counted', { name: 'blocked' }), 700)
    while ((await invoke('counted', { name: 'second' })) === 0) await sleep(5)
  })
}
