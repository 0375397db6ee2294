import { Command } from 'commander'
import { askCommand } from './photo/ask.ts'
import { sampleCommand } from './photo/sample.ts'
import { serveCommand } from './photo/serve.ts'
import { showCommand } from './photo/show.ts'
import { trainCommand } from './photo/train.ts'
import { tuneCommand } from './photo/tune.ts'

/** `cambium photo ...`: all that is done with photographs. */
export function photoCommand(): Command {
  const photo = new Command('photo')
    .summary('pre-train a language model on text, ask it, fine-tune it, serve it')
    .description(
      'A photograph is a language model that was pre-trained on text and does not change: it knows what stands next to what.',
    )
    .addHelpText(
      'after',
      `
Examples:
  cambium photo train book.txt -o book.photo --preset small --minutes 20
  cambium photo ask book.photo "What is next to that oak tree?"
  cambium photo sample book.photo -n 3 --temperature 0.8
  cambium photo serve book.photo --port 8080`,
    )
  for (const command of [trainCommand(), askCommand(), sampleCommand(), tuneCommand(), showCommand(), serveCommand()]) {
    photo.addCommand(command.exitOverride().showHelpAfterError('(--help says more)'))
  }
  return photo
}
