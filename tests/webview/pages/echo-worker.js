// Overwrites a transferred buffer and transfers it back, with a copy of its former content.
onmessage = ({ data }) => {
  const before = data.slice()
  new Uint8Array(data).fill(7)
  postMessage({ before, buffer: data }, [before, data])
}
