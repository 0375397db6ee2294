import type { Comparison } from '../config/config.ts'
import type { Finding } from '../run/cell.ts'
import type { Results } from '../run/results.ts'
import { groupsOf } from './group.ts'
import type { Plot } from './plot.ts'
import type { Summary } from './report.ts'
import { type Table, whole } from './table.ts'

interface Page {
  readonly comparison: Comparison
  readonly results: Results
  readonly summary: Summary
  readonly plots: readonly (Plot & { readonly svg: string })[]
  readonly command: string
  readonly took: string
}

/** The whole report as one page that needs nothing else. */
export function page({ comparison, results, summary, plots, command, took }: Page): string {
  const { name, source } = comparison
  const sections = summary.rows.map(({ title, tables }, i) => {
    const own = plots.filter(({ file }) => belongsTo[title]?.some(start => file.startsWith(start)))
    return `<section><h2>${i + 1}. ${text(title)}</h2>
${own.map(({ svg }) => `<figure>${svg}</figure>`).join('\n')}
${tables
  .filter(({ lines }) => lines.length > 0)
  .map(table)
  .join('\n')}
${title === 'Data efficiency' ? examplesOf(results) : title === 'Origin and nature' ? narrationsOf(results) : ''}</section>`
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(name)}: a comparison</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${text(name)}: what each kind of system knows</h1>
<p>${text(aboutOf(comparison))}</p>
<p>Made with <code>${text(command)}</code> in ${text(took)}. Seed ${comparison.seed}; ${whole(results.cells.length)} pieces of work. Every number comes from <code>results.json</code> beside this page, and each piece of work there can be done again from the configuration below.</p>
${sections.join('\n')}
${summary.headline.lines.length > 0 ? `<section><h2>The three rows</h2>${table(summary.headline)}</section>` : ''}
<section><h2>What was not shown</h2><p>${text(summary.notShown)}</p></section>
<section><h2>Configuration</h2><pre>${text(source.text)}</pre></section>
</main>
</body>
</html>
`
}

function aboutOf({ language, world, parts }: Comparison): string {
  if (language) return language.about
  if (world) return 'A world that judges, and texts that it accepts.'
  return parts.cause
    ? 'A world that reacts to what is done in it, and a narration of what happens when nobody does anything.'
    : 'A system that reacts to what is done with it.'
}

const belongsTo: Readonly<Record<string, readonly string[]>> = {
  'Data efficiency': ['efficiency'],
  'Underlying principles': ['beyond'],
  'Origin and nature': ['adaptation', 'cause'],
  'What each principle is worth': ['ablation'],
}

function table({ title, columns, lines, note }: Table): string {
  const row = (cells: readonly string[], tag: 'td' | 'th') =>
    `<tr>${cells.map(cell => `<${tag}>${text(cell)}</${tag}>`).join('')}</tr>`
  return `<h3>${text(title)}</h3>
<div class="wide"><table><thead>${row(columns, 'th')}</thead><tbody>
${lines.map(line => row(line, 'td')).join('\n')}
</tbody></table></div>
${note ? `<p class="note">${text(note)}</p>` : ''}`
}

/** What each contestant generated, and what it got wrong, at the largest size. */
function examplesOf({ cells }: Results): string {
  const groups = groupsOf(cells, 'efficiency')
  const names = [...new Set(groups.map(({ contestant }) => contestant))]
  const parts = names.map(name => {
    const last = groups.filter(group => group.contestant === name).toSorted((a, b) => b.size - a.size)[0]!
    return `<details><summary>${text(name)}, ${whole(last.size)} examples</summary>${details(last.findings[0]!)}</details>`
  })
  return `<h3>Samples of each, and what each got wrong</h3>${parts.join('\n')}`
}

/** What each contestant brings forth of a world that reacts: runs, or what it would tell. */
function narrationsOf({ cells }: Results): string {
  const groups = groupsOf(cells, 'cause').filter(({ about }) => about === 'samples')
  if (groups.length === 0) return ''
  const parts = groups.map(
    ({ contestant, findings }) => `<details><summary>${text(contestant)}</summary>${details(findings[0]!)}</details>`,
  )
  return `<h3>Samples of each, of the first seed</h3>
<p class="note">Runs of a machine, which the world does just so or not; paragraphs of a photograph, each whole sentence of which is told or not.</p>
${parts.join('\n')}`
}

function details({ measured, nature }: Finding): string {
  const { samples, mistakes } = measured
  const list = (title: string, items: readonly string[]) =>
    items.length === 0
      ? ''
      : `<h4>${title}</h4><ul>${items.map(item => `<li><code>${item === '' ? '(the empty text)' : text(item)}</code></li>`).join('')}</ul>`
  return [
    list(
      'It generated',
      samples.map(({ text: sample, valid }) => `${valid ? '✓' : '✗'} ${sample}`),
    ),
    list(
      'Pairs that it got wrong (the valid text, and the near miss that it did not put below it)',
      mistakes.pairs.map(({ good, bad }) => `${good}   |   ${bad}`),
    ),
    list('Valid texts that it did not accept', mistakes.missed),
    list('Near misses that it accepted', mistakes.accepted),
    nature.rules ? `<h4>Its rules</h4><pre>${text(nature.rules.text)}</pre>` : '',
  ].join('')
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as HTML; control characters made visible. */
function text(plain: string): string {
  return plain.replace(/[&<>"]/g, c => escapes[c]!).replace(/[\0-\x08\x0b-\x1f\x7f]/g, '�')
}

const style = `
body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: white; margin: 0 }
main { max-width: 64rem; margin: 0 auto; padding: 1rem }
table { border-collapse: collapse; font-size: 0.85rem }
th, td { border-bottom: 1px solid #ddd; padding: 0.25rem 0.6rem; text-align: left; vertical-align: top }
.wide { overflow-x: auto }
.note { color: #555; font-size: 0.85rem }
figure { margin: 1.5rem 0; overflow-x: auto }
svg { max-width: 100%; min-width: 36rem; height: auto }
@media (max-width: 40rem) { th, td { min-width: 6rem } }
@media print { .wide, figure { overflow: visible } svg { min-width: 0 } }
pre { background: #f6f6f6; padding: 0.6rem; overflow-x: auto; font-size: 0.8rem }
code { font-size: 0.9em; white-space: pre-wrap; overflow-wrap: anywhere }
`
