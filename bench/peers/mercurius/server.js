// Fastify, Mercurius with graphql-jit, and better-sqlite3.
import Database from 'better-sqlite3'
import fastify from 'fastify'
import mercurius from 'mercurius'
import { GraphQLScalarType } from 'graphql'
import { Store, listening, parseTime, resolvers, typeDefs } from '../store.js'

const db = new Database(process.argv[2])
const app = fastify({ logger: false, bodyLimit: 16 << 20 })
app.register(mercurius, {
  schema: typeDefs,
  resolvers: {
    DateTimeOffset: new GraphQLScalarType({ name: 'DateTimeOffset', parseValue: parseTime, serialize: (sent) => sent }),
    ...resolvers(new Store(db))
  },
  jit: 1,
  compilerOptions: { disableLeafSerialization: true },
  path: '/'
})
await app.listen({ host: '127.0.0.1', port: 0 })
listening(app.server.address().port)

process.on('SIGTERM', async () => {
  await app.close()
  db.close()
  process.exit(0)
})
