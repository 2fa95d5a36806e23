/** The inks, light and dark: hue says what a number is (blue: data, orange: gradient), never which sign it has. */

export type Ink =
  | 'paper'
  | 'raised'
  | 'ink'
  | 'ink-2'
  | 'ink-3'
  | 'line'
  | 'line-2'
  | 'data'
  | 'data-mark'
  | 'data-wash'
  | 'grad'
  | 'grad-mark'
  | 'grad-wash'
  | 'minus-mark'
  | 'bad'
  | 'bad-wash'

/** [light, dark] of each. */
export const inks: { readonly [I in Ink]: readonly [light: string, dark: string] } = {
  /** The page. */
  paper: ['#fdfcf9', '#15171a'],
  /** Boxes. */
  raised: ['#ffffff', '#1f2327'],
  ink: ['#1b1c1f', '#eae7e0'],
  'ink-2': ['#4d5057', '#b9b7b1'],
  /** Captions, units, what is not there yet. */
  'ink-3': ['#686b72', '#96958f'],
  /** Hairlines that only group. */
  line: ['#dedbd2', '#32363b'],
  /** Lines that mean something: edges, axes. */
  'line-2': ['#84878d', '#797d84'],
  data: ['#1a589c', '#8bbcf0'],
  'data-mark': ['#2f78c4', '#5a9ce2'],
  'data-wash': ['#e3ecf6', '#1b2d41'],
  grad: ['#a94700', '#f3aa6a'],
  'grad-mark': ['#d1650a', '#e58a3a'],
  'grad-wash': ['#fceadb', '#3a2817'],
  /** The other side of zero in a field of values. */
  'minus-mark': ['#74716a', '#8f8b82'],
  bad: ['#a8123f', '#f793a8'],
  'bad-wash': ['#fbe8ec', '#3a1c25'],
}

/** Which of the two; `auto` follows the reader's own setting, where the format can. */
export type Theme = 'light' | 'dark' | 'auto'
