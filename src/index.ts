export * from './blueprint/index.ts'
export * from './growth/index.ts'
export { CambiumError } from './model/error.ts'
export * from './plant/index.ts'
