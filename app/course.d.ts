/** What vite.config.ts makes up: the lessons in full, by the two letters of their language. */
declare module 'virtual:course' {
  const course: Readonly<
    Record<
      string,
      readonly {
        readonly name: string
        /** Below lessons/. */
        readonly file: string
        readonly title: string
        readonly about: string
        /** How long it takes. */
        readonly minutes: number
      }[]
    >
  >
  export default course
}
