/** The work of a command failed for a reason that the user can read: its message is all that is shown, and the exit code is 1. */
export class Failure extends Error {
  override readonly name: string = 'Failure'
}
