// The case is in the address, so that windows may show different ones. A module of its own: the policy allows no inline scripts.
const name = new URLSearchParams(location.search).get('case')
if (name) import(`/${name}.case.js`)
