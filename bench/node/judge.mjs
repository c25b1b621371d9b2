// Ajv on the schemas that the engine compiled. Reads one JSON request a line, answers one a line.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { compileRules } from './rules.mjs'

const require = createRequire(import.meta.url)
const corpora = new Map()

const jobs = {
  'ajv parsed': (corpus, at, rules) => errorsIn(rules, corpus.parsed[at]),
  'ajv bytes': (corpus, at, rules) => {
    const message = JSON.parse(corpus.raw[at].toString())
    const errors = errorsIn(rules, message)
    corpus.written += JSON.stringify(message).length
    return errors
  },
  'json bytes': (corpus, at) => {
    corpus.written += JSON.stringify(JSON.parse(corpus.raw[at].toString())).length
    return 0
  },
}

function errorsIn(rules, message) {
  const validate = rules.get(message.event)
  return validate(message) ? 0 : validate.errors.length
}

const answers = {
  versions: () => ({
    node: process.version,
    ajv: require('ajv/package.json').version,
    formats: require('ajv-formats/package.json').version,
  }),
  load: ({ corpus, schemas, messages }) => {
    const raw = readFileSync(messages, 'utf8').trimEnd().split('\n').map((line) => Buffer.from(line))
    const started = process.hrtime.bigint()
    const rules = compileRules(schemas)
    const seconds = Number(process.hrtime.bigint() - started) / 1e9
    corpora.set(corpus, { raw, parsed: raw.map((line) => JSON.parse(line)), rules, written: 0 })
    return { compile_seconds: seconds }
  },
  run: ({ corpus, job, count }) => {
    const found = corpora.get(corpus)
    const work = jobs[job]
    let errors = 0
    const started = process.hrtime.bigint()
    for (let at = 0; at < count; at++) errors += work(found, at, found.rules)
    return { seconds: Number(process.hrtime.bigint() - started) / 1e9, errors }
  },
  errors: ({ corpus }) => {
    const { parsed, rules } = corpora.get(corpus)
    return { errors: parsed.map((message) => errorsIn(rules, message)) }
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  process.stdout.write(`${JSON.stringify(answers[request.do](request))}\n`)
}
