/** Three species of iris, measured by Anderson, classified by Fisher (1936). */
import { type ChoiceOptions, chosen, type Examples } from './examples.js'
import { irisTable } from './iris-table.js'

/**
 * 150 flowers: the length and width of sepal and petal in cm, and which species it is: 0 setosa, 1 versicolor, 2 virginica, fifty of each. It is the set of scikit-learn's
 * `load_iris`. Throws for more samples than there are.
 *
 * @example
 * import { iris } from 'seegrad/data'
 * const { X, y } = iris()
 * X[0] // [5.1, 3.5, 1.4, 0.2]
 * y.filter((species) => species === 2).length // 50
 */
export function iris(options: ChoiceOptions = {}): Examples<number[], 0 | 1 | 2> {
  const flowers = chosen('iris', irisTable.trim().split('\n'), options).map((line) => line.split(' ').map(Number))
  return { X: flowers.map((flower) => flower.slice(0, 4)), y: flowers.map((flower) => flower[4] as 0 | 1 | 2) }
}
