// Arguments behind proxies, as reactive frameworks keep their state.
import { equal, invoke, run } from '/harness.js'

const bound = {
  get(target, name) {
    const value = Reflect.get(target, name)
    return typeof value === 'function' ? value.bind(target) : value
  },
}

run(async () => {
  equal(await invoke('echo', { value: new Proxy(new Map([['k', 1]]), bound) }), { k: 1 })
  equal(await invoke('echo', { value: new Proxy({ list: new Proxy([1, 'a'], {}) }, {}) }), { list: [1, 'a'] })
  for (const handler of [bound, {}]) {
    const bytes = new Proxy(new Uint8Array([1, 2, 250]), handler)
    equal((await invoke('digest_of', { data: bytes })).length, 3)
    equal(new Uint8Array(await invoke('echo_bytes', { data: bytes })), new Uint8Array([1, 2, 250]))
  }
})
