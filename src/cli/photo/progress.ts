import type { TrainingProgress } from '../../photograph/index.ts'
import { grouped, printJson } from '../command.ts'

/** Tells a person or a program how a training goes on. */
export function trainingProgress(
  json: boolean,
  to: NodeJS.WriteStream = process.stderr,
): { tell: (p: TrainingProgress) => void; end: () => void } {
  if (json) return { tell: progress => printJson({ event: 'progress', ...progress }), end: () => {} }
  const terminal = to.isTTY
  let next = 0
  return {
    tell(progress) {
      // a line for each phase; on a terminal one line that changes, else one every two seconds
      const now = performance.now()
      const last = progress.phase === 'training' && progress.step === progress.steps
      if (!terminal && progress.phase !== 'reading' && !last && now < next) return
      next = now + 2000
      const line = describe(progress)
      to.write(terminal ? `\r\u001b[K${line.slice(0, (to.columns ?? 80) - 1)}` : `${line}\n`)
    },
    end: () => void (terminal && to.write('\r\u001b[K')),
  }
}

function describe(progress: TrainingProgress): string {
  switch (progress.phase) {
    case 'reading':
      return 'reading the text'
    case 'counting':
      return `${grouped(progress.tokens)} tokens counted`
    case 'calibrating':
      return 'seeing how fast this machine is'
    case 'saving':
      return 'writing the photograph'
    case 'training': {
      const { step, steps, training, heldOut } = progress
      const speed = grouped(Math.round(progress.tokensPerSecond))
      const bits = [training, ...(heldOut ? [heldOut] : [])].map(loss => loss.bits.toFixed(3)).join(', held out ')
      const nats = [training, ...(heldOut ? [heldOut] : [])].map(loss => loss.nats.toFixed(3)).join(', ')
      return `step ${step}/${steps}, ${duration(progress.secondsLeft)} left, ${speed} tokens/s, bits a character ${bits} (loss ${nats})`
    }
  }
}

/** `5 s`, `3 min 20 s`, `2 h 5 min` */
export function duration(seconds: number): string {
  const s = Math.ceil(seconds)
  if (!Number.isFinite(s)) return '?'
  if (s < 60) return `${s} s`
  return s < 3600
    ? `${Math.floor(s / 60)} min ${s % 60} s`
    : `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
}
