/** The room of other people's formats: models as safetensors files and as archives of NumPy. */
export { loadNpz, saveNpz, type NpzOptions } from './npz.js'
export { loadSafetensors, saveSafetensors, type Loaded, type SafetensorsOptions } from './safetensors.js'
export { assignTensors, tensorsOf, type Tensor, type Tensors } from './tensors.js'
