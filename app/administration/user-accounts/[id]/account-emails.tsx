import { EmailStateBadge } from "#app/_components/email-state-badge.tsx";
import { EmailText } from "#app/_components/email-text.tsx";
import { Time } from "#app/_components/time.tsx";
import type { EmailRow } from "#lib/mail/list-emails.ts";

export const AccountEmails = ({ emails }: { emails: readonly EmailRow[] }) =>
  emails.length === 0 ? (
    <p className="text-muted">No emails yet.</p>
  ) : (
    <ol className="divide-y divide-line">
      {emails.map((email) => (
        <li key={email.id} className="grid gap-x-6 gap-y-1 py-3 first:pt-0 last:pb-0 sm:grid-cols-[13rem_1fr_auto]">
          <span className="text-muted text-sm">
            <Time at={email.createdAt} form="both" />
          </span>
          <div className="min-w-0 wrap-anywhere">
            <p>
              <span className="font-medium">{email.label}</span>{" "}
              <span className="text-muted">
                to <EmailText email={email.recipient} />
              </span>
            </p>
            {email.problem && <p className="text-muted text-sm">{email.problem}</p>}
          </div>
          <EmailStateBadge state={email.state} />
        </li>
      ))}
    </ol>
  );
