/** The places of the page: what each is called, and where its code lies. */
import type { ComponentType } from 'preact'
import type { Place } from '../address.js'

export interface PlaceInfo {
  readonly name: string
  /** Home is not in the menu: the wordmark leads there. */
  readonly isInMenu: boolean
  load(): Promise<{ readonly default: ComponentType }>
}

export const placeInfo: { readonly [P in Place]: PlaceInfo } = {
  home: { name: 'Home', isInMenu: false, load: () => import('../places/home.js') },
  learn: { name: 'Learn', isInMenu: true, load: () => import('../places/learn.js') },
  stage: { name: 'Stage', isInMenu: true, load: () => import('../places/stage.js') },
  lab: { name: 'Derivatives', isInMenu: true, load: () => import('../places/lab.js') },
  train: { name: 'Train', isInMenu: true, load: () => import('../places/train.js') },
  gpt: { name: 'GPT', isInMenu: true, load: () => import('../places/gpt.js') },
  ops: { name: 'Ops', isInMenu: true, load: () => import('../places/ops.js') },
  hood: { name: 'Under the hood', isInMenu: true, load: () => import('../places/hood.js') },
}
