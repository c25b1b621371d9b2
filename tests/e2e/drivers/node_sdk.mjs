// The stock Node SDK as its users call it: messages come in on stdin, `host` is the gateway.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const installed = createRequire(new URL('../node/package.json', import.meta.url))
const { Analytics } = installed('@segment/analytics-node')

const order = JSON.parse(readFileSync(0, 'utf8'))
const analytics = new Analytics({ writeKey: order.writeKey, host: order.url, flushAt: 15 })
const failures = []
analytics.on('error', (error) => failures.push(JSON.stringify(error)))
for (const { type, ...message } of order.messages) analytics[type](message)
await analytics.closeAndFlush()
if (failures.length > 0) {
  console.error(failures.join('\n'))
  process.exit(1)
}
