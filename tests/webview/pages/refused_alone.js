// The chosen lane has no fallback and is not available, so every call is refused. The page reports to the host by the URL that it requests.
const report = failure => fetch('/finish?' + encodeURIComponent(failure))

const refusal = command => bytelane.invoke(command).then(() => 'a call was answered', ({ code, message }) => code + ': ' + message)
const expected = /^internal: only the lane shm is allowed, and it is not available: .*the shared-memory lane could not be opened/

Promise.all([refusal('echo'), refusal('echo')]).then(async ([first, second]) => {
  const third = await refusal('echo')
  const wrong = [first, second, third].filter(text => !expected.test(text))
  await report(bytelane.lane() === 'shm' ? wrong.join('; ') : bytelane.lane())
}, error => report(String(error)))
