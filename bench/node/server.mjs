// A bare HTTP server with Ajv and a group commit: writes what came while the last write was on its
// way, one fdatasync for all of it, and answers then. No dedupe, no counters, no quarantine.
// node server.mjs SCHEMAS LOG
import { fdatasync, openSync, write } from 'node:fs'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import { compileRules } from './rules.mjs'

const [schemas, log] = process.argv.slice(2)
const rules = compileRules(schemas)
const file = openSync(log, 'a')
const [writeTo, sync] = [promisify(write), promisify(fdatasync)]
let waiting = []
let writing = false

function record(message) {
  const validate = rules.get(message.event)
  if (validate === undefined) return { message, unplanned: true }
  return validate(message) ? { message } : { message, errors: validate.errors.map(brief) }
}

function brief({ instancePath, keyword, message }) {
  return { instancePath, keyword, message }
}

async function drain() {
  writing = true
  while (waiting.length > 0) {
    const group = waiting
    waiting = []
    await writeTo(file, group.map(({ text }) => text).join(''))
    await sync(file)
    for (const { done } of group) done()
  }
  writing = false
}

function store(text) {
  return new Promise((done) => {
    waiting.push({ text, done })
    if (!writing) drain()
  })
}

async function take(request, response) {
  const parts = []
  for await (const part of request) parts.push(part)
  const body = JSON.parse(Buffer.concat(parts).toString())
  const messages = request.url === '/v1/batch' ? body.batch : [body]
  await store(messages.map((message) => `${JSON.stringify(record(message))}\n`).join(''))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 16 })
  response.end('{"success":true}')
}

const server = createServer(take)
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
