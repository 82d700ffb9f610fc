"use client";

import { EmailStateBadge } from "#app/_components/email-state-badge.tsx";
import { EmailText } from "#app/_components/email-text.tsx";
import { SubmitButton } from "#app/_components/form-parts.tsx";
import { LocalTime } from "#app/_components/local-time.tsx";
import type { EmailRow } from "#lib/mail/list-emails.ts";
import { paths } from "#lib/paths.ts";
import { discardEmailAction, retryEmailAction } from "./actions.ts";

/** Renders rows from data, so that a response holds them once as markup and once as data. */
export const EmailTable = ({ rows }: { rows: readonly EmailRow[] }) => (
  <div className="card">
    <table className="emails">
      <caption className="sr-only">Emails</caption>
      <thead>
        <tr>
          <th scope="col">To</th>
          <th scope="col">Email</th>
          <th scope="col">Queued</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <a href={paths.accountDetails(row.accountId)} className="link">
                <EmailText email={row.recipient} />
              </a>
              {row.problem && <p>{problemText(row)}</p>}
              {row.state === "FAILED" && <RowActions row={row} />}
            </th>
            <td>{row.label}</td>
            <td>
              <LocalTime at={row.createdAt.getTime()} form="ago" />
            </td>
            <td>
              <EmailStateBadge state={row.state} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const problemText = ({ problem, state, attempts }: EmailRow) =>
  state === "WAITING" ? `${problem} (${attempts === 1 ? "1 attempt" : `${attempts} attempts`}, will retry)` : problem;

const RowActions = ({ row }: { row: EmailRow }) => (
  <div>
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
  </div>
);
