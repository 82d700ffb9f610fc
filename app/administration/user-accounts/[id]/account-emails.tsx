"use client";

import { EmailStateBadge } from "#app/_components/email-state-badge.tsx";
import { EmailText } from "#app/_components/email-text.tsx";
import { LocalTime } from "#app/_components/local-time.tsx";
import type { EmailRow } from "#lib/mail/list-emails.ts";

/** Renders rows from data, so that a response holds them once as markup and once as data. */
export const AccountEmails = ({ emails }: { emails: readonly EmailRow[] }) => (
  <ol className="entries">
    {emails.map((email) => (
      <li key={email.id}>
        <LocalTime at={email.createdAt.getTime()} form="both" />
        <div>
          <p>
            <b>{email.label}</b> to <EmailText email={email.recipient} />
          </p>
          {email.problem && <p className="text-sm">{email.problem}</p>}
        </div>
        <EmailStateBadge state={email.state} />
      </li>
    ))}
  </ol>
);
