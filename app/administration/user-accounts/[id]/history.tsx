import type { HistoryEntry } from "#lib/audit/history.ts";
import { Changes } from "../../../ui/changes.tsx";
import { Time } from "../../../ui/time.tsx";

/** What happened to an account, newest first: who did what when, and what was there before. */
export const History = ({ entries }: { entries: readonly HistoryEntry[] }) =>
  entries.length === 0 ? (
    <p className="text-muted">Nothing has been recorded yet.</p>
  ) : (
    <ol className="divide-y divide-line">
      {entries.map((entry) => (
        <li key={entry.id} className="grid gap-x-6 gap-y-1 py-3 first:pt-0 last:pb-0 sm:grid-cols-[13rem_1fr]">
          <span className="text-muted text-sm">
            <Time at={entry.at} />
          </span>
          <div className="min-w-0 wrap-anywhere">
            <p>
              <span className="font-medium">{entry.what}</span> <span className="text-muted">by {entry.who}</span>
            </p>
            <Changes changes={entry.changes} />
          </div>
        </li>
      ))}
    </ol>
  );
