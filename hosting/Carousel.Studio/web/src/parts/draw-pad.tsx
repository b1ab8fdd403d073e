import { useEffect, useRef, useState } from "preact/hooks";

const size = 320;
const keyStep = 8;

type Point = [x: number, y: number];

/** A field to draw on with pen, finger or mouse; by keyboard arrows move the pen and the space bar sets it down. */
export function DrawPad({ drawn, busy }: { drawn: (strokes: number[][]) => void; busy: boolean }) {
  const [lines, setLines] = useState<Point[][]>([]);
  const [pen, setPen] = useState<{ at: Point; down: boolean }>();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => drawOn(canvas.current!, lines, pen), [lines, pen]);
  const pointOf = (event: PointerEvent): Point => {
    const box = canvas.current!.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * size, ((event.clientY - box.top) / box.height) * size].map(Math.round) as Point;
  };
  const goOn = (points: Point[]): void => setLines(before => [...before.slice(0, -1), [...before.at(-1)!, ...points]]);
  const key = (event: KeyboardEvent): void => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const now = pen ?? { at: [size / 2, size / 2] as Point, down: false };
    if (move !== undefined) {
      const at = now.at.map((place, axis) => Math.min(Math.max(place + move[axis]! * keyStep, 0), size)) as Point;
      setPen({ ...now, at });
      if (now.down) {
        goOn([at]);
      }
    } else if (event.key === " ") {
      setPen({ ...now, down: !now.down });
      if (!now.down) {
        setLines(before => [...before, [now.at]]);
      }
    } else {
      return;
    }

    event.preventDefault();
  };
  return (
    <div class="draw">
      <p class="label" id="draw-label">Draw</p>
      <canvas ref={canvas} class="pad" width={size * 2} height={size * 2} tabIndex={0} role="application" aria-labelledby="draw-label" aria-describedby="draw-help"
        onKeyDown={key}
        onPointerDown={event => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setPen(undefined);
          const point = pointOf(event);
          setLines(before => [...before, [point]]);
        }}
        onPointerMove={event => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) {
            const all = event.getCoalescedEvents?.() ?? [event];
            goOn((all.length === 0 ? [event] : all).map(pointOf));
          }
        }} />
      <p class="help" id="draw-help">With pen, finger or mouse. By keyboard: arrows move the pen, the space bar sets it down and lifts it.</p>
      <p class="actions">
        <button type="button" class="strong" disabled={busy || lines.length === 0} onClick={() => drawn(strokesOf(lines))}>What is it?</button>
        <button type="button" disabled={lines.length === 0} onClick={() => { setLines([]); setPen(undefined); }}>Begin anew</button>
      </p>
    </div>
  );
}

/** Offsets from the point before, and 1 where the pen is lifted behind the point. */
export function strokesOf(lines: Point[][]): number[][] {
  let [x, y] = lines[0]?.[0] ?? [0, 0];
  return lines.flatMap(line => line.map(([nextX, nextY], index) => {
    const step = [nextX - x, nextY - y, index === line.length - 1 ? 1 : 0];
    [x, y] = [nextX, nextY];
    return step;
  }));
}

function drawOn(canvas: HTMLCanvasElement, lines: Point[][], pen: { at: Point; down: boolean } | undefined): void {
  const style = getComputedStyle(canvas);
  const context = canvas.getContext("2d")!;
  context.setTransform(2, 0, 0, 2, 0, 0);
  context.clearRect(0, 0, size, size);
  [context.strokeStyle, context.lineWidth, context.lineCap, context.lineJoin] = [style.color, 4, "round", "round"];
  for (const line of lines) {
    context.beginPath();
    line.forEach(([x, y], index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    if (line.length === 1) {
      context.lineTo(line[0]![0], line[0]![1] + 0.1);
    }

    context.stroke();
  }

  if (pen !== undefined) {
    context.beginPath();
    context.arc(pen.at[0], pen.at[1], 6, 0, Math.PI * 2);
    context.fillStyle = style.color;
    context.lineWidth = 2;
    pen.down ? context.fill() : context.stroke();
  }
}
