import { ArchiveForm, JsonForm } from './forms.js'
import { COLUMNS, Grid } from './grid.js'

const { invoke } = bytelane
const element = id => document.getElementById(id)
const number = new Intl.NumberFormat('en')
const duration = ms => (ms < 9.95 ? `${ms.toFixed(1)} ms` : `${number.format(Math.round(ms))} ms`)

/** Resolves after the page has been drawn. */
const drawn = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))

/** A form of the table in its section of the page. */
class Pane {
  form
  #create
  #section
  #grid
  #message

  constructor(id, create) {
    this.#create = create
    this.#section = element(id)
    this.#section.append(element('form').content.cloneNode(true))
    const heading = this.#section.querySelector('h2')
    const { title } = create()
    Object.assign(heading, { id: `${id}-title`, textContent: title })
    this.#grid = new Grid(this.#section.querySelector('.grid'), `Orders, ${title}`, sort)
    this.#message = this.#section.querySelector('.message')
    this.#message.querySelector('button').onclick = load
    this.empty('Nothing is loaded yet. Choose a number of rows.')
  }

  figure(name, ms) {
    const place = this.#section.querySelector(`[data-figure=${name}]`)
    place.textContent = ms === undefined ? '–' : duration(ms)
    place.dataset.ms = ms ?? ''
  }

  #say(state, text) {
    this.#section.dataset.state = state
    this.#section.classList.toggle('failed', state === 'failed')
    this.#section.setAttribute('aria-busy', state === 'busy')
    this.#message.hidden = state === 'done'
    this.#message.querySelector('p').textContent = text
    this.#message.querySelector('progress').hidden = state !== 'busy'
    this.#message.querySelector('button').hidden = state !== 'failed'
  }

  empty(text) {
    this.#say('empty', text)
  }

  busy(text) {
    this.#say('busy', text)
  }

  failed(error) {
    this.form = undefined
    this.#say('failed', `${error.message ?? error}`)
  }

  /** Removes the rows and figures of the last load. */
  clear() {
    this.form = undefined
    for (const name of ['load', 'written', 'sort']) this.figure(name)
    this.#grid.sortedBy(undefined)
    this.#grid.show(0)
    this.#grid.toStart()
  }

  async load() {
    this.busy('Rust writes the rows, and the page reads them.')
    await drawn()
    const form = this.#create()
    const start = performance.now()
    await form.load()
    this.form = form
    if (form.length === 0) return this.empty('The table is empty: it has no rows.')
    this.#say('done', '')
    this.#grid.show(form.length, place => form.row(place))
    await drawn()
    this.figure('load', performance.now() - start)
    this.figure('written', await invoke('written_ms'))
  }

  async sort(column, isDescending) {
    if (!this.form?.length) return
    this.#section.setAttribute('aria-busy', 'true')
    await drawn()
    const start = performance.now()
    this.form.sort(column, isDescending)
    this.#grid.toStart()
    this.figure('sort', performance.now() - start)
    this.#grid.sortedBy(column, isDescending)
    this.#section.setAttribute('aria-busy', 'false')
  }
}

const panes = [new Pane('archive', () => new ArchiveForm()), new Pane('json', () => new JsonForm())]
let isBusy = false
let sorted

function say(text) {
  element('state').textContent = text
}

/** Runs one task at a time: the figures of two would disturb each other. */
async function alone(task) {
  if (isBusy) return
  isBusy = true
  element('load').disabled = true
  try {
    await task()
  } finally {
    isBusy = false
    element('load').disabled = false
  }
}

/** Loads both tables, one after the other. */
function load() {
  return alone(async () => {
    const rows = element('rows').valueAsNumber
    sorted = undefined
    for (const pane of panes) {
      pane.clear()
      pane.busy(`Rust creates ${number.format(rows)} orders.`)
    }
    say('Loading.')
    try {
      await invoke('create', { rows })
    } catch (error) {
      for (const pane of panes) pane.failed(error)
      return say('The orders were not created.')
    }
    for (const pane of panes) await pane.load().catch(error => pane.failed(error))
    say(rows === 0 ? 'The table has no rows.' : `${number.format(rows)} orders in each table.`)
  })
}

/** Sorts both tables by a column, and in the other direction if they are sorted by it already. */
function sort(column) {
  return alone(async () => {
    const isDescending = sorted?.column === column && !sorted.isDescending
    sorted = { column, isDescending }
    say(`Sorting by ${column.title}.`)
    for (const pane of panes) await pane.sort(column, isDescending)
    say(`Sorted by ${column.title}, ${isDescending ? 'descending' : 'ascending'}.`)
  })
}

element('controls').onsubmit = event => {
  event.preventDefault()
  load()
}

const state = await invoke('wants_screenshot')
if (state !== null) {
  if (state === 'failed') element('rows').value = 9_000_000
  if (state === 'done') {
    await load()
    // Once ascending, once descending.
    for (let sorts = 0; sorts < 2; sorts++) await sort(COLUMNS[4])
  } else if (state === 'busy') {
    for (const pane of panes) pane.busy('Rust creates 1,000,000 orders.')
    say('Loading.')
  } else if (state === 'failed') await load()
  await drawn()
  await invoke('take_screenshot')
}
