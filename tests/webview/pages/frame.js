// Runs in a sandboxed frame, whose origin is opaque.
import { tryAll } from './attempts.js'

tryAll(['cors', 'no-cors']).then(({ read }) => parent.postMessage({ read, client: typeof bytelane }, '*'))
