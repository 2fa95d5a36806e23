/** What a wrong call says: the kind of error and its text, so that a table of them reads as a table. */
export function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    const { name, message } = error as Error
    return `${name}: ${message}`
  }
  return 'nothing was refused'
}
