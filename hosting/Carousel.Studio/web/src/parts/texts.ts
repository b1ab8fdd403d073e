import { numberText } from "../../../../../src/Carousel.Report/web/src/format";
import type { Metric, RunState } from "../api-types";

/** Bytes with a unit. */
export function bytesText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const place = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const size = bytes / 1000 ** place;
  return `${numberText(size, place === 0 || size >= 100 ? 0 : 1)} ${units[place]}`;
}

/** A length of time: 0:09, 12:30, 1:02:03. */
export function timeText(seconds: number): string {
  const whole = Math.max(Math.round(seconds), 0);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (part: number): string => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A length of time in words, for what is read aloud. */
export function spokenTime(seconds: number): string {
  const whole = Math.max(Math.round(seconds), 0);
  return whole < 90 ? `${whole} seconds` : `${Math.round(whole / 60)} minutes`;
}

/** A moment of this machine's clock. */
export function dayText(moment: string): string {
  return new Date(moment).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

export const stateText: Record<RunState, string> = {
  queued: "waiting", running: "training", stopping: "stopping", stopped: "stopped", done: "done", failed: "failed",
};

/** A measured value as the metric is shown. */
export function metricText(metric: Metric, value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return "–";
  }

  return metric.is_share ? `${numberText(value * 100, 2)} %` : numberText(value, metric.decimals ?? undefined);
}
