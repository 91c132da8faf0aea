// Who may import whom: hosts → compose → adapters → core → contract ← renderer.
const rule = (name, from, to) => ({ name, severity: 'error', from, to })
const within = (folder) => ({ path: `^${folder}/`, pathNot: '[.]test[.]tsx?$' })
const zod = '^node_modules/zod/'
const contract = '^src-preload/contract/'
const orpcContract = '^node_modules/@orpc/contract/'

/** The folders of a call, from the ground up, and into which of the others each may look. */
const CALL = {
  speech: [],
  log: [],
  live: ['speech', 'log'],
  placing: ['speech', 'log', 'live'],
  closing: ['live'],
  session: ['speech', 'log', 'live', 'placing', 'closing'],
  recovery: ['closing'],
  trial: ['speech', 'log', 'live', 'placing'],
}
const call = 'src-main/core/call'
const callRules = [
  // Its ports and records, on which all of them stand.
  rule(
    'call-ports-stand-alone',
    { path: `^${call}/[^/]+$`, pathNot: '[.]test[.]ts$' },
    { path: `^${call}/[^/]+/` },
  ),
  ...Object.entries(CALL).map(([folder, below]) =>
    rule(`call-${folder}-looks-down`, within(`${call}/${folder}`), {
      path: `^${call}/[^/]+/`,
      pathNot: `^${call}/(${[folder, ...below].join('|')})/`,
    }),
  ),
]

module.exports = {
  forbidden: [
    rule('core-is-pure', within('src-main/core'), { pathNot: ['^src-main/core/', contract, zod] }),
    ...callRules,
    rule('contract-is-pure', within('src-preload/contract'), { pathNot: [contract, zod, orpcContract] }),
    rule('renderer-knows-only-the-contract', within('src-renderer'), {
      path: '^(src-main|src-preload|cloud-relay)/',
      pathNot: contract,
    }),
    rule('renderer-runs-in-a-browser', within('src-renderer'), { dependencyTypes: ['core'] }),
    rule('relay-stands-alone', within('cloud-relay'), { path: '^src-' }),
    rule('main-knows-only-the-relay-wire', within('src-main'), {
      path: '^(cloud-relay|src-renderer)/',
      pathNot: '^cloud-relay/wire/',
    }),
    rule('the-bridge-only-bridges', within('src-preload'), { path: '^(src-main|src-renderer|cloud-relay)/' }),
    rule(
      'electron-lives-in-two-places',
      { path: '^(src-|cloud-relay/)', pathNot: '^(src-main/hosts/electron/|src-preload/bridge)' },
      { path: '^(node_modules/)?electron(/|$)' },
    ),
    rule('adapters-look-inward', within('src-main/adapters'), {
      path: '^src-main/(compose|app|practice-time|hosts/|practice/|local-server/)',
    }),
    rule('practice-plays-the-outside', within('src-main/practice'), {
      path: '^src-main/',
      pathNot: '^src-main/(practice/|core/audio/)',
    }),
    rule(
      'nobody-needs-practice',
      { path: '^src-main/(core|adapters|local-server|compose)', pathNot: '[.]test[.]tsx?$' },
      {
        path: '^src-main/practice/',
      },
    ),
    rule(
      'a-host-brings-rehearsal',
      { path: '^src-main/(core|adapters|local-server|compose|practice)', pathNot: '[.]test[.]tsx?$' },
      { path: '^src-main/rehearsal/' },
    ),
    rule('app-is-composed', within('src-main/app'), {
      path: '^src-main/(compose|hosts/|local-server/|practice/|rehearsal/)',
    }),
    rule('compose-ignores-hosts', { path: '^src-main/compose' }, { path: '^src-main/hosts/' }),
    rule(
      'vendors-do-not-meet',
      { path: '^src-main/adapters/([^/]+)/', pathNot: '[.]test[.]tsx?$' },
      {
        path: '^src-main/adapters/',
        // What all sockets and all pages have in common belongs to no vendor.
        pathNot: ['^src-main/adapters/$1/', '^src-main/adapters/wire/', '^src-main/adapters/pdf/'],
      },
    ),
    rule(
      'hosts-do-not-meet',
      { path: '^src-main/hosts/([^/]+)/' },
      {
        path: '^src-main/hosts/',
        pathNot: '^src-main/hosts/($1/|[^/]+[.]ts$)',
      },
    ),
    rule('no-cycles', {}, { circular: true }),
    rule('everything-resolves', {}, { couldNotResolve: true, pathNot: '[.]css$' }),
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|node_modules)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
}
