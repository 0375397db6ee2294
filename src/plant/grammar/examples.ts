import { quote } from '../../growth/question.ts'
import { CambiumError } from '../../model/error.ts'
import type { Example } from '../epoch.ts'

/**
 * The texts among those given that are not known yet.
 * @throws CambiumError `example-not-text`, `example-contradiction`
 */
export function newExamples(
  known: readonly Example[],
  { examples = [], rejected = [] }: { readonly examples?: readonly string[]; readonly rejected?: readonly string[] },
  epoch: number,
): Example[] {
  const validity = new Map(known.map(({ text, valid }) => [text, valid]))
  const added: Example[] = []
  const add = (text: string, valid: boolean, index: number) => {
    const which = `${valid ? 'Example' : 'Rejected example'} ${index + 1}`
    if (typeof text !== 'string' || /\p{Surrogate}/u.test(text)) {
      throw new CambiumError(
        'example-not-text',
        `${which} is not text: it holds half of a surrogate pair, or no string.`,
      )
    }
    const before = validity.get(text)
    if (before === undefined) {
      validity.set(text, valid)
      added.push({ text, valid, epoch })
    } else if (before !== valid) {
      throw new CambiumError(
        'example-contradiction',
        `${which}, ${quote(text)}, is given as valid and as rejected. Take it out of one of the two.`,
      )
    }
  }
  for (const [i, text] of examples.entries()) add(text, true, i)
  for (const [i, text] of rejected.entries()) add(text, false, i)
  return added
}
