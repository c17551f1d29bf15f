import { callAll } from '/bindings-calls.js'
import { equal, run } from '/harness.js'

run(async () => {
  await callAll(equal)
})
