// The blocks of one section of docs/authentication.md.
import { readFileSync } from 'node:fs'

const page = new URL('../../docs/authentication.md', import.meta.url)

/** Returns the blocks of a section in their order, each with its language and its text. */
export function blocksOf(heading) {
  const section = readFileSync(page, 'utf8').split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`))
  if (!section) throw new Error(`the page has no section ${heading}`)
  const blocks = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language, text }))
  if (blocks.length < 5) throw new Error(`the section ${heading} has only ${blocks.length} blocks`)
  return blocks
}
