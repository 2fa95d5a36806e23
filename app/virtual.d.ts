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
