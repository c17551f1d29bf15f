// No lane but one is wanted, and it is not there: every call says so. The page tells the host by the address that it asks for.
const tell = failure => fetch('/finish?' + encodeURIComponent(failure))

const refusal = command => bytelane.invoke(command).then(() => 'a call was answered', ({ code, message }) => code + ': ' + message)
const expected = /^internal: the shared-memory lane is the only one that is wanted, and it is not there: .*the system lends nothing/

Promise.all([refusal('echo'), refusal('echo')]).then(async ([first, second]) => {
  const third = await refusal('echo')
  const wrong = [first, second, third].filter(text => !expected.test(text))
  await tell(bytelane.lane() === 'shm' ? wrong.join('; ') : bytelane.lane())
}, error => tell(String(error)))
