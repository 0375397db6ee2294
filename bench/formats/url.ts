import { type Format, unlessThrown } from './format.ts'
import { files, some } from './installed.ts'

export const format: Format = {
  parser: 'URL',
  accepts: unlessThrown(text => new URL(text)),
  examples: [
    'http://a.b',
    'https://example.org/',
    'https://example.org/a/b.html?q=1&r=x%20y#part',
    'http://localhost:8080/x',
    'ftp://user:pass@files.example.org/f.txt',
    'http://192.168.0.1/',
    'http://[::1]:3000/a',
    'mailto:someone@example.org',
    'git+ssh://git@code.example.org:22/repo.git',
    'file:///etc/hosts',
    'data:text/plain,hello',
    'https://xn--bcher-kva.example/~me/(x)',
    'https://a.b/?a[]=1;c=d+e',
  ],
  source: 'addresses in package.json files and READMEs below node_modules',
  inputs: () =>
    some(
      files(/\/(?:package\.json|README\.md)$/).flatMap(text =>
        [...text.matchAll(/\b[a-z][a-z+]{2,9}:\/\/[^\s"'`<>)\]}\\|,]+/g)].map(m => m[0]),
      ),
      format.accepts,
      200,
    ),
}
