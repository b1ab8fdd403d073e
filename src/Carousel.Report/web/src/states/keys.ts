import type { MapFigure } from "./figure";

/** Lets the keyboard move over a map. */
export function prepareKeys(figure: MapFigure, rows: HTMLElement): void {
  const { window, map } = figure;
  const start = (): { row: number; step: number } =>
    figure.cursor ?? { row: Math.floor(window.top / window.rowHeight), step: window.stepAt(window.width / 2) };
  const go = (byRow: number, by: number): void => {
    const { row, step } = start();
    figure.setCursor(row + byRow, step + by);
    figure.revealCursor();
  };
  const zoom = (factor: number): void => {
    window.zoom(factor, start().step);
    figure.draw();
  };
  const page = (share: number): void => {
    const { row, step } = start();
    const by = Math.round(share * (window.right - window.left));
    window.moveTo(window.left + by);
    figure.setCursor(row, step + by);
    figure.revealCursor();
  };
  const keys: Record<string, (step: number) => void> = {
    ArrowLeft: step => go(0, -step),
    ArrowRight: step => go(0, step),
    ArrowUp: () => go(-1, 0),
    ArrowDown: () => go(1, 0),
    Home: () => go(0, -map.steps),
    End: () => go(0, map.steps),
    PageUp: () => page(-0.9),
    PageDown: () => page(0.9),
    "+": () => zoom(0.5),
    "=": () => zoom(0.5),
    "-": () => zoom(2),
    Enter: () => figure.choose(start().row),
    " ": () => figure.choose(start().row),
    Escape: () => figure.choose(undefined),
  };
  rows.addEventListener("focus", () => {
    const { row, step } = start();
    figure.setCursor(row, step);
  });
  rows.addEventListener("keydown", event => {
    const act = keys[event.key];
    if (act !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      // A press moves by what the eye can tell apart.
      const step = Math.max(1, Math.round(window.perPixel)) * (event.shiftKey ? 10 : 1);
      act(step);
    }
  });
}
