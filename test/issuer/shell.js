// One bash session in an empty folder that runs one block after the other.
import { spawn } from 'node:child_process'

const limit = 60_000 // a block that takes longer has failed

export class Shell {
  #bash
  #out = ''
  #log = ''
  #changed = () => {}

  constructor(folder, path) {
    this.#bash = spawn('bash', ['-eu'], { cwd: folder, detached: true, env: { ...process.env, PATH: `${path}:${process.env.PATH}` } })
    this.#bash.stdout.on('data', (data) => { this.#out += data; this.#changed() })
    this.#bash.stderr.on('data', (data) => { this.#log += data })
    this.#bash.on('exit', () => this.#changed())
  }

  /** Returns what a block writes to standard output. */
  async run(block) {
    const end = `end-of-block-${Math.random()}`
    this.#out = ''
    this.#bash.stdin.write(`${block}\necho ${end}\n`)
    const late = setTimeout(() => this.#changed('late'), limit)
    await new Promise((resolve, reject) => {
      this.#changed = (why) => {
        if (this.#out.includes(end)) resolve()
        else if (why || this.#bash.exitCode !== null) reject(new Error(`the block failed:\n${block}\n${this.#out}\n${this.#log}`))
      }
    }).finally(() => clearTimeout(late))
    return this.#out.slice(0, this.#out.indexOf(end))
  }

  /** Ends the session and the servers that it started. */
  close() {
    process.kill(-this.#bash.pid, 'SIGKILL')
  }
}
