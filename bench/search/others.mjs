// node others.mjs NAME DOCUMENTS QUERIES: builds the index of minisearch or flexsearch over a file of documents (one JSON object
// a line: id, title, subject, description, rest) and asks it the queries of a file {kind: [text, …]}, each with settings
// chosen for such texts. Prints JSON: seconds to build, megabytes, and of each kind the milliseconds and
// the first ten of every answer.
import fs from 'node:fs'
import readline from 'node:readline'
import FlexSearch from 'flexsearch'
import MiniSearch from 'minisearch'

const FIELDS = ['title', 'subject', 'description', 'rest']
const [name, documents, queries] = process.argv.slice(2)

const engines = {
  minisearch() {
    const index = new MiniSearch({ fields: FIELDS, searchOptions: { boost: { title: 8, subject: 4, description: 2 }, prefix: true, fuzzy: 0.2 } })
    return { add: (one) => index.add(one), find: (text) => index.search(text).slice(0, 10).map((hit) => hit.id) }
  },
  flexsearch() {
    const index = new FlexSearch.Document({ tokenize: 'forward', document: { id: 'id', index: FIELDS } })
    return {
      add: (one) => index.add(one),
      // Answers field by field; the first fields count most.
      find: (text) => [...new Set(index.search(text, { limit: 10, suggest: true }).flatMap((field) => field.result))].slice(0, 10),
    }
  },
}

const engine = engines[name]()
const begun = performance.now()
for await (const line of readline.createInterface({ input: fs.createReadStream(documents) })) engine.add(JSON.parse(line))
const built = (performance.now() - begun) / 1000
const kinds = {}
for (const [kind, texts] of Object.entries(JSON.parse(fs.readFileSync(queries, 'utf8')))) {
  kinds[kind] = { ms: [], found: [] }
  for (const text of texts) {
    const start = performance.now()
    kinds[kind].found.push(engine.find(text))
    kinds[kind].ms.push(performance.now() - start)
  }
}
console.log(JSON.stringify({ built, mb: process.memoryUsage().rss / 1e6, kinds }))
