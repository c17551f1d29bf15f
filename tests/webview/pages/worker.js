// A worker of the page, without the secret: tries to reach commands anyway.
onmessage = async ({ data: { base, rounds } }) => {
  let reached = 0
  const bodies = () => [new Blob(['x']), new File(['x'], 'f'), form(), new Uint8Array(8), 'text']
  const form = () => {
    const data = new FormData()
    data.append('file', new Blob(['x']), 'f')
    return data
  }
  for (let round = 0; round < rounds; round++) {
    for (const body of bodies()) {
      try {
        const answer = await fetch(`${base}call`, { method: 'POST', body, headers: { 'bytelane-secret': 'guess' } })
        if (answer.ok) reached++
      } catch {}
    }
  }
  postMessage({ reached })
}
