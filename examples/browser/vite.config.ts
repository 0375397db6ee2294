import { defineConfig } from 'vite'

/** npm run example:browser, or npx vite build examples/browser; what it builds runs from any folder, with no server. */
export default defineConfig({ base: './', worker: { format: 'es' } })
