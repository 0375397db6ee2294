import semver from 'semver'
import type { Format } from './format.ts'
import { packages, some } from './installed.ts'

export const format: Format = {
  parser: 'semver.validRange',
  accepts: text => semver.validRange(text) !== null,
  examples: [
    '1.2.3',
    '^1.2.3',
    '~0.3.1',
    '*',
    '',
    '1',
    '1.x',
    '1.2.*',
    '>=1.0.0',
    '>= 4',
    '<2.0.0',
    '>=1.2.3 <2.0.0',
    '1.0.0 - 2.9.9',
    '^1.0.0 || ^2.0.0',
    '^7.0.0-beta.3',
    '1.0.0+build',
    '=0.4.0',
    '<= 3.1 || > 5',
    'v2.0.0-rc.1',
    '~1.2 || 3.x || >=5.0.0 <6',
  ],
  source: 'ranges that packages below node_modules ask for',
  inputs: () =>
    some(
      packages().flatMap(({ dependencies, devDependencies, peerDependencies, engines }) =>
        [dependencies, devDependencies, peerDependencies, engines].flatMap(all =>
          Object.values(Object(all)).map(String),
        ),
      ),
      format.accepts,
    ),
}
