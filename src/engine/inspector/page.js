// The window of the inspector: requests what has changed since its last request, and shows it.
import { Model, durationOf, exportOf, find, formatBytes, formatCount, formatTime, freeze, partsOf, testOf } from '/model.js'
import { outcomeOf, showDetails } from '/details.js'
import { drawPlot } from '/plot.js'
import { Rows } from '/rows.js'
import { showChannels, showEvents, showMemory } from '/tables.js'

const INTERVAL_MS = 250
/** Time between requests while the window is not visible, and after a failure. */
const QUIET_MS = 1000
/** Length of a call whose bar is short. */
const SHORT_NS = 20_000

const $ = (id) => document.getElementById(id)
const setText = (node, text) => {
  if (node.textContent !== text) node.textContent = text
}

const model = new Model()
/** What is shown while the window is paused. */
let frozen
let found = []
let longest = 1
let selected
let tab = 'calls'
let failure

const view = () => frozen ?? model

const COLUMNS = ['command', 'quiet of-window', 'quiet of-lane', 'outcome', 'number of-bytes', 'number of-bytes', 'number', 'of-parts']

/** Returns the width of the bar of a call in percent. It is logarithmic, because calls of microseconds stand beside calls of minutes. */
const barOf = (time) => Math.max(4, (100 * Math.log2(1 + time / SHORT_NS)) / Math.log2(1 + longest / SHORT_NS))

function createRow(row) {
  const cells = COLUMNS.map((className) => {
    const cell = document.createElement('span')
    cell.className = className
    cell.setAttribute('role', 'gridcell')
    return cell
  })
  const bar = document.createElement('span')
  bar.className = 'bar'
  cells.at(-1).append(bar)
  row.append(...cells)
  return [...cells.slice(0, -1), bar]
}

function fillRow(row, cells, call) {
  const { now } = view()
  const time = durationOf(call, now)
  const texts = [call.command || '(not decoded)', call.label, call.lane, call.code ?? call.outcome, formatBytes(call.bytesIn), formatBytes(call.bytesOut), formatTime(time)]
  texts.forEach((text, place) => setText(cells[place], text))
  cells[0].title = call.command
  cells[3].dataset.outcome = call.outcome
  cells[3].title = outcomeOf(call)
  row.id = `call-${call.number}`
  row.setAttribute('aria-selected', String(call.number === selected))
  const bar = cells[7]
  const state = `${call.number} ${time} ${longest}`
  if (bar.dataset.state === state) return
  bar.dataset.state = state
  bar.style.width = `${barOf(time)}%`
  const parts = partsOf(call, now).filter(({ length }) => length > 0)
  bar.replaceChildren(
    ...parts.map(({ key, length }) => {
      const part = document.createElement('i')
      part.className = key
      part.style.flex = `${length} 0 0`
      return part
    }),
  )
}

const rows = new Rows($('calls-body'), createRow, fillRow)


function drawCalls() {
  const { calls, now, missed } = view()
  found = find(calls, $('filter').value)
  // The next power of two changes rarely, and so do the bars.
  longest = 2 ** Math.ceil(Math.log2(found.reduce((most, call) => Math.max(most, durationOf(call, now)), SHORT_NS)))
  $('calls').setAttribute('aria-rowcount', found.length + 1)
  rows.show(found)
  $('calls').hidden = found.length === 0
  $('calls-empty').hidden = found.length > 0
  setText($('calls-empty'), calls.size > 0 ? 'No call contains every word of the filter.' : 'No call since the inspector was opened. Calls appear here as pages make them.')
  $('calls-note').hidden = missed === 0
  setText($('calls-note'), `${missed.toLocaleString('en')} further calls came faster than the window reads them. The figures above count all.`)
}

function drawDetails() {
  const call = view().calls.get(selected)
  $('details').hidden = call === undefined
  if (call !== undefined) showDetails(call, view().now)
}

const PANELS = { calls: drawCalls, channels: () => showChannels($('panel-channels'), view()), events: () => showEvents($('panel-events'), view()), memory: () => showMemory($('panel-memory'), view()) }

function drawCounts() {
  const { calls, channels, events, memory, inFlight, samples } = view()
  const last = samples.at(-1)
  setText($('rate-calls'), formatCount(last?.calls ?? 0))
  setText($('in-flight'), formatCount(inFlight))
  setText($('rate-to-page'), `${formatBytes(last?.toPage ?? 0)}/s`)
  setText($('rate-to-host'), `${formatBytes(last?.toHost ?? 0)}/s`)
  const counts = { calls: calls.size, channels: channels.length, events: events.length, memory: memory.filter(({ held }) => held > 0).length }
  for (const [name, count] of Object.entries(counts)) setText($(`tab-${name}`).firstElementChild, count === 0 ? '' : formatCount(count))
  $('tab-channels').firstElementChild.classList.toggle('waits', channels.some(({ toPage, waiting }) => toPage && waiting > 0))
}

