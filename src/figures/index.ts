/** The room of figures: plain data in, a scene out, and the printers of scenes. */
export { attention, type AttentionOptions } from './attention.js'
export type { PlotOptions } from './axes.js'
export { livePicture, svgElement, type LiveElement, type PageDocument, type PageElement } from './dom.js'
export { drawDot, type DotOptions } from './dot.js'
export { factorsOf } from './factors.js'
export type { Field } from './field.js'
export {
  drawn,
  graph,
  plan,
  trustOf,
  type GraphOptions,
  type Plan,
  type PlannedBox,
  type PlanOptions,
  type Showing,
} from './graph.js'
export type { Ink, Theme } from './ink.js'
export { short, visible } from './label.js'
export type { MermaidOptions } from './mermaid.js'
export { plotBoundary, type BoundaryOptions } from './plot-boundary.js'
export { plotClaim, type ClaimOptions } from './plot-claim.js'
export { plotDelta, type DeltaOptions } from './plot-delta.js'
export { plotErrorCurve, type ErrorCurveOptions } from './plot-error-curve.js'
export { plotFunction, type FunctionOptions } from './plot-function.js'
export { plotLandscape, type LandscapeOptions } from './plot-landscape.js'
export { plotLoss, type Losses, type LossOptions } from './plot-loss.js'
export { plotTangent, type TangentOptions } from './plot-tangent.js'
export type { PngOptions } from './png.js'
export { render, type Format, type RenderOptions } from './render.js'
export type { Fn } from './sample.js'
export type * from './scene.js'
export type { SvgOptions } from './elements.js'
export type { TextColour, TextOptions } from './terminal.js'
export type { Folding, Knot, View } from './view.js'
export { weights, type Weighted, type WeightsOptions } from './weights.js'
