// The application of `exits`: it exits while its work runs.
import { run } from '/soak.js'
import { startWork } from '/working.js'

run(() => startWork(100, 10))
