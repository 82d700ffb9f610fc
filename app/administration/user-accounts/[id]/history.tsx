import type { Change } from "#db/schema/audit-events.ts";
import type { HistoryEntry } from "#lib/audit/history.ts";
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
          <div className="min-w-0 break-words">
            <p>
              <span className="font-medium">{entry.what}</span> <span className="text-muted">by {entry.who}</span>
            </p>
            <Changes changes={entry.changes} />
          </div>
        </li>
      ))}
    </ol>
  );

/** Fields with what they held and what they hold now. */
export const Changes = ({ changes }: { changes: readonly Change[] }) =>
  changes.length > 0 && (
    <ul className="mt-1 text-sm">
      {changes.map(({ field, from, to }) => (
        <li key={field}>
          <span className="text-muted">{field}:</span> <FromTo from={from} to={to} />
        </li>
      ))}
    </ul>
  );

const FromTo = ({ from, to }: Pick<Change, "from" | "to">) => {
  if (from === null) return to;
  return (
    <>
      {from} <span aria-hidden="true">→</span>
      <span className="sr-only"> became </span> {to ?? <span className="text-muted">removed</span>}
    </>
  );
};
