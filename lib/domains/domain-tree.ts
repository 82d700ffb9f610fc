import { eq, type SQL, sql } from "drizzle-orm";
import { type Database, read } from "#db/client.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import type { Actor } from "#lib/access/actor.ts";
import { normalizeDomainName } from "#lib/access/domains.ts";
import { requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { isId } from "#lib/id.ts";

export type DomainGroup = Readonly<{ id: string; name: string; colour: string; description: string }>;

export type DomainNode = Readonly<{
  id: string;
  group: string;
  path: string;
  isActive: boolean;
  children: readonly DomainNode[];
  hasMore: boolean;
}>;

export type DomainLevel = Readonly<{
  nodes: readonly DomainNode[];
  /** The `after` of the next page; `undefined` on the last one. */
  next: string | undefined;
}>;

export type GroupTree = DomainGroup & DomainLevel;

const SIBLINGS_PER_PAGE = 50;

/** Collapsed ones included. */
const DOMAINS_PER_PAGE = 400;

const MAX_RESULTS = 50;

type Row = {
  id: string;
  groupId: string;
  group: string;
  parentId: string | null;
  path: string;
  normalizedPath: string;
  isActive: boolean;
  hasChildren: boolean;
};

const BY_KEY = sql`d.normalized_path COLLATE "C"`;

const COLUMNS = sql`
  d.id, d.group_id AS "groupId", g.name AS "group", d.parent_id AS "parentId", d.path, d.normalized_path AS "normalizedPath",
  d.is_active AS "isActive", EXISTS (SELECT FROM domains c WHERE c.parent_id = d.id) AS "hasChildren"`;

/** In order, with one more child than a level shows. */
const loadChildren = (db: Database, parents: readonly Row[], limit: number) =>
  db.execute<Row>(sql`
    SELECT ${COLUMNS} FROM jsonb_to_recordset(${JSON.stringify(parents.map(({ id, groupId }, at) => ({ at, id, group: groupId })))}::jsonb)
      AS p(at int, id uuid, "group" uuid)
    JOIN domain_groups g ON g.id = p.group
    CROSS JOIN LATERAL (
      SELECT * FROM domains d WHERE d.parent_id = p.id AND d.group_id = p.group ORDER BY ${BY_KEY} LIMIT ${SIBLINGS_PER_PAGE + 1}
    ) d
    ORDER BY p.at, ${BY_KEY} LIMIT ${limit}`);

const loadRoots = (db: Database, limit: number) =>
  db.execute<Row>(sql`
    SELECT ${COLUMNS} FROM domain_groups g CROSS JOIN LATERAL (
      SELECT * FROM domains d WHERE d.parent_id IS NULL AND d.group_id = g.id ORDER BY ${BY_KEY} LIMIT ${limit}
    ) d
    ORDER BY ${BY_KEY}`);

const loadLevel = (db: Database, siblings: SQL, after: string, limit: number) =>
  db.execute<Row>(sql`
    SELECT ${COLUMNS} FROM domains d JOIN domain_groups g ON g.id = d.group_id
    WHERE ${siblings} AND ${BY_KEY} > ${after} ORDER BY ${BY_KEY} LIMIT ${limit}`);

/** @param limit how many descendants to load in total */
async function loadSubtrees(db: Database, roots: readonly Row[], limit: number): Promise<DomainNode[]> {
  const childrenOf = new Map<string, Row[]>();
  let parents = roots.filter(({ hasChildren }) => hasChildren);
  let left = limit;
  while (parents.length > 0 && left > 0) {
    const found: Row[] = [...(await loadChildren(db, parents, left))];
    for (const row of found) {
      const siblings = childrenOf.get(row.parentId ?? "") ?? [];
      childrenOf.set(row.parentId ?? "", [...siblings, row]);
    }
    left -= found.length;
    // The children of the last parent may be incomplete.
    const last = found.at(-1)?.parentId;
    if (left === 0 && last) childrenOf.delete(last);
    parents = found.filter(({ hasChildren }) => hasChildren);
  }
  const toNode = ({ id, group, path, isActive, hasChildren }: Row): DomainNode => {
    const children = childrenOf.get(id) ?? [];
    const hasMore = children.length > SIBLINGS_PER_PAGE || (hasChildren && children.length === 0);
    return { id, group, path, isActive, children: children.slice(0, SIBLINGS_PER_PAGE).map(toNode), hasMore };
  };
  return roots.map(toNode);
}

/** @param rows with an extra one if there are more */
async function toLevel(db: Database, rows: readonly Row[], size: number): Promise<DomainLevel> {
  const width = Math.min(SIBLINGS_PER_PAGE, size);
  const shown = rows.slice(0, width);
  const nodes = await loadSubtrees(db, shown, size - shown.length);
  return { nodes, next: rows.length > width ? shown.at(-1)?.normalizedPath : undefined };
}

const loadPage = async (db: Database, siblings: SQL, after: string): Promise<DomainLevel> =>
  toLevel(db, [...(await loadLevel(db, siblings, after, SIBLINGS_PER_PAGE + 1))], DOMAINS_PER_PAGE);

const isRootOf = (groupId: string) => sql`d.parent_id IS NULL AND d.group_id = ${groupId}`;

const isChildOf = (parentId: string, groupId: string) => sql`d.parent_id = ${parentId} AND d.group_id = ${groupId}`;

const loadGroups = (db: Database): Promise<DomainGroup[]> =>
  db
    .select({
      id: domainGroups.id,
      name: domainGroups.name,
      colour: domainGroups.colour,
      description: domainGroups.description,
    })
    .from(domainGroups)
    .orderBy(sql`${domainGroups.normalizedName} COLLATE "C"`);

/** @throws Forbidden unless the actor is an administrator */
export async function domainTrees(actor: Actor): Promise<GroupTree[]> {
  await requireAdministrator(actor);
  return read(async (db) => {
    const groups = await loadGroups(db);
    const share = Math.ceil(DOMAINS_PER_PAGE / Math.max(1, groups.length));
    const byGroup = Map.groupBy(await loadRoots(db, Math.min(SIBLINGS_PER_PAGE, share) + 1), ({ groupId }) => groupId);
    return Promise.all(
      groups.map(async (group) => ({ ...group, ...(await toLevel(db, byGroup.get(group.id) ?? [], share)) })),
    );
  });
}

/** @throws Forbidden unless the actor is an administrator */
export async function groupTree(actor: Actor, id: string, after = ""): Promise<GroupTree | undefined> {
  await requireAdministrator(actor);
  if (!isId(id)) return undefined;
  return read(async (db) => {
    const group = (await loadGroups(db)).find((one) => one.id === id.toLowerCase());
    return group && { ...group, ...(await loadPage(db, isRootOf(group.id), after)) };
  });
}

/** @throws Forbidden unless the actor is an administrator */
export async function domainSubtree(
  actor: Actor,
  domain: Readonly<{ id: string; groupId: string }>,
  after = "",
): Promise<DomainLevel> {
  await requireAdministrator(actor);
  return read((db) => loadPage(db, isChildOf(domain.id, domain.groupId), after));
}

export type FoundDomain = Readonly<{ id: string; group: string; path: string; isActive: boolean }>;

export type FoundDomains = Readonly<{ domains: readonly FoundDomain[]; hasMore: boolean }>;

/** @throws Forbidden unless the actor is an administrator */
export async function searchDomains(actor: Actor, text: string): Promise<FoundDomains> {
  await requireAdministrator(actor);
  const key = normalizeDomainName(text.trim());
  const pattern = `%${key.replace(/[\\%_]/g, "\\$&")}%`;
  const name = sql`${domainGroups.normalizedName} || ': ' || ${domains.normalizedPath}`;
  const rows = await read((db) =>
    db
      .select({ id: domains.id, group: domainGroups.name, path: domains.path, isActive: domains.isActive })
      .from(domains)
      .innerJoin(domainGroups, eq(domainGroups.id, domains.groupId))
      .where(sql`${name} LIKE ${pattern}`)
      .orderBy(
        // Matches at the start of a path first, then those closest to the root.
        sql`strpos(${domains.normalizedPath}, ${key}) <> 1`,
        sql`length(${domains.normalizedPath}) - length(replace(${domains.normalizedPath}, '/', ''))`,
        sql`${domains.normalizedPath} COLLATE "C"`,
      )
      .limit(MAX_RESULTS + 1),
  );
  return { domains: rows.slice(0, MAX_RESULTS), hasMore: rows.length > MAX_RESULTS };
}
