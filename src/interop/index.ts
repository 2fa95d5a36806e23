/** The room of other people's formats: models as safetensors files, as archives of NumPy and as programs for PyTorch. */
export { loadNpz, saveNpz, type NpzOptions } from './npz.js'
export { torchModule, type Print, type TorchModule } from './pytorch/modules.js'
export type { TorchTraining } from './pytorch/plan.js'
export { isModuleName } from './pytorch/python.js'
export { toPyTorch, type PyTorchOptions, type PyTorchTwin } from './pytorch/pytorch.js'
export { loadSafetensors, saveSafetensors, type Loaded, type SafetensorsOptions } from './safetensors.js'
export { assignTensors, tensorsOf, type Tensor, type Tensors } from './tensors.js'
