// Node 18 has the Web Crypto API, but not as a global. Imported before the modules that capture globals.
import { webcrypto } from 'node:crypto'

if ((globalThis as { crypto?: unknown }).crypto === undefined) {
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true })
  Object.defineProperty(globalThis, 'Crypto', { value: (webcrypto as object).constructor, configurable: true })
}
