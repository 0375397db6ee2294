/**
 * Questions about the forest, of two kinds. *Interventions* ask what happens if somebody does something that the narration
 * never tells of; where the narration would mislead is said with each. *Facts* are what the narration tells.
 */
import { Forest } from './world.mjs'

/**
 * Each: the question; the inputs, from the beginning; the plant it is about; `event`, what is asked after; how the scene of
 * the last season would be put in the words of the narration (see `scene`), and what misleads there.
 */
export const interventions = [
  {
    question: 'Does the fern grow if I clear the shade but do not water?',
    inputs: ['clear shade', 'wait'],
    ...{ plant: 'fern', event: 'grows', scene: { light: 'light', earth: 'dry' } },
    misleading: 'in the narration the fern grows whenever the leaves have fallen and the light falls in',
  },
  {
    question: 'Does the fern grow in the shade if I water?',
    inputs: ['water', 'wait'],
    ...{ plant: 'fern', event: 'grows', scene: { light: 'shade', earth: 'wet' } },
    misleading: 'in the narration nothing grows in the shade',
  },
  {
    question: 'Does the birch grow in the shade if I water?',
    inputs: ['water', 'wait'],
    ...{ plant: 'birch', event: 'grows', scene: { light: 'shade', earth: 'wet' } },
    misleading: 'in the narration the birch grows whenever the earth is wet',
  },
  {
    question: 'Does the birch grow if I clear the shade but do not water?',
    inputs: ['clear shade', 'wait'],
    ...{ plant: 'birch', event: 'grows', scene: { light: 'light', earth: 'dry' } },
    misleading: 'in the narration nothing grows on dry earth',
  },
  {
    question: 'Does the fern grow in autumn if I keep the rain away?',
    inputs: ['wait', 'dry', 'wait'],
    ...{ plant: 'fern', event: 'grows', scene: { season: 'autumn', light: 'light', earth: 'dry' } },
    misleading: 'in the narration the fern grows every autumn',
  },
  {
    question: 'Does the birch grow in autumn if I keep the rain away?',
    inputs: ['wait', 'dry', 'wait'],
    ...{ plant: 'birch', event: 'grows', scene: { season: 'autumn', light: 'light', earth: 'dry' } },
    misleading: 'in the narration nothing grows on dry earth',
  },
  {
    question: 'Does the fern grow in spring if I water in winter?',
    inputs: ['wait', 'wait', 'wait', 'water', 'wait'],
    ...{ plant: 'fern', event: 'grows', scene: { season: 'spring', light: 'shade', earth: 'wet' } },
    misleading: 'in the narration the fern never grows in spring',
  },
  {
    question: 'Does the fern grow in summer if I clear the shade and water?',
    inputs: ['clear shade', 'water', 'wait'],
    ...{ plant: 'fern', event: 'grows', scene: { season: 'summer', light: 'light', earth: 'wet' } },
    misleading: 'in the narration the fern never grows in summer',
  },
  {
    question: 'Does the birch grow in summer if I clear the shade and water?',
    inputs: ['clear shade', 'water', 'wait'],
    ...{ plant: 'birch', event: 'grows', scene: { season: 'summer', light: 'light', earth: 'wet' } },
    misleading: 'in the narration the birch never grows in summer',
  },
  {
    question: 'Is the birch browsed in winter if I clear the shade in spring?',
    inputs: ['clear shade', 'wait', 'wait', 'wait'],
    ...{ plant: 'birch', event: 'is browsed', scene: { season: 'winter', light: 'light', earth: 'frozen' } },
    misleading: 'in the narration the birch is browsed every winter',
  },
  {
    question: 'Does the fern grow in the autumn rain if it has withered and I do not plant it?',
    inputs: ['clear shade', 'wait', 'wait'],
    ...{ plant: 'fern', event: 'grows', scene: { season: 'autumn', light: 'light', earth: 'wet' } },
    misleading: 'in the narration the fern grows every autumn',
  },
  {
    question: 'Does the fern grow in the autumn rain if it has withered and I plant it again?',
    inputs: ['clear shade', 'wait', 'plant', 'wait'],
    ...{ plant: 'fern', event: 'grows', scene: { season: 'autumn', light: 'light', earth: 'wet' } },
    misleading: undefined,
  },
]

/** Was the event seen on that plant in this output? */
export function happens({ plant, event }, output) {
  return output.includes(`the ${plant} ${event}`)
}

/** The answer of the forest itself. */
export function answer(intervention) {
  const forest = new Forest()
  return happens(intervention, intervention.inputs.map(input => forest.step(input)).at(-1))
}

/** Each: the beginning of a sentence of the narration, the words that go on, and words that do not. */
export const facts = [
  {
    question: 'What is next to the oak?',
    beginning: 'Next to the oak stands the',
    right: ['birch', 'fern'],
    wrong: ['oak'],
  },
  {
    question: 'What is next to the birch?',
    beginning: 'Next to the birch stands the',
    right: ['oak'],
    wrong: ['fern', 'birch'],
  },
  {
    question: 'What is next to the fern?',
    beginning: 'Next to the fern stands the',
    right: ['oak'],
    wrong: ['birch', 'fern'],
  },
  {
    question: 'What stands between the birch and the fern?',
    beginning: 'Between the birch and the fern stands the',
    right: ['oak'],
    wrong: ['birch', 'fern'],
  },
  {
    question: 'What do the leaves do in autumn?',
    beginning: 'Autumn comes. The leaves of the oak',
    right: ['fall.'],
    wrong: ['come out.'],
  },
  {
    question: 'What do the leaves do in spring?',
    beginning: 'Spring comes. The leaves of the oak',
    right: ['come out.'],
    wrong: ['fall.'],
  },
  {
    question: 'What becomes of the fern in winter?',
    beginning: 'Winter comes. It snows, and the earth is frozen. The fern',
    right: ['dies back.'],
    wrong: ['grows.', 'stays low.'],
  },
  {
    question: 'What becomes of the birch in winter?',
    beginning: 'Winter comes. It snows, and the earth is frozen. The birch',
    right: ['is browsed.'],
    wrong: ['grows.', 'stays small.'],
  },
  {
    question: 'How is the earth in summer?',
    beginning: 'Summer comes. It does not rain, and the earth is',
    right: ['dry.'],
    wrong: ['wet.', 'frozen.'],
  },
  {
    question: 'What becomes of the fern in autumn?',
    beginning: 'Autumn comes. The leaves of the oak fall. The light falls in. It rains, and the earth is wet. The fern',
    right: ['grows.'],
    wrong: ['dies back.', 'stays low.'],
  },
]
