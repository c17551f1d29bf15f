// Connects the runner to the host by commands of the plugin `bench`. Starts when the page has loaded.
{
  const { invoke } = bytelane
  const call = (name, value) => invoke(`plugin:bench|${name}`, { value })

  const pending = () => {
    const made = {}
    made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }))
    // It may be awaited later than it is rejected.
    made.promise.catch(() => {})
    return made
  }

  /** Settles once the operation that the host defined last has parsed or failed to parse. */
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

  /** Runs after `define`, which is not reached if its text does not parse. */
  bytelaneBench.defined = (text) => {
    if (arrived) return arrival.resolve()
    let reason = 'it does not parse'
    try {
      new (async () => {}).constructor(text)
    } catch (error) {
      // The Content Security Policy of the page may forbid this attempt; the reason then stays general.
      if (error instanceof SyntaxError) reason = error.message
    }
    arrival.reject(new SyntaxError(reason))
  }

  addEventListener('load', () => {
    void bytelaneBench.run({
      ready: () => call('ready', { lane: bytelane.lane() }),
      next: () => invoke('plugin:bench|next'),
      /** Waits for the code of an operation that is sent with its job. */
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
