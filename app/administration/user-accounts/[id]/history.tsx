"use client";

import { Changes } from "#app/_components/changes.tsx";
import { LocalTime } from "#app/_components/local-time.tsx";
import type { HistoryEntry } from "#lib/audit-log/account-history.ts";

/** Renders entries from data, so that a response holds them once as markup and once as data. */
export const History = ({ entries }: { entries: readonly HistoryEntry[] }) => (
  <ol className="entries">
    {entries.map((entry) => (
      <li key={entry.id}>
        <LocalTime at={entry.at.getTime()} form="both" />
        <div>
          <p>
            <b>{entry.event}</b> by {entry.actor}
          </p>
          <Changes changes={entry.changes} />
        </div>
      </li>
    ))}
  </ol>
);
