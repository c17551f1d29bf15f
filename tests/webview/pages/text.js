// A page that is loaded from a text has an origin, and so a client on each lane.
const { invoke } = bytelane
const finish = failure => invoke('finish', { failure })
try {
  const text = await invoke('echo', { value: location.href })
  const { byteLength } = await invoke('draw', { length: 3_000_000 })
  const found = `${text} ${byteLength}`
  await finish(found === 'bytelane://localhost/ 3000000' ? null : found)
} catch (error) {
  await finish(String(error))
}
