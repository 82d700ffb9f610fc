import { Time } from "#app/_components/time.tsx";
import { changeText, type Sentence } from "#lib/audit-log/describe-event.ts";
import type { AuditLogEntry } from "#lib/audit-log/list-audit-events.ts";
import { paths } from "#lib/paths.ts";

/** As few elements per row as possible, for speed. */
export const EntriesTable = ({ entries }: { entries: readonly AuditLogEntry[] }) => (
  <div className="card">
    <table className="w-full text-left max-xl:block xl:table-fixed">
      <caption className="sr-only">Audit log</caption>
      <thead className="border-line border-b text-muted text-sm max-xl:hidden">
        <tr>
          <th scope="col" className="w-56 px-4 py-3 font-medium">
            Time
          </th>
          <th scope="col" className="px-4 py-3 font-medium">
            Event
          </th>
          <th scope="col" className="w-24 px-4 py-3 font-medium">
            Outcome
          </th>
          <th scope="col" className="w-44 px-4 py-3 font-medium">
            Source address
          </th>
        </tr>
      </thead>
      <tbody className="log-entries">
        {entries.map((entry) => (
          <Row key={entry.id} entry={entry} />
        ))}
      </tbody>
    </table>
  </div>
);

const Row = ({ entry }: { entry: AuditLogEntry }) => (
  <tr>
    <td>
      <Time at={entry.at} />
    </td>
    <th scope="row">
      {linked(entry.sentence)}
      {entry.changes.length > 0 && <p>{entry.changes.map(changeText).join("\n")}</p>}
    </th>
    <td className={entry.outcome === "failure" ? "text-danger" : undefined}>
      {entry.outcome === "failure" ? "Failure" : "Success"}
    </td>
    <td>{entry.address ?? (entry.isAggregate ? "Multiple" : "Unknown")}</td>
  </tr>
);

const linked = (sentence: Sentence) =>
  sentence.map((part, place) =>
    typeof part === "string" ? (
      part
    ) : part.id ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no other identity.
      <a key={place} href={paths.accountDetails(part.id)} className="link">
        {part.label}
      </a>
    ) : (
      part.label
    ),
  );
