// A window whose responses the host changes.
import { emit } from '@tauri-apps/api/event'

const greeting = await fetch('/greeting').then((response) => response.text())
const header = await fetch('/index.html').then((response) => response.headers.get('x-changed'))
await emit('changed', { greeting, header })
