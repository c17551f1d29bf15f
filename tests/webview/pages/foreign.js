// Leaves for a page of an origin that is not on the list; `foreign_page.js` reports from there.
import { invoke } from '/harness.js'

location.href = await invoke('foreign_page')
