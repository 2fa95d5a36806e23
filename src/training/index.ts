/** The room of trainings that the terminal and the page share: the small GPT and its names, and a training as a file. */
export { FALL, modelOf, pack, unpack, type Kept } from './checkpoint.js'
export { BLOCK, GPT } from './gpt.js'
export { LENGTHS, NamesTraining, textsIn, USUAL_SEED, USUAL_STEPS, type NamesSettings } from './names.js'
