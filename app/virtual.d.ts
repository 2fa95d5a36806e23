/** What the build makes up: the list of lessons, and the declarations that cells are checked against. */
declare module 'virtual:lessons' {
  const lessons: readonly { readonly name: string; readonly title: string }[]
  export default lessons
}
declare module 'virtual:declarations' {
  export const declarations: Readonly<Record<string, string>>
}

/** What is known of ops, by name. */
declare module 'virtual:op-facts' {
  const facts: Readonly<Record<string, import('./ops/facts.js').OpFacts>>
  export default facts
}

/** The published losses of the demo of micrograd, step by step. */
declare module 'virtual:published' {
  const losses: readonly number[]
  export default losses
}
