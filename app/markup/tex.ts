/** Formulas as MathML, by temml behind one function; whoever needs one imports this when it does. */
import temml from 'temml'

/** An element that shows a formula. */
export function texElement(tex: string, display: boolean): Element {
  const holder = document.createElement('span')
  holder.innerHTML = temml.renderToString(tex, { displayMode: display, throwOnError: false })
  return holder.firstElementChild ?? holder
}
