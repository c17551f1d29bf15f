// A window that is closed as soon as it works.
const { invoke, Channel } = bytelane
let last = -1
await invoke('send_numbers', { numbers: new Channel(number => (last = number)), count: 3 })
if (last === 2) await invoke('add', { name: 'opened', count: 1 })
