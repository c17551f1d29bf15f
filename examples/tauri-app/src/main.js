import { measureChannel, measureFile } from './measure.js'

const { invoke } = window.__TAURI__.core
const element = id => document.getElementById(id)
const number = new Intl.NumberFormat('en')
const rounded = value => number.format(Number(value.toPrecision(3)))

/** The ways, in the order of their bars. */
const WAYS = { without: 'Tauri', with: 'Tauri with the plugin' }
const UNITS = { file: 'MiB/s', channel: 'messages/s' }

const options = await invoke('options')
const way = options.plugin ? 'with' : 'without'

/** What was measured, in this process and the ones before: `figures.with.file.rate`. */
const figures = options.figures ?? { without: {}, with: {} }

const bars = {}
for (const kind of Object.keys(UNITS)) {
  bars[kind] = {}
  for (const [of, name] of Object.entries(WAYS)) {
    element(kind).append(element('bar').content.cloneNode(true))
    const bar = element(kind).lastElementChild
    bar.classList.add(of)
    bar.querySelector('.name').textContent = name
    bars[kind][of] = bar
  }
}

function show(kind) {
  const rates = Object.keys(WAYS).map(of => figures[of][kind]?.rate ?? 0)
  const most = Math.max(...rates)
  for (const of of Object.keys(WAYS)) {
    const bar = bars[kind][of]
    const found = figures[of][kind]
    bar.classList.toggle('measured', found !== undefined)
    bar.querySelector('.fill').style.transform = `scaleX(${found === undefined ? 0 : found.rate / most})`
    bar.querySelector('.figure b').textContent = found === undefined ? 'not measured yet' : rounded(found.rate)
    bar.querySelector('.figure small').textContent = found === undefined ? '' : `${UNITS[kind]}${found.shown === undefined ? '' : `, shown after ${rounded(found.shown)} ms`}`
  }
  const [without, withPlugin] = rates
  const factor = bars[kind].with.querySelector('.factor')
  factor.textContent = without > 0 && withPlugin > 0 ? `${number.format(Number((withPlugin / without).toPrecision(2)))} ×` : ''
  factor.classList.toggle('good', withPlugin > without)
}

function say(text, isFailure = false) {
  element('state').textContent = text
  element('state').classList.toggle('failed', isFailure)
}

function setBusy(isBusy) {
  for (const id of ['again', 'plugin']) element(id).disabled = isBusy
}

/** Measures this way. The bars move meanwhile. Returns whether it succeeded. */
async function measure() {
  const keep = kind => found => {
    figures[way][kind] = found
    show(kind)
  }
  setBusy(true)
  try {
    say('The page reads the file.')
    await measureFile(element('picture'), keep('file'))
    say('Rust sends messages.')
    await measureChannel(keep('channel'))
    const isCompared = Object.values(figures).every(({ channel }) => channel !== undefined)
    say(isCompared ? 'Both are measured.' : `Now switch the plugin ${options.plugin ? 'off' : 'on'} to compare.`)
    return true
  } catch (error) {
    say(`${error.message ?? error}`, true)
    return false
  } finally {
    setBusy(false)
  }
}

/** Starts the application again, with the plugin or without it. */
async function restart() {
  const plugin = element('plugin').checked
  setBusy(true)
  say(`The application starts again ${plugin ? 'with' : 'without'} the plugin.`)
  try {
    // The window closes.
    await invoke('restart', { plugin, figures: JSON.stringify(figures) })
  } catch (error) {
    say(`${error.message ?? error}`, true)
    setBusy(false)
  }
}

/** Prints what was measured, and what of it went over the lane. */
async function print(isMeasured) {
  const { accelerated = 0, messages = 0 } = window.bytelane?.stats().tauri ?? {}
  const { file, channel } = figures[way]
  const text = isMeasured
    ? `${WAYS[way]}: file ${file.rate.toFixed(1)} MiB/s, channel ${channel.rate.toFixed(0)} messages/s; over the lane: ${accelerated} calls, ${messages} messages`
    : element('state').textContent
  await invoke('print', { text, failed: !isMeasured })
}

element('plugin').checked = options.plugin
element('debug').hidden = !options.debug
element('plugin').onchange = restart
element('again').onclick = measure
for (const kind of Object.keys(UNITS)) show(kind)
const isMeasured = await measure()
if (options.measure) await print(isMeasured)
