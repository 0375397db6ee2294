export { type Blueprint, blankSlate, innate, presets, without } from './blueprint.ts'
export { presetNamed, readBlueprint, writeBlueprint } from './document.ts'
export { type Principle, type Principles, principleNames, principlesSchema } from './principles.ts'
export { readDocument, type WrittenDocument } from './yaml.ts'
