/** A recording as a program for PyTorch with its weights beside it, made in a worker when it is asked for: what it takes is not part of the page. */
import { startWorker } from './mirror.js'

/** A zip of files. Errors: what PyTorch has no words for. */
export function torchZip(recording: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const worker = startWorker((answer) => {
      if (answer.type === 'torch') resolve(answer.zip)
      else if (answer.type === 'failed') reject(new Error(answer.message))
      worker.end()
    })
    worker.tell({ type: 'torch', name, recording })
  })
}
