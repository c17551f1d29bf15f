// A table that draws only the rows in view, whatever their number.

const ROW = 30
/** Greatest height of the scrolled area in pixels, which the engine limits. Beyond it a pixel of the scroll bar stands for more than a pixel of rows. */
const HEIGHT_MAX = 30_000_000

const number = new Intl.NumberFormat('en')
const money = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** The columns: the name of the field, its title, its text, and whether it is a number. */
export const COLUMNS = [
  { name: 'id', title: 'Order', text: order => number.format(order.id), isNumber: true },
  { name: 'customer', title: 'Customer', text: order => order.customer },
  { name: 'country', title: 'Country', text: order => order.country },
  { name: 'quantity', title: 'Items', text: order => order.quantity, isNumber: true },
  { name: 'amount', title: 'Amount', text: order => money.format(order.amount), isNumber: true },
  { name: 'status', title: 'Status', text: order => order.status },
]

function create(role, className, ...children) {
  const created = document.createElement('div')
  created.setAttribute('role', role)
  created.className = className
  created.append(...children)
  return created
}

export class Grid {
  #root
  #body
  #view
  #spacer
  #headers = new Map()
  #rows = []
  #length = 0
  #rowAt

  constructor(root, label, onSort) {
    this.#root = root
    this.#body = root.querySelector('.body')
    this.#view = root.querySelector('.view')
    this.#spacer = root.querySelector('.spacer')
    root.setAttribute('aria-label', label)
    root.setAttribute('aria-colcount', COLUMNS.length)
    this.#body.setAttribute('aria-label', `${label}, rows`)
    const head = create('row', '')
    for (const column of COLUMNS) {
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: column.title })
      button.onclick = () => onSort(column)
      const header = create('columnheader', this.#className(column), button)
      this.#headers.set(column.name, header)
      head.append(header)
    }
    root.querySelector('.head').append(head)
    this.#body.onscroll = () => this.draw()
    new ResizeObserver(() => this.draw()).observe(this.#body)
  }

  #className({ name, isNumber }) {
    return isNumber ? `${name} number` : name
  }

  /** Shows rows that `rowAt` returns by their position. */
  show(length, rowAt) {
    this.#length = length
    this.#rowAt = rowAt
    this.#root.setAttribute('aria-rowcount', length + 1)
    this.#spacer.style.height = `${Math.min(length * ROW, HEIGHT_MAX)}px`
    this.draw()
  }

  /** Scrolls to the first row. */
  toStart() {
    this.#body.scrollTop = 0
    this.draw()
  }

  /** Marks the column by which the rows are sorted. */
  sortedBy(column, isDescending) {
    for (const [name, header] of this.#headers) {
      if (name === column?.name) header.setAttribute('aria-sort', isDescending ? 'descending' : 'ascending')
      else header.removeAttribute('aria-sort')
    }
  }

  /** Draws the rows in view, in elements that are used again. */
  draw() {
    const { clientHeight, scrollTop } = this.#body
    const height = Math.min(this.#length * ROW, HEIGHT_MAX)
    const range = Math.max(1, height - clientHeight)
    // In rows: where the first pixel in view is.
    const top = (Math.min(1, scrollTop / range) * Math.max(0, this.#length * ROW - clientHeight)) / ROW
    const first = Math.floor(top)
    const count = Math.max(0, Math.min(this.#length - first, Math.ceil(clientHeight / ROW) + 1))
    while (this.#rows.length < count) this.#add()
    for (const [place, row] of this.#rows.entries()) {
      row.element.hidden = place >= count
      if (place < count) this.#fill(row, first + place, Math.round((first + place - top) * ROW))
    }
  }

  #add() {
    const cells = COLUMNS.map(column => create('cell', this.#className(column)))
    const element = create('row', '', ...cells)
    this.#view.append(element)
    this.#rows.push({ element, cells })
  }

  #fill({ element, cells }, index, y) {
    const order = this.#rowAt(index)
    element.style.top = `${y}px`
    element.setAttribute('aria-rowindex', index + 2)
    COLUMNS.forEach(({ name, text }, place) => {
      cells[place].textContent = text(order)
      if (name === 'status') cells[place].dataset.status = order.status
    })
  }
}
