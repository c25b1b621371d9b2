// One Ajv validator per event name, as Ajv's documentation sets it up for servers.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const Ajv = require('ajv').default
const addFormats = require('ajv-formats').default

export function compileRules(path) {
  const ajv = addFormats(new Ajv({ allErrors: true, strict: false }))
  const schemas = JSON.parse(readFileSync(path, 'utf8'))
  return new Map(Object.entries(schemas).map(([event, schema]) => [event, ajv.compile(schema)]))
}
