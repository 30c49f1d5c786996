// Bun.serve, bun:sqlite and graphql-jit.
import { Database } from 'bun:sqlite'
import { buildSchema, parse, validate } from 'graphql'
import { compileQuery, isCompiledQuery } from 'graphql-jit'
import { Store, listening, parseTime, resolvers, typeDefs } from '../store.js'

const db = new Database(process.argv[2], { create: true })
const schema = buildSchema(typeDefs)
for (const [type, fields] of Object.entries(resolvers(new Store(db)))) {
  for (const [field, resolve] of Object.entries(fields)) schema.getType(type).getFields()[field].resolve = resolve
}
Object.assign(schema.getType('DateTimeOffset'), { parseValue: parseTime, serialize: (sent) => sent })

// The compiled documents by their text.
const documents = new Map()
const largest = 1000

function compile (text) {
  const document = parse(text)
  const errors = validate(schema, document)
  if (errors.length > 0) return { query: () => ({ errors }), stringify: JSON.stringify }
  const compiled = compileQuery(schema, document, '', { disableLeafSerialization: true })
  if (!isCompiledQuery(compiled)) return { query: () => compiled, stringify: JSON.stringify }
  if (documents.size < largest) documents.set(text, compiled)
  return compiled
}

const options = { headers: { 'Content-Type': 'application/json' } }

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  async fetch (request) {
    const { query, variables } = await request.json()
    const compiled = documents.get(query) ?? compile(query)
    const result = compiled.query(undefined, undefined, variables ?? {})
    return new Response(compiled.stringify(result instanceof Promise ? await result : result), options)
  }
})
listening(server.port)

process.on('SIGTERM', async () => {
  await server.stop(true)
  db.close()
  process.exit(0)
})
