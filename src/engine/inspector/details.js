// The details of one call: its facts, and its parts as a waterfall.
import { durationOf, formatTime, partsOf } from '/model.js'

const element = (name, className, text = '') => Object.assign(document.createElement(name), { className, textContent: text })

function factsOf(call, now) {
  return [
    ['Window', call.label || '(none)'],
    ['Lane', call.lane],
    ['Document', `${call.document}, call ${call.id}`],
    ['To the host', `${call.bytesIn.toLocaleString('en')} bytes`],
    ['To the page', `${call.bytesOut.toLocaleString('en')} bytes`],
    ['Time', formatTime(durationOf(call, now))],
    ['Arrived', `${formatTime(Math.max(0, now - call.arrived))} ago`],
  ]
}

function partRow(part, total) {
  const row = element('div', 'part')
  row.setAttribute('role', 'listitem')
  row.title = part.title
  const track = element('span', 'track')
  let time = '–'
  if (part.length === undefined) {
    row.classList.add('is-skipped')
  } else {
    const bar = element('i', part.key)
    bar.style.left = `${Math.min(99, (100 * part.start) / total)}%`
    bar.style.width = `${(100 * part.length) / total}%`
    bar.classList.toggle('is-running', part.isRunning === true)
    track.append(bar)
    time = formatTime(part.length)
  }
  row.append(element('span', '', part.name), track, element('span', 'number', time))
  return row
}

export const outcomeOf = (call) => (call.code ? `${call.outcome}: ${call.code}` : call.outcome)

/** Writes a call into the panel. */
export function showDetails(call, now) {
  document.getElementById('details-title').textContent = call.command || '(not decoded)'
  const outcome = document.getElementById('details-outcome')
  outcome.textContent = outcomeOf(call)
  outcome.dataset.outcome = call.outcome
  const facts = factsOf(call, now).flatMap(([name, value]) => [element('dt', '', name), element('dd', '', value)])
  document.getElementById('facts').replaceChildren(...facts)
  const total = Math.max(1, durationOf(call, now))
  document.getElementById('parts').replaceChildren(...partsOf(call, now).map((part) => partRow(part, total)))
}
