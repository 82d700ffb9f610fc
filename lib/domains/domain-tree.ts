import { eq, type SQL, sql } from "drizzle-orm";
import { type Database, read } from "#db/client.ts";
import { prepared } from "#db/prepared.ts";
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

const COLUMNS = {
  id: sql<string>`d.id`,
  groupId: sql<string>`d.group_id`,
  group: sql<string>`g.name`,
  parentId: sql<string | null>`d.parent_id`,
  path: sql<string>`d.path`,
  normalizedPath: sql<string>`d.normalized_path`,
  isActive: sql<boolean>`d.is_active`,
  hasChildren: sql<boolean>`EXISTS (SELECT FROM domains c WHERE c.parent_id = d.id)`,
};

/** In order, with one more child than a level shows. */
const selectChildren = prepared((db) =>
  db
    .select(COLUMNS)
    .from(
      sql`jsonb_to_recordset(${sql.placeholder("parents")}::jsonb) AS p(at int, id uuid, "group" uuid)
        JOIN domain_groups g ON g.id = p.group
        CROSS JOIN LATERAL (
          SELECT * FROM domains d WHERE d.parent_id = p.id AND d.group_id = p.group
          ORDER BY ${BY_KEY} LIMIT ${SIBLINGS_PER_PAGE + 1}
        ) d`,
    )
    .orderBy(sql`p.at`, BY_KEY)
    .limit(sql.placeholder("limit")),
);

const loadChildren = (parents: readonly Row[], limit: number): Promise<Row[]> =>
  selectChildren({
    parents: JSON.stringify(parents.map(({ id, groupId }, at) => ({ at, id, group: groupId }))),
    limit,
  });

/** In order, with one more root of each group than a level shows. */
const loadRoots = prepared((db) =>
  db
    .select(COLUMNS)
    .from(
      sql`domain_groups g CROSS JOIN LATERAL (
        SELECT * FROM domains d WHERE d.parent_id IS NULL AND d.group_id = g.id
        ORDER BY ${BY_KEY} LIMIT ${SIBLINGS_PER_PAGE + 1}
      ) d`,
    )
    .orderBy(BY_KEY),
);

const loadLevel = (db: Database, siblings: SQL, after: string, limit: number): Promise<Row[]> =>
  db
    .select(COLUMNS)
    .from(sql`domains d JOIN domain_groups g ON g.id = d.group_id`)
    .where(sql`${siblings} AND ${BY_KEY} > ${after}`)
    .orderBy(BY_KEY)
    .limit(limit);

/** @param limit how many descendants to load in total */
async function loadSubtrees(roots: readonly Row[], limit: number): Promise<DomainNode[]> {
  const childrenOf = new Map<string, Row[]>();
  let parents = roots.filter(({ hasChildren }) => hasChildren);
  let left = limit;
  while (parents.length > 0 && left > 0) {
    const found = await loadChildren(parents, left);
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
async function toLevel(rows: readonly Row[], size: number): Promise<DomainLevel> {
  const width = Math.min(SIBLINGS_PER_PAGE, size);
  const shown = rows.slice(0, width);
  const nodes = await loadSubtrees(shown, size - shown.length);
  return { nodes, next: rows.length > width ? shown.at(-1)?.normalizedPath : undefined };
}

const loadPage = async (db: Database, siblings: SQL, after: string): Promise<DomainLevel> =>
  toLevel(await loadLevel(db, siblings, after, SIBLINGS_PER_PAGE + 1), DOMAINS_PER_PAGE);

const isRootOf = (groupId: string) => sql`d.parent_id IS NULL AND d.group_id = ${groupId}`;

const isChildOf = (parentId: string, groupId: string) => sql`d.parent_id = ${parentId} AND d.group_id = ${groupId}`;

const loadGroups = prepared((db) =>
  db
    .select({
      id: domainGroups.id,
      name: domainGroups.name,
      colour: domainGroups.colour,
      description: domainGroups.description,
    })
    .from(domainGroups)
    .orderBy(sql`${domainGroups.normalizedName} COLLATE "C"`),
);

/** @throws Forbidden unless the actor is an administrator */
export async function domainTrees(actor: Actor): Promise<GroupTree[]> {
  await requireAdministrator(actor);
  const [groups, roots] = await Promise.all([loadGroups({}), loadRoots({})]);
  const share = Math.ceil(DOMAINS_PER_PAGE / Math.max(1, groups.length));
  const byGroup = Map.groupBy(roots, ({ groupId }) => groupId);
  return Promise.all(
    groups.map(async (group) => ({ ...group, ...(await toLevel(byGroup.get(group.id) ?? [], share)) })),
  );
}

/** @throws Forbidden unless the actor is an administrator */
export async function groupTree(actor: Actor, id: string, after = ""): Promise<GroupTree | undefined> {
  await requireAdministrator(actor);
  if (!isId(id)) return undefined;
  return read(async (db) => {
    const group = (await loadGroups({})).find((one) => one.id === id.toLowerCase());
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
