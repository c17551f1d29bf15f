/** An import that breaks a rule, as text: `session/session.ts imports engine/engine.ts`. */
export type Violation = string

/** Source texts by path below `src/`, such as `wire/frame.ts`. */
export type Sources = ReadonlyMap<string, string>

/** Returns the files that each file imports or re-exports, types included. */
export function importsOf(sources: Sources): Map<string, readonly string[]> {
  const graph = new Map<string, readonly string[]>()
  for (const [file, text] of sources) {
    const found = Array.from(text.matchAll(/^(?:import|export)\b[^'"`;]*?\bfrom\s+'(\.[^']*)'|^import\s+'(\.[^']*)'|\bimport\('(\.[^']*)'\)/gm))
    graph.set(file, found.map(([, from, bare, dynamic]) => resolve(file, from ?? bare ?? dynamic ?? '')))
  }
  return graph
}

function resolve(file: string, specifier: string): string {
  return new URL(specifier, `file:///${file}`).pathname.slice(1).replace(/\.js$/, '.ts')
}

const roomOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '')

/** Returns each import of a file in a later room, and of a file that does not exist. Files outside of all rooms are entry points and come last. */
export function upwardImports(graph: ReadonlyMap<string, readonly string[]>, order: readonly string[]): Violation[] {
  const level = (file: string): number => (roomOf(file) === '' ? order.length : order.indexOf(roomOf(file)))
  const violations: Violation[] = []
  for (const [file, imports] of graph) {
    if (level(file) < 0) violations.push(`${file} is in a room without a place in the order`)
    for (const imported of imports) {
      if (!graph.has(imported)) violations.push(`${file} imports ${imported}, which does not exist`)
      else if (level(imported) > level(file)) violations.push(`${file} imports ${imported}`)
    }
  }
  return violations
}

/** Returns a circle of imports as its files in order, the first one repeated at the end; undefined if there is none. */
export function importCircle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>()
  const path: string[] = []
  const visit = (file: string): readonly string[] | undefined => {
    const start = path.indexOf(file)
    if (start >= 0) return [...path.slice(start), file]
    if (done.has(file)) return undefined
    path.push(file)
    for (const imported of graph.get(file) ?? []) {
      const circle = visit(imported)
      if (circle !== undefined) return circle
    }
    path.pop()
    done.add(file)
    return undefined
  }
  for (const file of graph.keys()) {
    const circle = visit(file)
    if (circle !== undefined) return circle
  }
  return undefined
}
