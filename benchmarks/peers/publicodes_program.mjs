// node publicodes_program.mjs FOLDER_OF_PUBLICODES ASKED.json: what publicodes answers, and how long it takes.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [folder, file] = process.argv.slice(2)
const cpu = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e3 }
const before = cpu()
const { default: Engine } = await import(pathToFileURL(`${folder}/dist/index.js`))
const { rules, situations, asked, runs } = JSON.parse(readFileSync(file, 'utf8'))
const imported = cpu()
const quiet = { log() {}, warn() {}, error() {} }
const engine = new Engine(rules, { logger: quiet })
const loaded = cpu()
const decide = (situation) => {
  engine.setSituation(situation)
  return asked.map((name) => engine.evaluate(name).nodeValue)
}
const answers = situations.map(decide)
const taken = []
for (let run = 0; run < runs; run++) {
  const start = cpu()
  decide(situations[run % situations.length])
  taken.push(cpu() - start)
}
process.stdout.write(JSON.stringify({ import: imported - before, load: loaded - imported, decide: taken, answers }))
