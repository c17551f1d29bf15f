// A list of rows of one height, of which the document holds those in view. Newer rows come first; the rows in view stay where they are when one is added.

/** Height of a row in pixels, as in page.css. */
const HEIGHT = 28
/** Rows above and below those in view. */
const MARGIN = 4

export class Rows {
  #body
  #view
  #create
  #fill
  #items = []
  #rows = []

  /** `create` returns the cells of a new row, and `fill` writes an item into them. */
  constructor(body, create, fill) {
    this.#body = body
    this.#view = document.createElement('div')
    this.#view.className = 'view'
    this.#create = create
    this.#fill = fill
    body.append(this.#view)
    body.addEventListener('scroll', () => this.draw(), { passive: true })
    new ResizeObserver(() => this.draw()).observe(body)
  }

  /** Replaces the items, which `number` identifies. */
  show(items) {
    const { scrollTop } = this.#body
    const anchor = scrollTop > 0 ? this.#items[Math.floor(scrollTop / HEIGHT)] : undefined
    const before = anchor === undefined ? -1 : this.#items.indexOf(anchor)
    this.#items = items
    this.#view.style.height = `${items.length * HEIGHT}px`
    const after = anchor === undefined ? -1 : items.findIndex(({ number }) => number === anchor.number)
    if (after >= 0 && after !== before) this.#body.scrollTop = scrollTop + (after - before) * HEIGHT
    this.draw()
  }

  /** Writes the rows in view. */
  draw() {
    const { scrollTop, clientHeight } = this.#body
    const first = Math.max(0, Math.floor(scrollTop / HEIGHT) - MARGIN)
    const last = Math.min(this.#items.length, Math.ceil((scrollTop + clientHeight) / HEIGHT) + MARGIN)
    while (this.#rows.length < last - first) {
      const row = document.createElement('div')
      row.setAttribute('role', 'row')
      const cells = this.#create(row)
      this.#view.append(row)
      this.#rows.push({ row, cells })
    }
    this.#rows.forEach(({ row, cells }, place) => {
      const index = first + place
      row.hidden = index >= last
      if (row.hidden) return
      const item = this.#items[index]
      row.style.transform = `translateY(${index * HEIGHT}px)`
      row.dataset.number = item.number
      row.setAttribute('aria-rowindex', index + 2)
      this.#fill(row, cells, item)
    })
  }

  /** Scrolls an item into view. */
  reveal(index) {
    const body = this.#body
    if (index * HEIGHT < body.scrollTop) body.scrollTop = index * HEIGHT
    else if ((index + 1) * HEIGHT > body.scrollTop + body.clientHeight) body.scrollTop = (index + 1) * HEIGHT - body.clientHeight
  }

  /** The number of rows that fit into the view. */
  get page() {
    return Math.max(1, Math.floor(this.#body.clientHeight / HEIGHT) - 1)
  }
}
