/** Labels that try to be more than words, and programs that carry them. */
import { value, type Value } from 'seegrad'
import { PythonRandom } from 'seegrad/random'

export const hostile: readonly string[] = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '&lt;b&gt;', '&amp;', '&#x3c;', ']]>', '<!--', '-->', '<![CDATA[', '<?xml?>', "' onload='alert(1)",
  'x }" URL="javascript:alert(1)" tooltip="{', '{', '}', '|', '{|}', '<port>', '\\', '\\\\', '\\n', '\\N', '\\"', '"', '\\ ', ' two  spaces ', 'a\nb', 'a\r\nb', 'tab\there',
  'javascript:alert(1)', 'n0 -> n1', '}; n9 [label=x', '`code`', '#35;', '#quot;', 'end', 'graph', '%%{init: {}}%%', 'click n0 "javascript:alert(1)"', '"]; click n0 call alert()',
  '\u0000', '\u0007bell', '\u001b[31mred', '\u007f', '\u0085', '\u202eabc', '\u200b', '\ufeff', '\ud800', 'x\udc00y', '\uffff', '名前', '🙂', 'é', 'e\u0301', 'ﬁ', 'שלום', '∂L/∂a', 'constructor', '__proto__',
  'label | data 2 | grad 6', '$\\alpha$', '${x}', '{{x}}', '%s', 'a'.repeat(500), '', ' ', '\u00a0',
] // prettier-ignore

const pieces = [...hostile, ...'<>&"\'\\{}|#;`%$[]()=/:,.-+ \n\t\r', 'url(', 'href=', 'data:', 'style=']
/** As many more as asked for, put together by chance. */
export function chanced(seed: number, count: number): readonly string[] {
  const draws = new PythonRandom(seed)
  return Array.from({ length: count }, () => draws.choices(pieces, { k: draws.randint(1, 5) }).join(''))
}

/** A graph that carries many labels at once. */
export function carrying(labels: readonly string[]): Value {
  return labels.map((label, k) => value(k, label)).reduce((sum, leaf) => sum.add(leaf), value(1, 'root') as Value)
}
