import { useEffect, useRef } from 'react'
import type { CallId } from '../../src-preload/contract/primitives.ts'
import { KEPT_LEVELS, type Levels } from './level-board.ts'
import { useLiveStore } from './live-store.ts'

const BAR_PX = 3
const GAP_PX = 2

interface LevelCanvasProps {
  callId: CallId
  height: number
}

/** The last seconds of a call: the homeowner above the line, the agent below. Drawn from the level board. */
export function LevelCanvas({ callId, height }: LevelCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { levels } = useLiveStore()
  useEffect(() => {
    const surface = canvas.current
    if (!surface) return
    let frame = 0
    let drawn = -1
    const follow = () => {
      frame = requestAnimationFrame(follow)
      const call = levels.of(callId)
      const stamp = (call?.written ?? 0) * 10_000 + surface.clientWidth
      if (stamp === drawn) return
      drawn = stamp
      draw(surface, call)
    }
    follow()
    return () => cancelAnimationFrame(frame)
  }, [callId, levels])
  return (
    <canvas
      ref={canvas}
      style={{ width: '100%', height, display: 'block' }}
      role="img"
      aria-label="Loudness of both sides: homeowner above, agent below"
    />
  )
}

function draw(surface: HTMLCanvasElement, levels: Levels | undefined): void {
  const scale = window.devicePixelRatio
  const { clientWidth: width, clientHeight: height } = surface
  surface.width = width * scale
  surface.height = height * scale
  const paint = surface.getContext('2d')
  if (!paint) return
  paint.scale(scale, scale)
  const style = getComputedStyle(surface)
  const middle = height / 2
  const bars = Math.floor(width / (BAR_PX + GAP_PX))
  for (let back = 0; back < bars; back++) {
    const x = width - (back + 1) * (BAR_PX + GAP_PX)
    bar(paint, x, middle, -levelAt(levels, 'homeowner', back) * (middle - 3), style, '--ridge-homeowner')
    bar(paint, x, middle, levelAt(levels, 'agent', back) * (middle - 3), style, '--ridge-agent')
  }
}

function bar(
  paint: CanvasRenderingContext2D,
  x: number,
  middle: number,
  reach: number,
  style: CSSStyleDeclaration,
  color: string,
): void {
  const tall = Math.max(1.5, Math.abs(reach))
  paint.fillStyle = style.getPropertyValue(color)
  paint.beginPath()
  paint.roundRect(
    x,
    reach < 0 || Object.is(reach, -0) ? middle - tall - 0.5 : middle + 0.5,
    BAR_PX,
    tall,
    1.5,
  )
  paint.fill()
}

function levelAt(levels: Levels | undefined, side: 'homeowner' | 'agent', back: number): number {
  if (!levels || back >= Math.min(levels.written, KEPT_LEVELS)) return 0
  return Math.min(1, levels[side][(levels.written - 1 - back) % KEPT_LEVELS] ?? 0)
}
