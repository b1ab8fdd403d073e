import type { LineChart, Value } from "../../../../../src/Carousel.Report/web/src/types";
import type { Part } from "../net/story";

/** More places than these are no longer seen, but cost time at every change. */
const mostPlaces = 800;

/** The curves of a training: its loss, the validation after each epoch, and the simple method's score as a level line. */
export function curvesOf(whole: Part): LineChart {
  const every = Math.ceil(whole.running.length / mostPlaces);
  const part = { ...whole, running: whole.running.filter((_, index) => index % every === 0) };
  const places = new Set<number>();
  part.running.forEach(one => places.add(one.at));
  part.done.forEach(one => places.add(one.epoch));
  if (places.size > 0) {
    places.add(0);
  }

  const numbers = [...places].sort((one, other) => one - other);
  const place = new Map(numbers.map((number, index) => [number, index]));
  const line = (points: { at: number; value: Value }[]): Value[] => {
    const values = new Array<Value>(numbers.length).fill(null);
    points.forEach(point => { values[place.get(point.at)!] = point.value; });
    return values;
  };
  const training = [
    ...part.running.map(one => ({ at: one.at, value: one.loss })),
    ...part.done.map(one => ({ at: one.epoch, value: one.loss })),
  ];
  const validation = part.done.filter(one => one.validation !== null).map(one => ({ at: one.epoch, value: one.validation }));
  const best = part.done.findLast(one => one.isBest && one.validation !== null);
  return {
    kind: "lines",
    title: part.title === "" ? "Loss and validation" : part.title,
    valueName: "loss",
    axis: { kind: "number", name: "epoch", numbers },
    lines: [
      { name: "training", role: "plain", values: line(training) },
      ...(validation.length === 0 ? [] : [{ name: "validation", role: "plain" as const, values: line(validation) }]),
      ...(part.baseline === undefined ? [] : [{ name: `${part.baseline.name}, validation`, role: "baseline" as const, values: numbers.map(() => part.baseline!.validation) }]),
    ],
    bands: [],
    markers: best === undefined ? [] : [{ position: place.get(best.epoch)!, label: "best" }],
    zoomable: false,
    visibleFrom: 0,
    logarithmic: false,
    connected: true,
  };
}
