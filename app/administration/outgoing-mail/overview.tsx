import type { ReactNode } from "react";
import { Time } from "#app/_components/time.tsx";
import { MAX_COUNT, type OutgoingMailStatus } from "#lib/mail/outgoing-mail-status.ts";

type OverviewProps = Readonly<{ status: OutgoingMailStatus }>;

export const Overview = ({ status }: OverviewProps) =>
  status.transport === undefined ? <SetupInstructions waiting={status.waiting} /> : <Status status={status} />;

const shownCount = (count: number) => (count > MAX_COUNT ? `${MAX_COUNT}+` : count);

const SetupInstructions = ({ waiting }: { waiting: number }) => (
  <section className="card p-6">
    <h2 className="mb-2">Outgoing mail is off</h2>
    <p className="max-w-3xl text-muted">
      Administrators share single-use passwords with users instead. To email links, set <code>MAIL_FROM</code> and
      either <code>RESEND_API_KEY</code> or <code>SMTP_URL</code> on the server, and restart it.
      {waiting > 0 && ` ${waiting === 1 ? "1 email is" : `${shownCount(waiting)} emails are`} waiting until then.`}
    </p>
  </section>
);

const Status = ({ status }: OverviewProps) => (
  <section className="card p-6" aria-label="Outgoing mail">
    <dl className="grid grid-cols-3 gap-x-4 gap-y-4 lg:grid-cols-[2fr_3fr_1fr_1fr_1fr] lg:gap-x-8">
      <DescriptionItem name="Sent through" wide>
        {status.transport}
      </DescriptionItem>
      <DescriptionItem name="Sent from" wide>
        {status.from}
      </DescriptionItem>
      <DescriptionItem name="Waiting">{shownCount(status.waiting)}</DescriptionItem>
      <DescriptionItem name="Failed">{shownCount(status.failed)}</DescriptionItem>
      <DescriptionItem name="Sent (24 h)">{shownCount(status.sentToday)}</DescriptionItem>
    </dl>
    {status.pausedUntil && (
      <p className="mt-5 border-line border-t pt-4 text-muted">
        The provider asked for a pause. Sending resumes on <Time at={status.pausedUntil} />.
      </p>
    )}
  </section>
);

type DescriptionItemProps = Readonly<{ name: string; wide?: boolean; children: ReactNode }>;

const DescriptionItem = ({ name, wide, children }: DescriptionItemProps) => (
  <div className={wide ? "min-w-0 max-lg:col-span-3" : "min-w-0"}>
    <dt className="text-muted text-sm">{name}</dt>
    <dd className="mt-0.5 font-medium wrap-anywhere">{children}</dd>
  </div>
);
