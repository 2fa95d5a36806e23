/** Training: a network learns from points in a worker, and every number of it is seen, moved and asked. All of it is in the address. */
import '../style/train.css'
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Hints } from '../frame/help.js'
import { useKeys } from '../frame/keys.js'
import { useMedia } from '../frame/media.js'
import { KeptRuns } from '../runs/kept-runs.js'
import { openShelf } from '../runs/shelf.js'
import { go, route, set } from '../state.js'
import { useCalm } from '../train/calm.js'
import { Controls } from '../train/controls.js'
import { Histograms, LossCurves } from '../train/losses.js'
import { Network, type NeuronPlace } from '../train/network.js'
import { NeuronNumbers } from '../train/neuron.js'
import type { Plan } from '../train/orders.js'
import { OwnPoints } from '../train/own-points.js'
import { Plane } from '../train/plane.js'
import { drawnPoints, edited, MOST_POINTS, noEdits, readEdits, readPoints, trouble, writeEdits, writePoints, type Edits, type Point } from '../train/points.js' // prettier-ignore
import { Playing } from '../train/playing.js'
import { differences, isPublished, readByHand, readSettings, writeByHand, type Settings } from '../train/settings.js'
import { Trainer } from '../train/trainer.js'
import { ChosenPoint } from '../train/chosen-point.js'
import { Teacher } from '../train/teacher.js'

const shelf = openShelf('train', 'runs')

