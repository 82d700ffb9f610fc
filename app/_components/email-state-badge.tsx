import type { EmailState } from "#lib/mail/list-emails.ts";

const STYLES: Readonly<Record<EmailState, string>> = {
  WAITING: "bg-warning-soft text-warning border-warning/40",
  SENT: "bg-good-soft text-good border-good/40",
  FAILED: "bg-danger-soft text-danger border-danger/40",
  CANCELLED: "bg-raised text-muted border-line",
};

export const EmailStateBadge = ({ state }: { state: EmailState }) => (
  <span
    className={`inline-block self-start justify-self-start rounded-full border px-2.5 py-0.5 font-semibold text-xs tracking-wide ${STYLES[state]}`}
  >
    {state}
  </span>
);
