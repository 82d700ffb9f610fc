import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type postgres from "postgres";
import { Resend } from "resend";
import type { Part } from "#bench/harness/part.ts";
import { medianOf } from "#bench/harness/statistics.ts";
import { activeAccount, type TestAccount } from "#tests/db/people.ts";

/** How long the endpoint takes for an email, like a fast provider. */
const SERVICE_MS = 25;
/** The queue's. */
const CONCURRENCY = 4;
const EMAILS = 400;
const SENDER = "gatehouse@example.com";
/** About as long as a password reset. */
const HTML = "<p>Choose a new password.</p>".repeat(300);
const LIMIT = 0.5;

export const part: Part = {
  title: "Email queue",
  database: "empty",
  async measure({ sql, startServer, interleave }) {
    const endpoint = await startEndpoint();
    try {
      const account = await activeAccount();
      await startServer({ MAIL_FROM: SENDER, RESEND_API_KEY: "re_bench", RESEND_BASE_URL: endpoint.url });
      const resend = new Resend("re_bench", { baseUrl: endpoint.url });
      const rounds = await interleave({
        queue: () => endpoint.rateOf(() => queueEmails(sql, account)),
        endpoint: () => endpoint.rateOf(() => sendDirectly(resend)),
      });
      const [queue, direct] = [medianOf(rounds, ({ queue }) => queue), medianOf(rounds, ({ endpoint }) => endpoint)];
      return [
        {
          name: `Emails/s through the queue ÷ the endpoint's own, ${CONCURRENCY} at a time`,
          value: medianOf(rounds, ({ queue, endpoint }) => queue / endpoint),
          limit: { atLeast: LIMIT },
          detail: `${queue.toFixed(0)}/s ÷ ${direct.toFixed(0)}/s`,
        },
      ];
    } finally {
      endpoint.close();
    }
  },
};

/** Speaks Resend's API as far as the client asks. */
async function startEndpoint() {
  let [received, first, onReceived] = [0, 0, () => {}];
  const server = createServer(async (request, response) => {
    if (received === 0) first = performance.now();
    request.resume();
    await once(request, "end");
    await delay(SERVICE_MS);
    response.writeHead(200, { "content-type": "application/json" }).end('{"id":"any"}');
    received++;
    if (received === EMAILS) onReceived();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** From the first request to the last response. */
    async rateOf(send: () => Promise<unknown>): Promise<number> {
      const { promise: all, resolve } = Promise.withResolvers<void>();
      [received, onReceived] = [0, resolve];
      await send();
      await all;
      return (EMAILS * 1000) / (performance.now() - first);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** As the product does, in one transaction. */
const queueEmails = (sql: postgres.Sql, { id, email }: TestAccount) => {
  const templateData = { firstName: "Ada", email, isFirst: false, linkExpiresAt: new Date().toISOString() };
  return sql`
    WITH queued AS (
      INSERT INTO emails (kind, account_id, recipient, template_data)
      SELECT 'forgot-password', ${id}, ${email}, ${JSON.stringify(templateData)}::text::jsonb
      FROM generate_series(1, ${EMAILS}) RETURNING id
    )
    SELECT graphile_worker.add_job('send_email', json_build_object('emailId', id), job_key => 'email:' || id) FROM queued`;
};

async function sendDirectly(resend: Resend): Promise<void> {
  let left = EMAILS;
  const message = { from: SENDER, to: "person@example.com", subject: "Any", html: HTML, text: HTML };
  const send = async () => {
    while (left-- > 0) await resend.emails.send(message, { idempotencyKey: `any/${left}` });
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, send));
}
