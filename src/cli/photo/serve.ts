import { Command, Option } from 'commander'
import { whole } from '../arguments.ts'
import { action, print, status } from '../command.ts'
import { interruption } from './options.ts'

interface Options {
  readonly port: number
  readonly host: string
}

export function serveCommand(): Command {
  return new Command('serve')
    .summary('serve a photograph to other programs')
    .description(
      'Serves a photograph through the OpenAI-compatible interface: /v1/completions with log-probabilities and streams.',
    )
    .argument('<photo>', 'the folder')
    .addOption(new Option('--port <number>', 'to listen on; 0 takes a free one').argParser(whole(0)).default(8080))
    .option('--host <name>', 'to listen on; whoever reaches it may ask', '127.0.0.1')
    .action(
      action<[string], Options>(async ([path], options) => {
        const { LocalPhotograph, openSnapshot, servePhotograph } = await import('../../photograph/index.ts')
        const server = await servePhotograph(new LocalPhotograph((await openSnapshot(path)).model, path), options)
        print(`${path} is served at ${server.address}; ctrl-C ends it`)
        const { signal, end } = interruption()
        await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
        end()
        await server.close()
        return status.success
      }),
    )
}
