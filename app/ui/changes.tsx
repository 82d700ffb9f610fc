import type { Change } from "#db/schema/audit-events.ts";

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
