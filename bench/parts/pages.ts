import type postgres from "postgres";
import type { Load } from "#bench/harness/load.ts";
import type { Part } from "#bench/harness/part.ts";
import { medianOf } from "#bench/harness/statistics.ts";
import { EMAIL_STATES } from "#lib/mail/list-emails.ts";
import { paths } from "#lib/paths.ts";
import { activeAccount, type TestAccount } from "#tests/db/people.ts";

const EVENTS = 10_000;
const EMAILS_IN_STATE = 100_000;
/** One request at a time, so that the time is that of a page. */
const ALONE = { concurrency: 1, seconds: 1 };
const ROUNDS = 5;
const LIMIT = 1.2;

export const part: Part = {
  title: "Account and email pages",
  database: "seeded",
  async measure({ sql, startServer, administratorCookie, load, interleave }) {
    const account = await activeAccount();
    await sql`SELECT set_config('statement_timeout', '0', false)`;
    await recordEvents(sql, account);
    await storeEmails(sql, account);
    await sql`VACUUM (ANALYZE) audit_events, emails`;
    const server = await startServer({ MAIL_FROM: "gatehouse@example.com", SMTP_URL: "smtp://127.0.0.1:1" });
    const headers = { cookie: await administratorCookie() };
    const timeOf = (path: string) => () => load(server, { requests: [{ path, headers }], ...ALONE });

    const states = EMAIL_STATES.map((state) => [`emails ${state}`, `${paths.outgoingMail}?state=${state}`] as const);
    const pages = Object.fromEntries([
      ["account", paths.accountDetails(account.id)],
      ["emails", paths.outgoingMail],
      ...states,
    ]);
    const tasks = Object.entries({ list: paths.accounts, ...pages }).map(
      ([name, path]) => [name, timeOf(path)] as const,
    );
    const rounds = await interleave<Record<string, Load>>(Object.fromEntries(tasks), { rounds: ROUNDS });
    const p50Of = (name: string) => (round: Readonly<Record<string, Load>>) => round[name]?.p50 ?? Number.NaN;
    return Object.keys(pages).map((name) => ({
      name: `${TITLES[name] ?? `Email page, ${name.replace("emails ", "")}`} ÷ list page, p50`,
      value: medianOf(rounds, (round) => p50Of(name)(round) / p50Of("list")(round)),
      limit: { atMost: LIMIT },
      detail: `${medianOf(rounds, p50Of(name)).toFixed(1)} ms ÷ ${medianOf(rounds, p50Of("list")).toFixed(1)} ms`,
    }));
  },
};

const TITLES: Readonly<Record<string, string>> = {
  account: `Account page with ${EVENTS} events`,
  emails: `Email page with ${EMAILS_IN_STATE} emails in each state`,
};

const recordEvents = (sql: postgres.Sql, { id, email }: TestAccount) => sql`
  INSERT INTO audit_events (at, event, outcome, actor_id, actor_label, target_id, target_label, changes)
  SELECT now() - n * interval '1 minute', event, 'success', ${id}, ${email}, ${id}, ${email},
    CASE WHEN event = 'account_updated' THEN '[{"field":"Phone","from":"+33612345678","to":null}]' ELSE '[]' END::jsonb
  FROM generate_series(1, ${EVENTS}) AS n CROSS JOIN LATERAL (
    SELECT (ARRAY['signed_in', 'sign_in_failed', 'account_updated', 'password_reset_sent', 'signed_out'])[1 + n % 5] AS event
  ) AS happened`;

const storeEmails = (sql: postgres.Sql, { id }: TestAccount) => sql`
  INSERT INTO emails (kind, account_id, recipient, template_data, state, problem, attempts, created_at, completed_at)
  SELECT 'password-reset', ${id}, 'person.' || n || '@example.com', '{}', state,
    CASE WHEN state = 'FAILED' THEN '422: No such mailbox' END, 1,
    now() - n * interval '1 second', CASE WHEN state <> 'WAITING' THEN now() END
  FROM generate_series(1, ${EMAILS_IN_STATE}) AS n, unnest(${sql.array([...EMAIL_STATES])}::text[]) AS state`;
