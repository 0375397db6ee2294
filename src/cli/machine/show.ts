import { CambiumError } from '../../model/error.ts'
import { machineToDot, machineToMarkdown, machineToMermaid, transitionRows } from '../../model/machine/notation.ts'
import type { MachinePlant } from '../../plant/index.ts'
import { print, printJson } from '../command.ts'
import { machineReportLines, machineReportOf } from './report.ts'

export const machineNotations = ['dot', 'mermaid', 'svg', 'json', 'markdown'] as const

/** Prints a machine: as a table with the report, or in a notation alone. */
export async function showMachine(plant: MachinePlant, options: { as?: string; json?: boolean }): Promise<void> {
  const { machine } = plant
  switch (options.as) {
    case undefined:
      if (options.json) printJson({ machine, ...machineReportOf(plant) })
      else {
        for (const line of table(transitionRows(machine))) print(line)
        print('')
        for (const line of machineReportLines(plant)) print(line)
      }
      return
    case 'dot':
      process.stdout.write(machineToDot(machine))
      return
    case 'mermaid':
      process.stdout.write(machineToMermaid(machine))
      return
    case 'markdown':
      process.stdout.write(machineToMarkdown(machine))
      return
    case 'json':
      printJson(machine)
      return
    case 'svg': {
      const { instance } = await import('@viz-js/viz')
      const graphviz = await instance()
      print(graphviz.renderString(machineToDot(machine, { bundled: true }), { format: 'svg' }).trimEnd())
      return
    }
  }
  throw new CambiumError(
    'notation-unknown',
    `A machine cannot be written as ${options.as}. It can as ${machineNotations.join(', ')}.`,
  )
}

/** Columns of equal width. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
}
