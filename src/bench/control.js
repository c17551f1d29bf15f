// How the runner reaches the host: commands of the plugin `bench`. Starts when the page has loaded.
{
  const { invoke } = bytelane
  const call = (name, value) => invoke(`plugin:bench|${name}`, { value })

  const pending = () => {
    const made = {}
    made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }))
    // Who waits for it may come later.
    made.promise.catch(() => {})
    return made
  }

  /** Whether the operation that the host has defined last parsed, for who waits for it. */
  let arrival = pending()
  let arrived = false

  bytelaneBench.define = (name, prepare) => {
    bytelaneBench.operations[name] = {
      lastOnly: true,
      prepare,
      run: (state) => state.run(),
      check: (result, _, state) => (state.check(result) === true ? undefined : false),
    }
    arrived = true
  }

  /** Comes behind `define`, which was not reached when its text does not parse. */
  bytelaneBench.defined = (text) => {
    if (arrived) return arrival.resolve()
    let reason = 'it does not parse'
    try {
      new (async () => {}).constructor(text)
    } catch (error) {
      // A policy of the page may forbid to try; then there is nothing better to say.
      if (error instanceof SyntaxError) reason = error.message
    }
    arrival.reject(new SyntaxError(reason))
  }

  addEventListener('load', () => {
    void bytelaneBench.run({
      ready: () => call('ready', { lane: bytelane.lane() }),
      next: () => invoke('plugin:bench|next'),
      /** Waits for the text of an operation that came with its job. */
      learn: async ({ code }) => {
        if (code === undefined) return
        try {
          await arrival.promise
        } finally {
          arrival = pending()
          arrived = false
        }
      },
      prepare: (prepare) => call('prepare', prepare),
      mark: () => invoke('plugin:bench|mark'),
      finish: (result) => call('finish', { ...result, extra: { ...result.extra, frames_twice: bytelane.stats().duplicatesDropped } }),
    })
  })
}
