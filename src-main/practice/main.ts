import { fstatSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { startPracticeWorld } from './practice-world.ts'

/** `node practice/main.ts [--resources DIR] [--cache DIR] [--carrier-records FILE] [--seed N] [--telnyx-port N …]`: prints one ready line. */

const { values } = parseArgs({
  options: {
    resources: { type: 'string' },
    cache: { type: 'string' },
    'carrier-records': { type: 'string' },
    seed: { type: 'string' },
    'telnyx-port': { type: 'string' },
    'deepgram-port': { type: 'string' },
    'anthropic-port': { type: 'string' },
    'elevenlabs-port': { type: 'string' },
    'vapi-port': { type: 'string' },
    'stripe-port': { type: 'string' },
    'control-port': { type: 'string' },
    'stripe-webhook-url': { type: 'string' },
    /** Stays when stdin closes, for running by hand or as a daemon. */
    stay: { type: 'boolean' },
  },
})

const world = await startPracticeWorld({
  ...(values.resources && { resourcesFolder: values.resources }),
  ...(values.cache && { cacheFolder: values.cache }),
  ...(values['carrier-records'] && { carrierRecordsFile: values['carrier-records'] }),
  ...(values.seed && { seed: Number(values.seed) }),
  ...(values['stripe-webhook-url'] && { stripeWebhookUrl: values['stripe-webhook-url'] }),
  ports: {
    telnyx: Number(values['telnyx-port'] ?? 0),
    deepgram: Number(values['deepgram-port'] ?? 0),
    anthropic: Number(values['anthropic-port'] ?? 0),
    elevenlabs: Number(values['elevenlabs-port'] ?? 0),
    vapi: Number(values['vapi-port'] ?? 0),
    stripe: Number(values['stripe-port'] ?? 0),
    control: Number(values['control-port'] ?? 0),
  },
})
process.stdout.write(`${JSON.stringify(world.ready)}\n`)

let leaving = false
function leave(): void {
  if (leaving) return
  leaving = true
  setTimeout(() => process.exit(0), 1_500).unref()
  void world.close().then(() => process.exit(0))
}

process.on('SIGTERM', leave)
process.on('SIGINT', leave)
process.on('disconnect', leave)
if (!values.stay) leaveWithParent()

/** Whoever started this world is gone when its end of the pipe closes, or when the process has a new parent. */
function leaveWithParent(): void {
  const stdin = fstatSync(0)
  if (stdin.isFIFO() || stdin.isSocket())
    process.stdin.on('end', leave).on('close', leave).on('error', leave).resume()
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && leave(), 2_000).unref()
}
