/** What vite.config.ts makes up: the list of lessons. */
declare module 'virtual:lessons' {
  const lessons: readonly {
    readonly name: string
    readonly file: string
    readonly title: string
    readonly about: string
  }[]
  export default lessons
}
