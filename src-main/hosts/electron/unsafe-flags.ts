/** Switches that take away what keeps a hostile page in its box. Ridgeline would rather not start. */
const REFUSED = [
  'no-sandbox',
  'disable-sandbox',
  'disable-gpu-sandbox',
  'disable-setuid-sandbox',
  'disable-seccomp-filter-sandbox',
  'disable-web-security',
  'disable-site-isolation-trials',
  'allow-running-insecure-content',
  'ignore-certificate-errors',
  'unsafely-treat-insecure-origin-as-secure',
  'remote-allow-origins',
  'single-process',
  'js-flags',
  'load-extension',
]
/** A developer's tools, never in an installed Ridgeline. */
const REFUSED_WHEN_INSTALLED = ['remote-debugging-port', 'remote-debugging-pipe', 'inspect', 'inspect-brk']

/** One sentence when Ridgeline must not start like this, else null. */
export function unsafeFlag(args: readonly string[], installed: boolean): string | null {
  const refused = [...REFUSED, ...(installed ? REFUSED_WHEN_INSTALLED : [])]
  const found = args
    .map((arg) => /^[-/]{1,2}([^=]+)/.exec(arg)?.[1]?.toLowerCase())
    .find((name) => name !== undefined && refused.includes(name))
  if (!found) return null
  return `Ridgeline does not start with --${found}: it would open this computer to a hostile page.`
}
