import type { PhotographRecord } from '../snapshot/record.ts'

/** A line of a plot: points from left to right. */
export interface Curve {
  readonly name: string
  readonly points: readonly { readonly characters: number; readonly bits: number }[]
}

/** The curves of a training: bits a character against text seen. */
export function curvesOf(record: PhotographRecord): Curve[] {
  const curve = (name: string, of: 'training' | 'heldOut'): Curve => ({
    name,
    points: record.history.flatMap(point =>
      point[of] === null ? [] : [{ characters: point.characters, bits: point[of]! }],
    ),
  })
  return [curve('learned from', 'training'), curve('held out', 'heldOut')].filter(c => c.points.length > 0)
}

/** Draws curves as an SVG. The libraries that draw are loaded when they are needed: most commands never do. */
export async function plotCurves(title: string, curves: readonly Curve[]): Promise<string> {
  const [{ compile }, { parse, View }] = await Promise.all([import('vega-lite'), import('vega')])
  const values = curves.flatMap(({ name, points }) => points.map(point => ({ ...point, name })))
  const { spec } = compile({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title,
    width: 560,
    height: 320,
    background: 'white',
    data: { values },
    mark: { type: 'line', point: { size: 16 } },
    encoding: {
      x: { field: 'characters', type: 'quantitative', title: 'characters of text seen', axis: { format: '~s' } },
      y: { field: 'bits', type: 'quantitative', title: 'bits a character', scale: { zero: false } },
      color: { field: 'name', type: 'nominal', title: null, sort: curves.map(c => c.name), legend: { labelLimit: 0 } },
    },
  })
  return new View(parse(spec), { renderer: 'none' }).toSVG()
}
