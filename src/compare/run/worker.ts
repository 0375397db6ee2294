import { CambiumError } from '../../model/error.ts'
import { readComparison } from '../config/config.ts'
import type { Cell, CellResult } from './cell.ts'
import { Performer } from './perform.ts'

/** What a process is told when it starts, and then for each cell. */
export type Order =
  | { readonly kind: 'comparison'; readonly text: string; readonly path: string; readonly quick: boolean }
  | { readonly kind: 'cell'; readonly cell: Cell }

export type Report =
  | { readonly result: CellResult }
  | { readonly error: { code: string; message: string; blame: CambiumError['blame'] } }

let performer: Performer | undefined

process.on('message', async (order: Order) => {
  if (order.kind === 'comparison') {
    performer = new Performer(readComparison(order.text, order.path, order.quick))
    return
  }
  let report: Report
  try {
    report = { result: await performer!.perform(order.cell) }
  } catch (error) {
    const known = error instanceof CambiumError
    const message = error instanceof Error ? error.message : String(error)
    report = { error: { code: known ? error.code : 'internal', message, blame: known ? error.blame : 'internal' } }
  }
  process.send!(report)
})
// Whoever ordered is gone.
process.on('disconnect', () => process.exit())
// Ctrl-C reaches all processes of a terminal; who ordered decides.
process.on('SIGINT', () => {})
