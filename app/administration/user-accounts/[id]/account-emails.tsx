import { EmailStateBadge } from "#app/_components/email-state-badge.tsx";
import { EmailText } from "#app/_components/email-text.tsx";
import { Time } from "#app/_components/time.tsx";
import type { EmailRow } from "#lib/mail/list-emails.ts";

/** What was mailed about an account, newest first, and what became of it. */
export const AccountEmails = ({ emails }: { emails: readonly EmailRow[] }) =>
  emails.length === 0 ? (
    <p className="text-muted">Nothing has been mailed about this account yet.</p>
  ) : (
    <ol className="divide-y divide-line">
      {emails.map((mail) => (
        <li key={mail.id} className="grid gap-x-6 gap-y-1 py-3 first:pt-0 last:pb-0 sm:grid-cols-[13rem_1fr_auto]">
          <span className="text-muted text-sm">
            <Time at={mail.createdAt} form="both" />
          </span>
          <div className="min-w-0 wrap-anywhere">
            <p>
              <span className="font-medium">{mail.what}</span>{" "}
              <span className="text-muted">
                to <EmailText email={mail.recipient} />
              </span>
            </p>
            {mail.problem && <p className="text-muted text-sm">{mail.problem}</p>}
          </div>
          <EmailStateBadge state={mail.state} />
        </li>
      ))}
    </ol>
  );
