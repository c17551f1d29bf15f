// Takes a buffer, writes over it and gives it back, with a copy of what was in it.
onmessage = ({ data }) => {
  const before = data.slice()
  new Uint8Array(data).fill(7)
  postMessage({ before, buffer: data }, [before, data])
}
