// The tables of channels, events and memory.
import { formatBytes, formatCount, formatTime } from '/model.js'

/** Rows of one table. */
const ROWS_MAX = 400
/** Credit above which a channel is shown as unbounded. */
const UNBOUNDED = 2 ** 40

const element = (name, className, text = '') => Object.assign(document.createElement(name), { className, textContent: text })

/** Writes rows of cells `[text, className]` into the table of a panel, in the rows that are there. */
function fill(panel, rows) {
  const table = panel.querySelector('table')
  const body = table.tBodies[0]
  table.hidden = rows.length === 0
  panel.querySelector('.empty').hidden = rows.length > 0
  while (body.rows.length > rows.length) body.deleteRow(-1)
  rows.forEach((cells, index) => {
    const row = body.rows[index] ?? body.insertRow()
    cells.forEach(([content, className = ''], place) => {
      const cell = row.cells[place] ?? row.insertCell()
      if (cell.className !== className) cell.className = className
      if (content instanceof Node) cell.replaceChildren(content)
      else if (cell.textContent !== content) cell.textContent = content
    })
  })
}

function channelRow(channel) {
  const waits = channel.waiting === 0 ? ['–', 'quiet'] : [channel.toPage ? 'sender' : 'command', 'waits']
  const credit = channel.creditBytes > UNBOUNDED ? 'unbounded' : formatBytes(channel.creditBytes)
  return [
    [`${channel.id} ${channel.toPage ? 'to the page' : 'to the host'}`, 'name'],
    [channel.label, 'wide'],
    [formatCount(channel.messageRate), 'number'],
    [formatBytes(channel.byteRate), 'number wide'],
    [formatCount(channel.messages), 'number wide'],
    [credit, channel.creditMessages === 0 || channel.creditBytes === 0 ? 'number waits' : 'number'],
    [formatCount(channel.queued), 'number'],
    waits,
  ]
}

export function showChannels(panel, { channels }) {
  const ordered = [...channels].sort((a, b) => b.messageRate - a.messageRate || b.waiting - a.waiting)
  fill(panel, ordered.slice(0, ROWS_MAX).map(channelRow))
}

export function showEvents(panel, { events, now }) {
  const rows = events.slice(-ROWS_MAX).reverse()
  fill(
    panel,
    rows.map((event) => [
      [event.name, 'name'],
      [event.label],
      event.isSent ? [formatBytes(event.bytes), 'number'] : ['queue full', 'number lost'],
      [formatCount(event.listeners), 'number wide'],
      [formatTime(Math.max(0, now - event.time)), 'number quiet'],
    ]),
  )
}

function meterOf(value, bound, text) {
  const meter = Object.assign(element('meter', ''), { min: 0, max: 100, low: 60, high: 85, optimum: 0, value: (100 * value) / bound })
  meter.setAttribute('aria-label', text)
  meter.title = text
  return meter
}

export function showMemory(panel, { memory }) {
  const held = memory.filter((row) => row.held > 0).sort((a, b) => b.held / b.bound - a.held / a.bound)
  fill(
    panel,
    held.map((row) => {
      const format = row.isCount ? formatCount : formatBytes
      return [
        [row.kind, 'name'],
        [format(row.held), 'number'],
        [meterOf(row.held, row.bound, `${((100 * row.held) / row.bound).toFixed(1)} %`)],
        [format(row.bound), 'number quiet'],
      ]
    }),
  )
}
