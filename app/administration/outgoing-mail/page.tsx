import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { SubmitButton } from "#app/_components/form-parts.tsx";
import { setResponseStatus } from "#lib/http/request-context.ts";
import { EMAIL_STATES, type EmailsQuery, emailsQuery, listEmails } from "#lib/mail/list-emails.ts";
import { outgoingMailStatus } from "#lib/mail/outgoing-mail-status.ts";
import { paths } from "#lib/paths.ts";
import { sendTestEmailAction } from "./actions.ts";
import { EmailTable } from "./email-table.tsx";
import { Overview } from "./overview.tsx";

const sendTestEmail = (
  <form action={sendTestEmailAction}>
    <SubmitButton busy="Sending…">Send a test email</SubmitButton>
  </form>
);

const listUrl = (query: Readonly<Record<string, string>>) => `${paths.outgoingMail}?${new URLSearchParams(query)}`;

export default administratorPage(async (actor, { searchParams }: PageProps<"/administration/outgoing-mail">) => {
  const parsed = emailsQuery.safeParse(await searchParams);
  if (!parsed.success) setResponseStatus({ status: 400, hasPage: true });
  const query: EmailsQuery = parsed.data ?? {};
  const [status, page] = await Promise.all([outgoingMailStatus(actor), listEmails(actor, query)]);
  return (
    <AppShell
      actor={actor}
      section="outgoing-mail"
      title="Outgoing mail"
      actions={status.transport ? sendTestEmail : undefined}
    >
      <Overview status={status} />
      <nav aria-label="Emails by state" className="flex flex-wrap gap-2">
        <StateLink href={paths.outgoingMail} current={query.state === undefined}>
          All emails
        </StateLink>
        {EMAIL_STATES.map((state) => (
          <StateLink key={state} href={listUrl({ state })} current={query.state === state}>
            {state}
          </StateLink>
        ))}
      </nav>
      {page.rows.length > 0 ? (
        <EmailTable rows={page.rows} />
      ) : (
        <p className="card px-6 py-10 text-center text-muted">No emails yet.</p>
      )}
      {page.next && (
        <p className="flex justify-end">
          <a
            href={listUrl({ ...(query.state && { state: query.state }), before: page.next })}
            className="button button-plain"
          >
            Older emails
          </a>
        </p>
      )}
    </AppShell>
  );
});

const StateLink = ({ href, current, children }: { href: string; current: boolean; children: React.ReactNode }) => (
  <a
    href={href}
    aria-current={current ? "page" : undefined}
    className="button button-plain aria-[current=page]:border-accent aria-[current=page]:text-accent"
  >
    {children}
  </a>
);
