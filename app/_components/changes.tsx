import type { Change, ValueChange } from "#db/schema/audit-events.ts";

/** Changed fields with old and new values, or with added and removed members. */
export const Changes = ({ changes }: { changes: readonly Change[] }) =>
  changes.length > 0 && (
    <ul className="mt-1 grid gap-1 text-sm">
      {changes.map((change) => (
        <li key={change.field}>
          <span className="text-muted">{change.field}:</span>{" "}
          {"added" in change ? (
            <>
              <Members action="added" members={change.added} /> <Members action="removed" members={change.removed} />
            </>
          ) : (
            <FromTo from={change.from} to={change.to} />
          )}
        </li>
      ))}
    </ul>
  );

/** Framed one by one: names may contain commas and spaces. */
const Members = ({ action, members }: { action: string; members: readonly string[] }) =>
  members.length > 0 && (
    <div className="mt-1 flex gap-x-2">
      <span className="shrink-0 py-0.5 text-muted">{action}</span>{" "}
      <ul className="flex min-w-0 flex-wrap gap-1">
        {members.map((member) => (
          <li key={member} className="rounded-md border border-line px-2 py-0.5 wrap-anywhere">
            {member}{" "}
          </li>
        ))}
      </ul>
    </div>
  );

const FromTo = ({ from, to }: Pick<ValueChange, "from" | "to">) => {
  if (from === null) return to;
  return (
    <>
      {from} <span aria-hidden="true">→</span>
      <span className="sr-only"> changed to </span> {to ?? <span className="text-muted">removed</span>}
    </>
  );
};
