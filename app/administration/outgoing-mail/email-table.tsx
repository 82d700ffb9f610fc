import { EmailStateBadge } from "#app/_components/email-state-badge.tsx";
import { EmailText } from "#app/_components/email-text.tsx";
import { SubmitButton } from "#app/_components/form-parts.tsx";
import { Link } from "#app/_components/link.tsx";
import { Time } from "#app/_components/time.tsx";
import type { EmailRow } from "#lib/mail/list-emails.ts";
import { paths } from "#lib/paths.ts";
import { discardEmailAction, retryEmailAction } from "./actions.ts";

/** On a narrow screen, the hidden columns' values are shown below the recipient. */
export const EmailTable = ({ rows }: { rows: readonly EmailRow[] }) => (
  <div className="card">
    <table className="w-full table-fixed text-left">
      <caption className="sr-only">Emails</caption>
      <thead className="border-line border-b text-muted text-sm">
        <tr>
          <th scope="col" className="px-4 py-3 font-medium">
            To
          </th>
          <th scope="col" className="w-[24%] px-4 py-3 font-medium max-md:hidden">
            Email
          </th>
          <th scope="col" className="w-48 px-4 py-3 font-medium max-lg:hidden">
            Queued
          </th>
          <th scope="col" className="w-32 px-2 py-3 font-medium sm:px-4">
            State
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  </div>
);

const Row = ({ row }: { row: EmailRow }) => (
  <tr className="align-baseline">
    <th scope="row" className="px-4 py-3 font-normal wrap-anywhere">
      <Link href={paths.accountDetails(row.accountId)} className="link font-medium">
        <EmailText email={row.recipient} />
      </Link>
      <span className="block md:hidden">{row.label}</span>
      <span className="block text-muted text-sm lg:hidden">
        <Time at={row.createdAt} form="ago" />
      </span>
      {row.problem && (
        <span className="block text-muted text-sm">
          {row.problem}
          {row.state === "WAITING" && ` (${row.attempts === 1 ? "1 attempt" : `${row.attempts} attempts`}, will retry)`}
        </span>
      )}
      {row.state === "FAILED" && <RowActions row={row} />}
    </th>
    <td className="px-4 py-3 max-md:hidden">{row.label}</td>
    <td className="px-4 py-3 text-sm max-lg:hidden">
      <Time at={row.createdAt} form="ago" />
    </td>
    <td className="px-2 py-3 sm:px-4">
      <EmailStateBadge state={row.state} />
    </td>
  </tr>
);

const RowActions = ({ row }: { row: EmailRow }) => (
  <span className="mt-2 flex flex-wrap gap-2">
    <form action={retryEmailAction}>
      <input type="hidden" name="emailId" value={row.id} />
      <SubmitButton kind="plain" busy="Sending…">
        Retry<span className="sr-only"> the email to {row.recipient}</span>
      </SubmitButton>
    </form>
    <form action={discardEmailAction}>
      <input type="hidden" name="emailId" value={row.id} />
      <SubmitButton kind="plain" busy="Discarding…">
        Discard<span className="sr-only"> the email to {row.recipient}</span>
      </SubmitButton>
    </form>
  </span>
);
