/** The page begins: its frame, and in it the place that the address names. */
import './style/tokens.css'
import './style/page.css'
import { render } from 'preact'
import { Page } from './frame/page.js'

render(<Page />, document.getElementById('page')!)
if ('serviceWorker' in navigator && import.meta.env.PROD && location.protocol !== 'file:')
  addEventListener('load', () => void navigator.serviceWorker.register('./offline.js').catch(() => undefined))
