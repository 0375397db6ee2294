import { Command } from 'commander'
import { action, count, grouped, print, printJson, status } from '../command.ts'
import { duration } from './progress.ts'

export function showCommand(): Command {
  return new Command('show')
    .summary('what a photograph is and was made from')
    .description(
      'Says what a photograph was made from and how, and that it has not changed since. A changed one is refused.',
    )
    .argument('<photo>', 'the folder')
    .option('--json', 'the whole record')
    .action(
      action<[string], object>(async ([path], options) => {
        const { readRecord } = await import('../../photograph/index.ts')
        const record = await readRecord(path)
        if (options.json) {
          printJson(record)
          return status.success
        }
        const { kind, text, vocabulary, settings, parameters } = record
        print(
          `${path}: ${kind === 'ngram' ? `an n-gram model of order ${settings.order}` : `a transformer (${settings.preset ?? 'tuned'})`}, unchanged since ${record.made}`,
        )
        print(`id           ${record.id}`)
        if (record.parent !== undefined) print(`tuned from   ${record.parent}`)
        print(`made by      ${record.program}, seed ${record.seed}, in ${duration(record.seconds)}`)
        print(`parameters   ${grouped(parameters)}`)
        print(`vocabulary   ${count(vocabulary.size, 'token')} (${vocabulary.kind})`)
        print(
          `text         ${count(text.characters, 'character')}, ${count(text.tokens, 'token')}; held out ${count(text.heldOutCharacters, 'character')}`,
        )
        print(
          `held out     ${record.heldOutBits === null ? 'nothing' : `${record.heldOutBits.toFixed(3)} bits a character`}`,
        )
        for (const { name, bytes, sha256 } of record.sources)
          print(`made from    ${name} (${count(bytes, 'byte')}, sha256 ${sha256})`)
        for (const [name, value] of Object.entries(settings)) print(`${name.padEnd(12)} ${value}`)
        return status.success
      }),
    )
}
