import type { MapFigure } from "./figure";
import { gutter } from "./field";

const farEnough = 4;

/** Lets a mouse, a pen and fingers move over a map: a pull moves, two fingers and the wheel with Ctrl zoom, a press selects. */
export function preparePointer(figure: MapFigure, rows: HTMLElement, canvas: HTMLCanvasElement): void {
  const { window } = figure;
  const down = new Map<number, { x: number; y: number }>();
  let pulled = false;
  const place = (event: PointerEvent | WheelEvent): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left - gutter, y: event.clientY - box.top };
  };
  const point = ({ x, y }: { x: number; y: number }): void =>
    figure.setCursor(Math.floor((window.top + y) / window.rowHeight), window.stepAt(x));
  const distance = (): number => {
    const [a, b] = [...down.values()];
    return a && b ? Math.max(Math.hypot(a.x - b.x, a.y - b.y), 10) : 0;
  };

  canvas.addEventListener("pointerdown", event => {
    if (event.button === 0) {
      pulled = down.size > 0;
      down.set(event.pointerId, place(event));
      canvas.setPointerCapture(event.pointerId);
    }
  });
  canvas.addEventListener("pointermove", event => {
    const [now, before] = [place(event), down.get(event.pointerId)];
    if (before === undefined) {
      point(now);
      return;
    }

    pulled ||= Math.hypot(now.x - before.x, now.y - before.y) > farEnough;
    if (!pulled) {
      return;
    }

    const apart = distance();
    down.set(event.pointerId, now);
    if (apart > 0) {
      window.zoom(apart / distance(), window.left + now.x * window.perPixel);
    }

    window.moveTo(window.left - ((now.x - before.x) * window.perPixel) / down.size);
    if (event.pointerType === "mouse") {
      rows.scrollTop -= now.y - before.y;
    }

    figure.draw();
  });
  const up = (event: PointerEvent): void => {
    const isPress = down.delete(event.pointerId) && !pulled && event.type === "pointerup";
    if (isPress) {
      point(place(event));
      figure.choose(figure.cursor?.row);
    }
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("pointerleave", () => {
    if (!figure.hasFocus && figure.chosen === undefined) {
      figure.cursor = undefined;
      figure.draw("over");
    }
  });
  // The wheel alone scrolls the rows and then the page.
  rows.addEventListener("wheel", event => {
    const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      window.zoom(2 ** (Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 100) / 200), window.left + place(event).x * window.perPixel);
    } else if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) {
      window.moveTo(window.left + sideways * window.perPixel);
    } else {
      return;
    }

    event.preventDefault();
    figure.draw();
  }, { passive: false });
}
