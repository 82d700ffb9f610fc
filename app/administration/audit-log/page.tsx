import { administratorPage } from "#app/_auth/page-guards.tsx";
import { AppShell } from "#app/_components/app-shell.tsx";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { Pager } from "#app/_components/pager.tsx";
import { readAuditLogQuery, type TypedFilters } from "#lib/audit-log/audit-log-query.ts";
import { listAuditEvents } from "#lib/audit-log/list-audit-events.ts";
import { setResponseStatus } from "#lib/http/request-context.ts";
import { paths } from "#lib/paths.ts";
import { AuditLogFilter } from "./audit-log-filter.tsx";
import { EntriesTable } from "./entries-table.tsx";
import { logUrl } from "./log-url.ts";

export default administratorPage(async (actor, { searchParams }: PageProps<"/administration/audit-log">) => {
  const request = readAuditLogQuery(await searchParams);
  if (!request || request.problems) setResponseStatus({ status: 400, hasPage: true });
  if (!request) {
    return (
      <AppShell actor={actor} section="audit-log" title="Audit log">
        <EmptyState title="That filter doesn't exist.">
          <a href={paths.auditLog} className="link">
            Show all events
          </a>
        </EmptyState>
      </AppShell>
    );
  }
  const { typed } = request;
  if (request.problems) {
    return (
      <AppShell actor={actor} section="audit-log" title="Audit log">
        <AuditLogFilter typed={typed} problems={request.problems} />
      </AppShell>
    );
  }
  const { entries, newer, older } = await listAuditEvents(actor, request.query);
  return (
    <AppShell actor={actor} section="audit-log" title="Audit log" actions={<ExportForm typed={typed} />}>
      <AuditLogFilter typed={typed} problems={{}} />
      {entries.length > 0 ? (
        <EntriesTable entries={entries} />
      ) : (
        <EmptyLog typed={typed} isFurtherPage={isFurtherPage(request.query)} />
      )}
      <Pager
        previous={newer && { href: logUrl(typed, { before: newer }), label: "Newer" }}
        next={older && { href: logUrl(typed, { after: older }), label: "Older" }}
      />
    </AppShell>
  );
});

const isFurtherPage = ({ after, before }: { after?: unknown; before?: unknown }) => Boolean(after ?? before);

const EmptyLog = ({ typed, isFurtherPage }: { typed: TypedFilters; isFurtherPage: boolean }) =>
  isFurtherPage ? (
    <EmptyState title="No events on this page.">
      <a href={logUrl(typed)} className="link">
        Go to the latest events
      </a>
    </EmptyState>
  ) : Object.keys(typed).length > 0 ? (
    <EmptyState title="No matching events.">
      <a href={paths.auditLog} className="link">
        Clear filters
      </a>
    </EmptyState>
  ) : (
    <EmptyState title="No events yet." />
  );

/** A POST, because the export itself is recorded. */
const ExportForm = ({ typed }: { typed: TypedFilters }) => (
  <form method="post" action={paths.auditLogExport}>
    {Object.entries(typed).map(([name, value]) => (
      <input key={name} type="hidden" name={name} value={value} />
    ))}
    <button type="submit" className="button button-plain">
      Export as CSV
    </button>
  </form>
);
