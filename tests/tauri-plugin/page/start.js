// The URL names the case, so that windows can show different ones. In a file of its own, because the policy allows no inline scripts.
const name = new URLSearchParams(location.search).get('case')
if (name) import(`/cases/${name}.js`)
