// A worker of the page, without the secret, which tries to reach commands.
import { BASE, callFrame, tryAll } from '/attempts.js'

const guess = async () => {
  const answer = await fetch(`${BASE}call`, { method: 'POST', body: callFrame(), headers: { 'bytelane-secret': 'guess' } })
  return answer.ok ? 1 : 0
}
Promise.all([tryAll(['cors']), guess().catch(() => 0)]).then(([{ reached }, guessed]) => postMessage({ reached: reached + guessed }))
