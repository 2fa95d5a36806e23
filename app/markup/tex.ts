/** Formulas as MathML, by temml behind one function; only the elements and attributes that formulas are made of come through. */
import temml from 'temml'

const MATHML = 'http://www.w3.org/1998/Math/MathML'
const ELEMENTS = new Set(
  'math semantics annotation mrow mi mn mo ms mtext mspace msup msub msubsup munder mover munderover mfrac msqrt mroot mtable mtr mtd mstyle mpadded mphantom mmultiscripts mprescripts menclose merror'.split(
    ' ',
  ),
)
const ATTRIBUTES = new Set(
  'display displaystyle scriptlevel mathvariant stretchy fence separator form lspace rspace minsize maxsize symmetric largeop movablelimits accent accentunder linethickness width height depth voffset columnalign rowspacing columnspacing columnlines rowlines encoding notation class'.split(
    ' ',
  ),
)
const LONGEST = 20_000

/** An element that shows a formula; one that cannot be read is shown as its text. */
export function texElement(tex: string, display: boolean): Element {
  const made = tex.length > LONGEST ? undefined : read(tex, display)
  if (made) return made
  const code = document.createElement('code')
  code.textContent = tex.slice(0, LONGEST)
  return code
}

function read(tex: string, display: boolean): Element | undefined {
  try {
    const markup = temml.renderToString(tex, { displayMode: display, throwOnError: true, trust: false, maxExpand: 1000, maxSize: [20, 20] }) // prettier-ignore
    // In a document of its own, where nothing is loaded and nothing runs.
    const root = new DOMParser().parseFromString(markup, 'text/html').querySelector('math')
    return root ? copied(root) : undefined
  } catch {
    return undefined
  }
}

function copied(from: Element): Element {
  const name = from.localName
  const to = document.createElementNS(MATHML, ELEMENTS.has(name) ? name : 'mrow')
  for (const { name: key, value } of from.attributes) if (ATTRIBUTES.has(key)) to.setAttribute(key, value)
  for (const child of from.childNodes)
    if (child.nodeType === Node.TEXT_NODE) to.append(child.nodeValue ?? '')
    else if (child.nodeType === Node.ELEMENT_NODE && (child as Element).namespaceURI === MATHML)
      to.append(copied(child as Element))
  return to
}