export default function Train(): JSX.Element {
  const { query } = route.value
  const isNarrow = useMedia('(max-width: 40rem)')
  const trainer = useMemo(() => new Trainer(), [])
  useEffect(() => () => trainer.end(), [trainer])
  const [beside, setBeside] = useState<ReadonlySet<string>>(new Set())

  const asked = JSON.stringify(readSettings(query))
  const { settings, wrong } = useMemo(() => readSettings(query), [asked])
  const own = useMemo(() => readPoints(query.points), [query.points])
  const base = useMemo(
    () => (settings.data === 'own' ? own : drawnPoints(settings)),
    [settings.data, settings.noise, settings.seed, own],
  )
  const edits = useMemo(() => readEdits(query.edit), [query.edit])
  const points = useMemo(() => edited(base, edits), [base, edits])
  const byHand = useMemo(() => readByHand(query.by), [query.by])
  const plan = useMemo((): Plan => ({ settings, points: points.map(({ x, y, kind }) => ({ x, y, kind })), byHand }), [settings, points, byHand]) // prettier-ignore
  const shape = useMemo(
    () => ({ inputs: 2, sizes: [...settings.net, 1], act: settings.act }),
    [settings.net.join(), settings.act],
  )

  // The run is what the address says: other settings make it again, as far as it had come.
  const wanted = Math.max(0, Math.min(1e7, Math.trunc(Number(query.k ?? 0)) || 0))
  const begun = useRef<Plan | undefined>(undefined)
  useEffect(() => {
    if (begun.current === plan) {
      const k = trainer.shown.peek()?.k ?? 0
      if (trainer.isRunning.peek() || k === wanted) return
      if (k < wanted) trainer.go(wanted)
      else trainer.begin(plan, wanted)
      return
    }
    begun.current = plan
    trainer.begin(plan, Math.max(trainer.until.peek(), wanted))
  }, [plan, wanted])
  // Where it rests stands in the address.
  useEffect(
    () =>
      trainer.shown.subscribe((shown) => {
        if (!shown || shown.isRunning || shown.walked > 0 || document.hidden || trainer.until.peek() > shown.k) return
        const { k } = route.peek().query
        if ((k ?? '0') !== String(shown.k)) set({ k: shown.k === 0 ? undefined : String(shown.k) }, 'step')
      }),
    [trainer],
  )

  const isHidden = (name: string): boolean => query[`${name}_hide`] === 'yes'
  const edit = (next: Edits, kind: string): void => set({ edit: writeEdits(next) }, kind)
  const move = (place: number, to: Point): void =>
    place < base.length
      ? edit({ ...edits, changed: new Map([...edits.changed, [place, to]]) }, `point ${place}`)
      : edit({ ...edits, added: edits.added.map((one, k) => (k === place - base.length ? to : one)) }, `point ${place}`)
  const add = (point: Point): void => {
    if (points.length >= MOST_POINTS) return
    set({ edit: writeEdits({ ...edits, added: [...edits.added, point] }), point: String(base.length + edits.added.length) }, 'add') // prettier-ignore
  }
  const remove = (place: number): void => {
    set({ edit: writeEdits({ ...edits, gone: new Set([...edits.gone, place]) }), point: undefined }, 'remove')
  }
  const chosen = query.point === undefined ? undefined : points.find(({ place }) => place === Number(query.point))
  const neuron = neuronOf(query.neuron, shape.sizes)
  const setWeight = (at: number, x: number): void => {
    const step = trainer.shown.peek()?.k ?? 0
    const others = byHand.filter((one) => one.step < step || (one.step === step && one.at !== at))
    set({ by: writeByHand([...others, { step, at, x }]), k: step === 0 ? undefined : String(step) }, `weight ${at}`)
  }
  const reset = (): void => {
    trainer.pause()
    set({ k: undefined, by: undefined }, 'reset')
    trainer.begin({ ...plan, byHand: [] }, 0)
  }
  const play = (): void => {
    const k = trainer.shown.peek()?.k ?? 0
    if (trainer.isRunning.peek()) trainer.pause()
    else trainer.go(k < settings.steps ? settings.steps : Infinity)
  }
  const step = (by: number): void => {
    const k = trainer.shown.peek()?.k ?? 0
    if (by > 0) trainer.go(k + by)
    else if (k > 0) trainer.begin(plan, k - 1)
  }
  useKeys(
    () => [
      { keys: [' '], does: 'play, pause', isHint: true, run: play },
      { keys: ['ArrowRight'], does: 'one step', isHint: true, repeats: true, run: () => step(1) },
      { keys: ['ArrowLeft'], does: 'one step back', isHint: true, repeats: true, run: () => step(-1) },
      { keys: ['e'], does: 'one example', run: () => trainer.example() },
      { keys: ['n'], does: 'one epoch', run: () => step(trainer.shown.peek()?.perEpoch ?? 1) },
      { keys: ['r'], does: 'reset, same weights', isHint: true, run: reset },
    ],
    [plan, trainer],
  )
  const words = [...wrong, trouble(points)].filter((text) => text !== '')
  const besides = Object.fromEntries(shelf.runs.value.filter(({ name }) => beside.has(name)).map(({ name, losses }) => [name, losses])) // prettier-ignore
  return (
    <div class="train">
      <h1 class="sr">Train</h1>
      <Playing
        trainer={trainer}
        settings={settings}
        isHidden={isHidden}
        onPlay={play}
        onStep={step}
        onReset={reset}
        places={points}
        plan={plan}
      />
      {words.map((text) => (
        <p key={text} class="bad" role="status">
          ✗ {text}
        </p>
      ))}
      <div class="train-room">
        <div class="train-side">
          <Controls settings={settings} own={own} isHidden={isHidden} onSet={set} />
          {!isHidden('own') && (
            <OwnPoints
              onPoints={(all) =>
                set({ data: 'own', points: writePoints(all), edit: undefined, point: undefined }, 'own')
              }
            />
          )}
          {!isHidden('teacher') && <Teacher query={query} />}
        </div>
        <div class="train-middle">
          {!isHidden('network') && (
            <Network
              trainer={trainer}
              shape={shape}
              points={base}
              chosen={neuron}
              onChoose={({ layer, neuron: k }) => set({ neuron: `${layer}.${k}` }, 'neuron')}
            />
          )}
          {!isHidden('weights') && <NeuronNumbers trainer={trainer} shape={shape} chosen={neuron} onSet={setWeight} />}
          {!isHidden('histograms') && <Histograms trainer={trainer} isNarrow={isNarrow} />}
        </div>
        <div class="train-main">
          <Plane
            trainer={trainer}
            shape={shape}
            points={points}
            chosen={chosen?.place}
            onChoose={(place) => set({ point: String(place) }, 'choose')}
            onMove={move}
            onDrag={(place, to) =>
              trainer.retrace({
                ...plan,
                points: points.map((one) => (one.place === place ? to : { x: one.x, y: one.y, kind: one.kind })),
              })
            }
            onAdd={add}
            onRemove={remove}
          />
          <ChosenPoint
            trainer={trainer}
            settings={settings}
            shape={shape}
            point={chosen}
            onOpen={() => go({ place: 'stage', name: '', query: { program: 'file' } })}
          />
          {(edits.changed.size > 0 || edits.added.length > 0 || edits.gone.size > 0) && (
            <button type="button" class="plain link" onClick={() => edit(noEdits, 'undo')}>
              The points as they were
            </button>
          )}
          {!isHidden('losses') && (
            <LossCurves
              trainer={trainer}
              isNarrow={isNarrow}
              beside={besides}
              isPublished={isPublished(settings) && query.edit === undefined && byHand.length === 0}
            />
          )}
          {!isHidden('runs') && <Runs trainer={trainer} settings={settings} beside={beside} onBeside={setBeside} />}
        </div>
      </div>
      <footer class="foot">
        <Hints />
        <span>Everything here is in this page's address; Back undoes.</span>
      </footer>
    </div>
  )
}

interface RunsProps {
  readonly trainer: Trainer
  readonly settings: Settings
  readonly beside: ReadonlySet<string>
  onBeside(names: ReadonlySet<string>): void
}
function Runs({ trainer, settings, beside, onBeside }: RunsProps): JSX.Element {
  const hasLosses = (useCalm(trainer, 250)?.losses.train.length ?? 0) > 0
  return (
    <KeptRuns
      shelf={shelf}
      cannot={hasLosses ? '' : 'Take a step, keep the run, change a setting, and see both curves.'}
      present={() => {
        const { k, losses } = trainer.shown.peek()!
        return { query: { ...route.peek().query, k: String(k) }, losses }
      }}
      differences={(then) => differences(readSettings(then).settings, settings)}
      beside={beside}
      onBeside={onBeside}
    />
  )
}

/** The neuron that is looked at; the first of the last hidden layer unless said. */
function neuronOf(text: string | undefined, sizes: readonly number[]): NeuronPlace {
  const [layer, neuron] = (text ?? '').split('.').map(Number)
  if (layer !== undefined && neuron !== undefined && neuron >= 0 && neuron < (sizes[layer] ?? 0) && Number.isInteger(neuron)) return { layer, neuron } // prettier-ignore
  return { layer: Math.max(0, sizes.length - 2), neuron: 0 }
}
