/** The frame of the page: wordmark, places, theme, keys, and the place itself. */
import type { ComponentType, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { places, type Place } from '../address.js'
import Home from '../places/home.js'
import { hrefOf, notice, route } from '../state.js'
import { trouble } from '../storage.js'
import { HelpSheet } from './help.js'
import { useKeys } from './keys.js'
import { placeInfo } from './places.js'
import { ThemeChoice } from './theme.js'

/** What is loaded already: the first place is. */
const loaded = new Map<Place, ComponentType>([['home', Home]])

export function Page(): JSX.Element {
  const { place, name } = route.value
  const [help, setHelp] = useState(false)
  const main = useRef<HTMLElement>(null)
  const before = useRef(`${place}/${name}`)
  useKeys(() => [{ keys: ['?'], does: 'all keys', isHint: true, run: () => setHelp(true) }], [])
  useEffect(() => {
    document.title =
      place === 'home' ? 'seegrad: the autograd engine you can see through' : `${placeInfo[place].name} · seegrad`
    // Whoever reads by ear hears where they are.
    const now = `${place}/${name}`
    if (before.current !== now) main.current?.focus({ preventScroll: true })
    before.current = now
  }, [place, name])
  return (
    <div class="page">
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to the content
      </a>
      <header class="top">
        <a
          class="mark"
          href={hrefOf('home')}
          aria-label="seegrad, home"
          aria-current={place === 'home' ? 'page' : undefined}
        >
          <span class="d">see</span>
          <span class="g">grad</span>
        </a>
        <nav aria-label="Places" class="wide-only">
          <PlaceLinks place={place} />
        </nav>
        <span class="tools wide-only">
          <ThemeChoice />
          <button type="button" class="plain" onClick={() => setHelp(true)}>
            <kbd>?</kbd> keys
          </button>
        </span>
        <Menu place={place} openHelp={() => setHelp(true)} />
      </header>
      <Notices />
      <main id="main" ref={main} tabIndex={-1}>
        <Here place={place} />
      </main>
      {help && <HelpSheet close={() => setHelp(false)} />}
    </div>
  )
}

function PlaceLinks({ place }: { readonly place: Place }): JSX.Element {
  return (
    <>
      {places
        .filter((one) => placeInfo[one].isInMenu)
        .map((one) => (
          <a key={one} href={hrefOf(one)} aria-current={one === place ? 'page' : undefined}>
            {placeInfo[one].name}
          </a>
        ))}
    </>
  )
}

/** On a phone all of it is one menu, named after the place. */
function Menu({ place, openHelp }: { readonly place: Place; openHelp(): void }): JSX.Element {
  const box = useRef<HTMLDetailsElement>(null)
  const shut = (): void => {
    if (box.current) box.current.open = false
  }
  return (
    <details class="menu narrow-only" ref={box} onKeyDown={(event) => event.key === 'Escape' && shut()}>
      <summary>
        {placeInfo[place].name}
        <svg width="10" height="6" viewBox="0 0 10 6" aria-hidden="true">
          <path d="M1 1l4 4 4-4" fill="none" stroke="currentColor" stroke-width="1.5" />
        </svg>
      </summary>
      <div class="sheet">
        <nav aria-label="Places" onClick={shut}>
          <a href={hrefOf('home')} aria-current={place === 'home' ? 'page' : undefined}>
            Home
          </a>
          <PlaceLinks place={place} />
        </nav>
        <ThemeChoice />
        <button type="button" class="btn" onClick={() => (shut(), openHelp())}>
          Keys
        </button>
      </div>
    </details>
  )
}

function Notices(): JSX.Element {
  const words = [notice.value, trouble.value].filter((text) => text !== '')
  return (
    <div class="notices" role="status">
      {words.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </div>
  )
}

function Here({ place }: { readonly place: Place }): JSX.Element | null {
  const [, settle] = useState(0)
  const [failed, setFailed] = useState('')
  const Found = loaded.get(place)
  useEffect(() => {
    if (Found) return
    let isHere = true
    setFailed('')
    void arrive()
    async function arrive(): Promise<void> {
      try {
        const module = await placeInfo[place].load()
        loaded.set(place, module.default)
        if (isHere) settle((n) => n + 1)
      } catch {
        if (isHere)
          setFailed(
            'This part of the page could not be fetched. Reload when there is a connection; nothing you made is lost.',
          )
      }
    }
    return () => {
      isHere = false
    }
  }, [place, Found])
  if (failed !== '')
    return (
      <p class="bad" role="alert">
        ✗ {failed}
      </p>
    )
  return Found ? <Found /> : null
}
