// The example of docs/graph.md.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Client, PageIterator } from '@microsoft/microsoft-graph-client'
import { createFile } from './client.js'

const AsyncFunction = (async () => {}).constructor

test('the example of docs/graph.md lists the groups', async () => {
  await createFile('documentation')
  const page = readFileSync(new URL('../../../docs/graph.md', import.meta.url), 'utf8')
  const [, block] = page.match(/```js\nimport .*\n([^]*?)```/)
  const code = block.replaceAll('https://files.example', process.env.URL).replaceAll('files.example', new URL(process.env.URL).hostname)
  assert.notEqual(code, block)
  const names = []
  await new AsyncFunction('Client', 'PageIterator', 'token', 'names', code)(Client, PageIterator, process.env.USER_TOKEN, names)
  assert(names.includes('documentation'))
})
