import type { EmailState } from "#lib/mail/list-emails.ts";

const CLASSES: Readonly<Record<EmailState, string>> = {
  WAITING: "badge-warning",
  SENT: "badge-good",
  FAILED: "badge-danger",
  CANCELLED: "badge-muted",
};

export const EmailStateBadge = ({ state }: { state: EmailState }) => (
  <span className={`badge self-start justify-self-start ${CLASSES[state]}`}>{state}</span>
);