function drawStatus() {
  const [state, text] = failure !== undefined ? ['lost', `Not connected: ${failure}`] : frozen !== undefined ? ['paused', 'Paused'] : ['live', 'Recording']
  $('status').dataset.state = state
  setText($('status'), text)
}

function draw() {
  drawStatus()
  drawCounts()
  PANELS[tab]()
  drawDetails()
  drawPlot($('plot'), $('plot-top'), view().samples)
}

async function request() {
  try {
    model.add(await bytelane.invoke('plugin:inspector|snapshot', { since: model.since }))
    failure = undefined
  } catch (error) {
    failure = error.message
  }
  const isQuiet = document.hidden || failure !== undefined
  if (isQuiet) drawStatus()
  else if (frozen === undefined) draw()
  setTimeout(request, isQuiet ? QUIET_MS : INTERVAL_MS)
}

function select(number) {
  selected = number
  setText($('copied'), '')
  $('calls-body').setAttribute('aria-activedescendant', number === undefined ? '' : `call-${number}`)
  drawDetails()
  rows.draw()
}

function move(by) {
  const place = found.findIndex(({ number }) => number === selected)
  const next = Math.min(found.length - 1, Math.max(0, place < 0 ? 0 : place + by))
  if (found[next] === undefined) return
  rows.reveal(next)
  select(found[next].number)
}

function openTab(name, isFocused) {
  tab = name
  for (const other of document.querySelectorAll('[role=tab]')) {
    const isOpen = other.id === `tab-${name}`
    other.setAttribute('aria-selected', String(isOpen))
    other.tabIndex = isOpen ? 0 : -1
    $(other.getAttribute('aria-controls')).hidden = !isOpen
    if (isOpen && isFocused) other.focus()
  }
  if (name !== 'calls') select(undefined)
  draw()
}

/** Copies a text, where the system's clipboard is not available through a selection. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = Object.assign(document.createElement('textarea'), { value: text })
    const parent = document.querySelector('dialog[open]') ?? document.body
    parent.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }
}

$('calls-body').addEventListener('click', (event) => {
  const row = event.target.closest('[data-number]')
  if (row) select(Number(row.dataset.number))
})
$('calls-body').addEventListener('keydown', (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: rows.page, PageUp: -rows.page, Home: -Infinity, End: Infinity }[event.key]
  if (by === undefined) return
  event.preventDefault()
  move(by)
})
for (const button of document.querySelectorAll('[role=tab]')) {
  button.addEventListener('click', () => openTab(button.id.slice('tab-'.length), false))
  button.addEventListener('keydown', (event) => {
    const names = Object.keys(PANELS)
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (by !== undefined) openTab(names.at((names.indexOf(tab) + by) % names.length), true)
  })
}
$('filter').addEventListener('input', () => {
  $('calls-body').scrollTop = 0
  if (tab === 'calls') drawCalls()
  else openTab('calls', false)
})
$('pause').addEventListener('click', () => {
  frozen = frozen === undefined ? freeze(model) : undefined
  $('pause').setAttribute('aria-pressed', String(frozen !== undefined))
  $('pause').textContent = frozen === undefined ? 'Pause' : 'Resume'
  draw()
})
$('clear').addEventListener('click', () => {
  model.clear()
  if (frozen !== undefined) frozen = freeze(model)
  select(undefined)
  draw()
})
$('export').addEventListener('click', () => {
  const text = exportOf(view(), find(view().calls, $('filter').value))
  $('export-text').value = text
  $('export-facts').textContent = `The calls that the filter shows, and all events, channels and memory: ${formatBytes(new Blob([text]).size)} of JSON. It holds names, sizes and times, and no payload.`
  $('export-dialog').showModal()
  $('export-text').setSelectionRange(0, 0)
  $('export-text').scrollTop = 0
})
$('copy-export').addEventListener('click', async () => {
  await copy($('export-text').value)
  $('export-facts').textContent = 'Copied.'
})
$('close-export').addEventListener('click', () => $('export-dialog').close())
$('close-details').addEventListener('click', () => select(undefined))
for (const [id, textOf, words] of [['copy-test', testOf, 'The test is copied. It passes no arguments: fill them in.'], ['copy-call', (call) => JSON.stringify(call, null, 2), 'The record is copied.']]) {
  $(id).addEventListener('click', async () => {
    const call = view().calls.get(selected)
    if (call === undefined) return
    await copy(textOf(call))
    setText($('copied'), words)
  })
}
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !$('export-dialog').open && selected !== undefined) select(undefined)
  if (event.key === '/' && document.activeElement !== $('filter') && !$('export-dialog').open) {
    event.preventDefault()
    $('filter').focus()
  }
})

draw()
request()
