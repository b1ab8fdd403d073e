import type { Cell } from "../csv";
import type { MapFigure } from "./figure";
import type { Sampler } from "./sampler";
import { decimalsOf, gap, valueOf } from "./types";

/** What is seen as rows of a CSV file: one for each unit, one column for each pixel's steps, two where a column has a smallest and a largest value. */
export function rowsInView(figure: MapFigure, sampler: Sampler): Cell[][] {
  const { map, window, quantity } = figure;
  const shown = map.quantities[quantity]!;
  const perColumn = Math.max(window.perPixel, shown.stepsPerColumn);
  const first = Math.floor(window.left);
  const count = Math.max(Math.floor((Math.min(window.right, map.steps) - first) / perColumn), 1);
  sampler.aim(quantity, first, perColumn, count);
  const isSplit = perColumn > 1;
  const steps = Array.from({ length: count }, (_, at) => Math.floor(first + at * perColumn) + map.firstStep);
  const cellOf = (level: number): Cell => {
    const value = valueOf(shown, level);
    return value === null ? null : Number(value.toFixed(decimalsOf(shown) + 1));
  };
  const rows = map.units.map((unit, row): Cell[] => {
    sampler.fill(row);
    return [unit.name, ...steps.flatMap((_, at) => {
      const [low, high] = [sampler.low[at]!, sampler.high[at]!];
      return isSplit ? [cellOf(low), cellOf(low === gap ? gap : high)] : [cellOf(low)];
    })];
  });
  const names = steps.flatMap(step => (isSplit ? [`${step} smallest`, `${step} largest`] : [String(step)]));
  return [["unit", ...names], ...rows];
}
