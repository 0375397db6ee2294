import semver from 'semver'
import type { Format } from './format.ts'
import { packages, some } from './installed.ts'

const lines = [
  '1.2.3',
  '0.0.0',
  '10.20.30',
  'v1.0.0',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '2.0.0-rc.2+build.5',
  '1.0.0+sha.a1b2c3',
  '3.4.5-0.x-y.z9',
  '1.2.3-0',
]

export const format: Format = {
  parser: 'semver.valid',
  accepts: text => semver.valid(text) !== null,
  examples: lines,
  lines,
  source: 'versions of packages below node_modules, and versions that they ask for',
  inputs: () => {
    const asked = packages().flatMap(({ version, dependencies, devDependencies }) => [
      String(version),
      ...Object.values({ ...Object(dependencies), ...Object(devDependencies) }).map(range =>
        String(range).replace(/^[\^~>=v ]+/, ''),
      ),
    ])
    return some(asked, format.accepts)
  },
}
