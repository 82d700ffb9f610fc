const FORMAT = new Intl.RelativeTimeFormat("en");

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ["year", 365 * DAY_MS],
  ["month", 30 * DAY_MS],
  ["day", DAY_MS],
  ["hour", HOUR_MS],
  ["minute", MINUTE_MS],
];

/** How long ago something was, or how soon it will be, in whole units: "3 days ago", "in 2 days", "just now". */
export function relativeTime(at: Date, now: number): string {
  const ms = at.getTime() - now;
  const [unit, length] = UNITS.find(([, unitMs]) => Math.abs(ms) >= unitMs) ?? [];
  return unit && length ? FORMAT.format(Math.trunc(ms / length), unit) : "just now";
}
