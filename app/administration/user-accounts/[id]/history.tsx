import { Changes } from "#app/_components/changes.tsx";
import { Link } from "#app/_components/link.tsx";
import { Time } from "#app/_components/time.tsx";
import type { HistoryEntry } from "#lib/audit-log/account-history.ts";
import { auditLogFor } from "#lib/paths.ts";

type Props = Readonly<{ entries: readonly HistoryEntry[]; account: string }>;

export const History = ({ entries, account }: Props) =>
  entries.length === 0 ? (
    <p className="text-muted">No history yet.</p>
  ) : (
    <>
      <ol className="divide-y divide-line">
        {entries.map((entry) => (
          <li key={entry.id} className="grid gap-x-6 gap-y-1 py-3 first:pt-0 sm:grid-cols-[13rem_1fr]">
            <span className="text-muted text-sm">
              <Time at={entry.at} form="both" />
            </span>
            <div className="min-w-0 wrap-anywhere">
              <p>
                <span className="font-medium">{entry.event}</span> <span className="text-muted">by {entry.actor}</span>
              </p>
              <Changes changes={entry.changes} />
            </div>
          </li>
        ))}
      </ol>
      <Link href={auditLogFor(account)} className="link">
        View in audit log
      </Link>
    </>
  );
