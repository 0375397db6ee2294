import type { TopLevelSpec } from 'vega-lite'

/** A point of a curve, with its interval. */
export interface PlotPoint {
  readonly name: string
  /** How much was given; a word where there is nothing between one and the other, and bars take the place of curves. */
  readonly x: number | string
  readonly y: number
  readonly low: number
  readonly high: number
}

export interface Plot {
  /** Of its file, without ending. */
  readonly file: string
  readonly title: string
  /** Lines below the title. */
  readonly subtitle?: readonly string[]
  readonly xTitle: string
  readonly yTitle: string
  /** Whether each step to the right is so many times as much. */
  readonly logarithmic: boolean
  readonly points: readonly PlotPoint[]
}

type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number]

/** Draws curves or bars with their intervals as SVG. The libraries that draw are loaded when they are needed. */
export async function drawn({ title, subtitle = [], xTitle, yTitle, logarithmic, points }: Plot): Promise<string> {
  const [{ compile }, { parse, View }] = await Promise.all([import('vega-lite'), import('vega')])
  const isNamed = points.some(({ x }) => typeof x === 'string')
  const byAmount = {
    field: 'x',
    type: 'quantitative',
    title: xTitle,
    scale: logarithmic ? { type: 'log' as const } : { zero: false },
    axis: { format: logarithmic ? '~s' : 'd', grid: false },
  } as const
  const byName = {
    field: 'x',
    type: 'nominal',
    title: xTitle,
    sort: null,
    axis: { labelAngle: 0, labelLimit: 0 },
  } as const
  const names = [...new Set(points.map(({ name }) => name))]
  const legend = { orient: 'bottom', columns: 2, labelLimit: 0, symbolOpacity: 1 } as const
  const color = { field: 'name', type: 'nominal', title: null, sort: names, legend } as const
  const intervals = (more: object): Layer => ({
    mark: { type: 'rule', opacity: 0.4 },
    encoding: { y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' }, ...more },
  })
  const shares = (mark: 'bar' | { type: 'line'; point: { size: number } }): Layer => ({
    mark,
    encoding: { y: { field: 'y', type: 'quantitative', title: yTitle, scale: { domain: [0, 1] } } },
  })
  const curves = [intervals({}), shares({ type: 'line', point: { size: 30 } })]
  const bars = [shares('bar'), intervals({ color: { value: 'black' } })]
  const specification: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, subtitle: subtitle.flatMap(wrapped), subtitleColor: '#555', anchor: 'start', frame: 'group' },
    width: 620,
    height: 300,
    background: 'white',
    config: {
      title: { fontSize: 14, subtitleFontSize: 11, offset: 10 },
      axis: { labelFontSize: 11, titleFontSize: 12 },
      legend: { labelFontSize: 12, columnPadding: 24 },
    },
    data: { values: [...points] },
    encoding: isNamed ? { x: byName, xOffset: { field: 'name', sort: names }, color } : { x: byAmount, color },
    layer: isNamed ? bars : curves,
  }
  return new View(parse(compile(specification).spec), { renderer: 'none' }).toSVG()
}

/** Characters of a line below a title: about as wide as the plot. */
const widest = 110

/** A long line as several, those that follow indented. */
function wrapped(line: string): string[] {
  const lines = ['']
  for (const word of line.split(' ')) {
    const last = lines.at(-1)!
    if (last.length + word.length >= widest) lines.push(`\u00a0\u00a0\u00a0\u00a0${word}`)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines
}
