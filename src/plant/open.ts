import { plantFactOf } from './epoch.ts'
import { PlantFile } from './file.ts'
import { GrammarPlant } from './grammar/plant.ts'
import { MachinePlant } from './machine/plant.ts'

/**
 * Opens a plant to read it, whatever grows in it: a `GrammarPlant` or a `MachinePlant`.
 * @throws CambiumError `plant-missing`, `plant-foreign`, `plant-newer`, `plant-damaged`, `plant-unwritable`
 */
export function openPlant(path: string): GrammarPlant | MachinePlant {
  return PlantFile.read(path, plantIn)
}

/** The plant that is kept in a file. */
export function plantIn(file: PlantFile): GrammarPlant | MachinePlant {
  return plantFactOf(file).model === 'machine' ? new MachinePlant(file) : new GrammarPlant(file)
}
