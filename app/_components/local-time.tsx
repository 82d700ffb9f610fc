"use client";

import { useSyncExternalStore } from "react";
import { localTime } from "#lib/text/local-time.ts";
import { relativeTime } from "#lib/text/relative-time.ts";
import { utcTime } from "#lib/text/utc-time.ts";

export type TimeForm = "date" | "ago" | "both";

type Props = Readonly<{
  /** Unix time in milliseconds. */
  at: number;
  form: TimeForm;
}>;

/** In UTC until a script runs, then in the visitor's time zone. */
export function LocalTime({ at, form }: Props) {
  const moment = new Date(at);
  const now = useSyncExternalStore(subscribe, currentTime, () => undefined);
  const [date, ago] = now === undefined ? [utcTime(moment)] : [localTime(moment), relativeTime(moment, now)];
  const time = { dateTime: moment.toISOString(), className: "whitespace-nowrap" };
  if (form === "both") {
    return (
      <time {...time} className="inline-block whitespace-nowrap scripted:min-h-[2lh]">
        {ago && <span className="block first-letter:uppercase">{ago}</span>}
        <span className={ago && "block text-muted text-sm"}>{date}</span>
      </time>
    );
  }
  if (ago && form === "ago") {
    // Screen readers, prints and copies get the date, which stays true.
    return (
      <time {...time} title={date}>
        <span aria-hidden="true" className="select-none print:hidden">
          {ago}
        </span>
        <span className="sr-only print:not-sr-only">{date}</span>
      </time>
    );
  }
  return (
    <time {...time} title={ago && `${ago}, ${utcTime(moment)}`}>
      {date}
    </time>
  );
}

const TICK_MS = 30_000;

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

const currentTime = () => now;

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(tick, TICK_MS);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}
