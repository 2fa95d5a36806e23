/** The stage. */
import type { JSX } from 'preact'

export default function Stage(): JSX.Element {
  return <h1>Stage</h1>
}
