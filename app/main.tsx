/** The page begins: its frame, and in it the place that the address names. */
import './style/tokens.css'
import './style/page.css'
import { render } from 'preact'
import { Page } from './frame/page.js'

render(<Page />, document.getElementById('page')!)
// Kept for when there is no network, once everything that is looked at now has come.
if ('serviceWorker' in navigator && import.meta.env.PROD)
  addEventListener('load', () =>
    setTimeout(() => void navigator.serviceWorker.register('./offline.js').catch(() => undefined), 1500),
  )
