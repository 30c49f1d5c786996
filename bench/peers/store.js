// The store of the JavaScript peers, with any SQLite library that has the interface of
// better-sqlite3.
import { readFileSync } from 'node:fs'

const file = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')

export const typeDefs = file('schema.graphql')

// The settings of the other fast servers: each commit is synced to the disk.
const settings = [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  'PRAGMA cache_size = -12288',
  'PRAGMA wal_autocheckpoint = 8192',
  'PRAGMA temp_store = MEMORY'
]

// ticks is the expression of a time whose seconds and rest are parameters. Its integers are
// too large for the numbers of JavaScript.
const ticks = '? * 10000000 + ?'

const page = (list) => `SELECT id, sent AS activityDateTime, actor_num AS actor FROM item_activities
  WHERE ${list} = ? AND ticks < ${ticks} ORDER BY ticks DESC, seq DESC LIMIT ?`

export class Store {
  constructor (db) {
    for (const setting of settings) db.exec(setting)
    db.exec(file('tables.sql'))
    this.begin = db.prepare('BEGIN IMMEDIATE')
    this.commit = db.prepare('COMMIT')
    this.rollback = db.prepare('ROLLBACK')
    this.savepoint = db.prepare('SAVEPOINT request')
    this.release = db.prepare('RELEASE request')
    this.undo = db.prepare('ROLLBACK TO request')
    this.insert = db.prepare(`INSERT INTO item_activities (id, item_num, group_num, ticks, sent, actor_num, recorded, recorded_by)
      VALUES (?, ?, ?, ${ticks}, ?, ?, ?, 'local-user')`)
    this.addActor = db.prepare('INSERT INTO actors (actor) VALUES (?)')
    this.pages = { item: db.prepare(page('item_num')), group: db.prepare(page('group_num')) }

    // These caches contain all rows of their tables.
    this.parents = new Map()
    this.items = new Map()
    this.groups = new Map()
    for (const p of db.prepare('SELECT * FROM parents').all()) {
      this.parents.set(key(p.group_id, p.activity_id, p.stat_id), p)
      this.items.set(p.item_id, p.num)
      this.groups.set(p.group_id, p.group_num)
    }
    this.actors = []
    this.actorNums = new Map()
    for (const { num, actor } of db.prepare('SELECT num, actor FROM actors').all()) {
      this.actors[num] = JSON.parse(actor)
      this.actorNums.set(actor, num)
    }
    this.waiting = []
  }

  // page returns the accesses of an item or a group before a time, the latest first.
  page (filter, first) {
    const item = filter.driveItemId != null
    const num = item ? this.items.get(filter.driveItemId) : this.groups.get(filter.groupId)
    if (num === undefined) return null
    const { seconds, rest } = filter.activityDateTime.before
    const nodes = this.pages[item ? 'item' : 'group'].all(num, seconds, rest, first)
    for (const node of nodes) node.actor = this.actors[node.actor]
    return { nodes }
  }

  // record stores the rows of a mutation in the next commit: all of them or none. A commit
  // contains all mutations whose requests were received before it began.
  record (rows) {
    return new Promise((resolve, reject) => {
      if (this.waiting.push({ rows, resolve, reject }) === 1) setImmediate(() => this.flush())
    })
  }

  flush () {
    const group = this.waiting
    this.waiting = []
    this.newActors = []
    try {
      this.begin.run()
      for (const mutation of group) this.store(mutation)
      this.commit.run()
    } catch (error) {
      for (const actor of this.newActors) this.actorNums.delete(actor)
      try { this.rollback.run() } catch {} // SQLite has rolled back already
      for (const { reject } of group) reject(error)
      return
    }
    for (const { rows, error, resolve, reject } of group) error ? reject(error) : resolve(rows)
  }

  store (mutation) {
    const several = mutation.rows.length > 1
    const known = this.newActors.length
    if (several) this.savepoint.run()
    try {
      for (const row of mutation.rows) this.add(row)
    } catch (error) {
      mutation.error = error
      if (!several) return
      this.undo.run()
      for (const actor of this.newActors.splice(known)) this.actorNums.delete(actor)
    }
    if (several) this.release.run()
  }

  add ({ groupId, activityId, statId, input }) {
    const parent = this.parents.get(key(groupId, activityId, statId))
    if (!parent) throw new Error('the parents do not exist')
    const { sent, seconds, rest } = input.activityDateTime
    this.insert.run(input.id, parent.num, parent.group_num, seconds, rest, sent, this.actorNum(input.actor), Date.now())
  }

  actorNum (actor) {
    const text = JSON.stringify(actor)
    let num = this.actorNums.get(text)
    if (num === undefined) {
      num = Number(this.addActor.run(text).lastInsertRowid)
      this.actors[num] = actor
      this.actorNums.set(text, num)
      this.newActors.push(text)
    }
    return num
  }
}

const key = (groupId, activityId, statId) => `${groupId} ${activityId} ${statId}`

const pattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d{1,7}))?(?:Z|[+-]\d\d:\d\d)$/

// parseTime returns a time as it was sent, with its whole seconds since 1970 and the rest in
// units of 100 ns.
export function parseTime (sent) {
  const found = pattern.exec(sent)
  const milliseconds = found ? Date.parse(sent) : NaN
  if (Number.isNaN(milliseconds)) throw new TypeError(`not a DateTimeOffset: ${sent}`)
  return { sent, seconds: Math.floor(milliseconds / 1000), rest: found[1] ? Number(found[1].padEnd(7, '0')) : 0 }
}

const recorded = ({ input }) => ({ id: input.id, activityDateTime: input.activityDateTime.sent, actor: input.actor })

export const resolvers = (store) => ({
  Query: {
    itemActivities: (_, { filter, first }) => store.page(filter, first)
  },
  Mutation: {
    createItemActivity: async (_, row) => recorded((await store.record([row]))[0]),
    createItemActivities: async (_, { inputs }) => (await store.record(inputs)).map((row) => ({ activity: recorded(row) }))
  }
})

// listening writes the line that the benchmark waits for.
export const listening = (port) => process.stderr.write(`msg=listening url=http://127.0.0.1:${port}/ \n`)
