export { CambiumError } from './model/error.ts'
