/** The work of a command failed for a reason that the user can read: its message is all that is shown, and the exit code is 1. */
export class Failure extends Error {
  override readonly name: string = 'Failure'
}

/** A program that a command ran has ended and said itself what there was to say: nothing is shown, and its exit code is passed on. */
export class Ended extends Error {
  constructor(readonly code: number) {
    super(`ended with ${code}`)
  }
}
