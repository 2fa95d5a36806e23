/** Learn: the list of lessons, and a lesson. */
import type { JSX } from 'preact'

export default function Learn(): JSX.Element {
  return <h1>Learn</h1>
}
