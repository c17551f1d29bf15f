// A bar chart with one group for each size and one bar for each operation.

const NAMESPACE = 'http://www.w3.org/2000/svg'
const MARGIN = { top: 18, right: 8, bottom: 46, left: 72 }

function element(name, attributes, text) {
  const made = document.createElementNS(NAMESPACE, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  if (text !== undefined) made.textContent = text
  return made
}

/** Returns about five tick values up to `most`, in steps of 1, 2 or 5 times a power of ten. */
function ticks(most) {
  const rough = most / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)
  const count = Math.ceil(most / step)
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)))
}

/**
 * Redraws the plot.
 * @param {HTMLElement} place
 * @param {{ groups: string[], series: { id: string, name: string, values: (number | undefined)[] }[] }} data
 */
export function draw(place, { groups, series }) {
  const { width, height } = place.getBoundingClientRect()
  if (width === 0 || height === 0) return
  const most = Math.max(10, ...series.flatMap(({ values }) => values.filter((value) => value !== undefined)))
  const steps = ticks(most)
  const top = steps.at(-1)
  const inner = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom }
  const y = (value) => MARGIN.top + inner.height * (1 - value / top)
  const svg = element('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'Throughput in MiB/s by size and operation' })

  for (const step of steps) {
    svg.append(element('line', { class: step === 0 ? 'axis' : 'grid', x1: MARGIN.left, x2: width - MARGIN.right, y1: y(step), y2: y(step) }))
    svg.append(element('text', { x: MARGIN.left - 8, y: y(step) + 4, 'text-anchor': 'end' }, step.toLocaleString('en')))
  }
  const middle = MARGIN.top + inner.height / 2
  svg.append(element('text', { x: 12, y: middle, 'text-anchor': 'middle', transform: `rotate(-90 12 ${middle})` }, 'Throughput (MiB/s)'))
  svg.append(element('text', { x: MARGIN.left + inner.width / 2, y: height - 6, 'text-anchor': 'middle' }, 'Size of the transfer (MiB)'))

  const groupWidth = inner.width / groups.length
  const barWidth = Math.min(44, (groupWidth * 0.8) / series.length)
  groups.forEach((group, index) => {
    const center = MARGIN.left + groupWidth * (index + 0.5)
    svg.append(element('text', { x: center, y: height - MARGIN.bottom + 18, 'text-anchor': 'middle' }, group))
    series.forEach(({ id, name, values }, place) => {
      const value = values[index]
      if (value === undefined) return
      const x = center + (place - series.length / 2) * barWidth
      const bar = element('rect', { x: x + 1, y: y(value), width: Math.max(1, barWidth - 2), height: y(0) - y(value), rx: 2, style: `fill: var(--${id})` })
      bar.append(element('title', {}, `${name}, ${group} MiB: ${value.toFixed(1)} MiB/s`))
      svg.append(bar)
      if (barWidth >= 24) svg.append(element('text', { class: 'value', x: x + barWidth / 2, y: y(value) - 4, 'text-anchor': 'middle' }, value.toFixed(0)))
    })
  })
  place.replaceChildren(svg)
}
