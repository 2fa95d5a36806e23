/** Inverse kinematics: which angles bring the hand of an arm with three joints to a point? Downhill on the distance. */
import { valueAndGrad } from 'seegrad'

type Point = readonly [x: number, y: number]
const lengths = [1, 0.8, 0.5]

// Each joint turns all that comes after it.
const hand = (angles: readonly number[]): [number, number] => {
  'use grad'
  let [x, y, direction] = [0, 0, 0]
  for (const [k, angle] of angles.entries()) {
    direction += angle
    x += lengths[k]! * Math.cos(direction)
    y += lengths[k]! * Math.sin(direction)
  }
  return [x, y]
}
console.log(hand([0, 0, 0])) // [ 2.3, 0 ]

const distance = (angles: readonly number[], [x, y]: Point): number => {
  'use grad'
  const [handX, handY] = hand(angles)
  return (handX - x) ** 2 + (handY - y) ** 2
}

const reach = (target: Point): { angles: number[]; steps: number; squared: number } => {
  const downhill = valueAndGrad(distance)
  let angles = [0.1, 0.1, 0.1]
  for (let steps = 0; ; steps++) {
    const [squared, slopes] = downhill(angles, target)
    if (squared < 1e-12 || steps === 2000) return { angles, steps, squared }
    angles = angles.map((angle, k) => angle - 0.1 * slopes[k]!)
  }
}

const { angles, steps, squared } = reach([0.5, 1.5])
console.log(steps) // 122
console.log(squared < 1e-12) // true
console.log(angles.map((angle) => angle.toFixed(3)).join(' ')) // 0.384 1.247 0.799
const reached = hand(angles).map((c) => c.toFixed(5))
console.log(reached.join(' ')) // 0.50000 1.50000

// Out of reach, the arm stretches towards the point: 3 away, 2.3 long.
const far = reach([0, 3])
console.log(Math.sqrt(far.squared).toFixed(6)) // 0.700000
console.log(far.angles.map((angle) => Math.round((angle * 180) / Math.PI) + 0).join(' ')) // 90 0 0
