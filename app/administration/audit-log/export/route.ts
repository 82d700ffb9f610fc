import { requireOwnOrigin } from "#app/_auth/action-guards.ts";
import { submittedValues } from "#app/_forms/form-data.ts";
import { logUrl } from "#app/administration/audit-log/log-url.ts";
import { readAuditLogQuery } from "#lib/audit-log/audit-log-query.ts";
import { exportAuditEvents } from "#lib/audit-log/export-audit-events.ts";
import { config } from "#lib/config/index.ts";
import { Forbidden } from "#lib/errors.ts";
import { loginWithReturn, newPasswordWithReturn } from "#lib/paths.ts";
import { currentSession } from "#lib/sessions/current-session.ts";

/** The filtered audit log as a streamed CSV file (RFC 4180). */
export async function POST(request: Request): Promise<Response> {
  await requireOwnOrigin();
  const form = await request.formData().catch(() => undefined);
  const filter = form && readAuditLogQuery(submittedValues(form));
  const session = await currentSession();
  if (!session) return redirectTo(loginWithReturn(logUrl(filter?.typed ?? {})));
  if (session.passwordChangeRequired) return redirectTo(newPasswordWithReturn(logUrl(filter?.typed ?? {})));
  if (!filter || filter.problems) return new Response("That filter doesn't exist.", { status: 400 });
  try {
    const lines = await exportAuditEvents(session.actor, filter.query, filter.typed);
    return new Response(streamOf(lines), { headers: csvHeaders() });
  } catch (error) {
    if (error instanceof Forbidden) return new Response("Not allowed.", { status: 403 });
    throw error;
  }
}

/** Pulls lines on demand, and stops when the client disconnects. */
function streamOf(texts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await texts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await texts.return(undefined);
    },
  });
}

/** 303: the form must not be sent again to the new address. */
const redirectTo = (path: string): Response =>
  new Response(null, { status: 303, headers: { location: new URL(path, config().appUrl).href } });

const csvHeaders = (): Record<string, string> => ({
  "content-type": "text/csv; charset=utf-8; header=present",
  "content-disposition": `attachment; filename="audit-log-${new Date().toISOString().slice(0, 10)}.csv"`,
  "cache-control": "private, no-store",
});
