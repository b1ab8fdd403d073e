import type { LineChart, Value } from "../../../../../src/Carousel.Report/web/src/types";
import type { Forecast, ForecastTarget } from "../api-types";

/** What came, the forecast of the changed values with its bands and, where it differs, that of the unchanged ones. */
export function forecastChart(forecast: Forecast, target: ForecastTarget, daily: boolean): LineChart {
  const past = forecast.past_times.length;
  const ahead = (values: Value[]): Value[] => [...new Array<Value>(past).fill(null), ...values];
  const differs = target.forecast.some((value, index) => value !== target.before[index]);
  const levels = Object.keys(target.bands).sort((one, other) => Number(other) - Number(one));
  return {
    kind: "lines",
    title: forecast.series === null ? target.name : `${target.name}, ${forecast.series}`,
    valueName: "",
    axis: { kind: "time", name: "", daily, numbers: [...forecast.past_times, ...forecast.times] },
    lines: [
      { name: "so far", role: "truth", values: [...target.past, ...forecast.times.map(() => null)] },
      { name: "forecast", role: "forecast", values: ahead(target.forecast) },
      ...(differs ? [{ name: "without the change", role: "baseline" as const, values: ahead(target.before) }] : []),
    ],
    bands: levels.map(level => ({ name: `${level} % interval`, lower: ahead(target.bands[level]![0]), upper: ahead(target.bands[level]![1]) })),
    markers: [{ position: past, label: "forecast begins" }],
    zoomable: true,
    visibleFrom: Math.max(past - 4 * forecast.times.length, 0),
    logarithmic: false,
  };
}

/** The forecast as a CSV file. */
export function forecastRows(forecast: Forecast, daily: boolean): (string | number)[][] {
  const heads = forecast.targets.flatMap(target => [
    target.name,
    ...Object.keys(target.bands).flatMap(level => [`${target.name} ${level} % lower`, `${target.name} ${level} % upper`]),
  ]);
  return [
    ["time", ...heads, ...forecast.known.map(known => known.name)],
    ...forecast.times.map((time, row) => [
      new Date(time).toISOString().slice(0, daily ? 10 : 19).replace("T", " "),
      ...forecast.targets.flatMap(target => [target.forecast[row], ...Object.values(target.bands).flatMap(([lower, upper]) => [lower[row], upper[row]])].map(value => value ?? "")),
      ...forecast.known.map(known => known.values[row] ?? ""),
    ]),
  ];
}
