// A policy of the page, which does not allow the scheme of the protocol lane. The shared-memory lane needs no request.
const failed = failure => fetch('/finish?' + encodeURIComponent(failure))

if (location.pathname !== '/policy.html') {
  location.href = '/policy.html'
} else if (bytelane.lane() === 'shm') {
  const echoed = value => bytelane.invoke('echo', { value }).then(JSON.stringify, ({ code, message }) => `${code}: ${message}`)
  Promise.all([echoed(1), bytelane.invoke('draw', { length: 3_000_000 })]).then(([one, drawn]) => {
    failed(one !== '1' ? one : drawn.byteLength !== 3_000_000 ? `${drawn.byteLength} bytes` : bytelane.lane() === 'shm' ? '' : bytelane.lane())
  }, error => failed(String(error)))
} else {
  const refusal = () => bytelane.invoke('echo', { value: 1 }).then(() => 'a call was answered', ({ code, message }) => `${code}: ${message}`)
  const expected =
    "policy_denied: the request was not sent: the Content Security Policy of the page blocks ipc://localhost/. Add ipc: to its directive connect-src. The policy is: default-src 'self'"
  Promise.all([refusal(), refusal()]).then(async ([first, second]) => {
    const wrong = [first, second, await refusal()].filter(text => !text.startsWith(expected))
    await failed(wrong.join('; '))
  })
}
