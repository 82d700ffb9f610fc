import type { ReactNode } from "react";
import { Time } from "#app/_components/time.tsx";
import type { OutgoingMailStatus } from "#lib/mail/outgoing-mail-status.ts";

/** How emails go out, and how the queue stands. */
export const Overview = ({ overview }: { overview: OutgoingMailStatus }) =>
  overview.transport === undefined ? <HowToSwitchOn waiting={overview.waiting} /> : <Standing overview={overview} />;

const HowToSwitchOn = ({ waiting }: { waiting: number }) => (
  <section className="card p-6">
    <h2 className="mb-2">Outgoing mail is off</h2>
    <p className="max-w-3xl text-muted">
      Administrators hand single-use passwords over. To let people arrive through mailed links, whoever runs the server
      sets <code>MAIL_FROM</code>, and either <code>RESEND_API_KEY</code> or <code>SMTP_URL</code>, and starts it anew.
      {waiting > 0 && ` ${waiting} mails wait until then.`}
    </p>
  </section>
);

const Standing = ({ overview }: { overview: OutgoingMailStatus }) => (
  <section className="card p-6" aria-label="Outgoing mail">
    <dl className="grid grid-cols-3 gap-x-4 gap-y-4 lg:grid-cols-[2fr_3fr_1fr_1fr_1fr] lg:gap-x-8">
      <DescriptionItem name="Sent through" wide>
        {overview.transport}
      </DescriptionItem>
      <DescriptionItem name="Sent from" wide>
        {overview.from}
      </DescriptionItem>
      <DescriptionItem name="Waiting">{overview.waiting}</DescriptionItem>
      <DescriptionItem name="Failed">{overview.failed}</DescriptionItem>
      <DescriptionItem name="Sent in 24 hours">{overview.sentToday}</DescriptionItem>
    </dl>
    {overview.pausedUntil && (
      <p className="mt-5 border-line border-t pt-4 text-muted">
        The provider asked for a pause. Sending goes on <Time at={overview.pausedUntil} />.
      </p>
    )}
  </section>
);

type FactProps = Readonly<{ name: string; wide?: boolean; children: ReactNode }>;

const DescriptionItem = ({ name, wide, children }: FactProps) => (
  <div className={wide ? "min-w-0 max-lg:col-span-3" : "min-w-0"}>
    <dt className="text-muted text-sm">{name}</dt>
    <dd className="mt-0.5 font-medium wrap-anywhere">{children}</dd>
  </div>
);
