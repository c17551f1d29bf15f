// Small calls, one after another, for as long as the host lives.
const { invoke } = bytelane
for (;;) await invoke('beat')
