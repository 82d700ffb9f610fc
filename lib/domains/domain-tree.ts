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
  /** Whether there are domains directly below it that are not among the children. */
  hasMore: boolean;
}>;

/** The domains of one level, with what is below them. */
export type DomainLevel = Readonly<{
  nodes: readonly DomainNode[];
  /** Where the level goes on; `undefined` at its end. */
  next: string | undefined;
}>;

export type GroupTree = DomainGroup & DomainLevel;

/** As many domains as stand below one parent before they are turned over like pages. */
const LEVEL_SIZE = 50;

/** As many domains as one page shows, opened and closed ones together. */
const TREE_SIZE = 400;

/** As many domains as a search shows. */
const FOUND_SIZE = 50;

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

/** The first domains below each of some parents, one more than a level shows, in order. */
const below = (db: Database, parents: readonly Row[], limit: number) =>
  db.execute<Row>(sql`
    SELECT ${COLUMNS} FROM jsonb_to_recordset(${JSON.stringify(parents.map(({ id, groupId }, at) => ({ at, id, group: groupId })))}::jsonb)
      AS p(at int, id uuid, "group" uuid)
    JOIN domain_groups g ON g.id = p.group
    CROSS JOIN LATERAL (
      SELECT * FROM domains d WHERE d.parent_id = p.id AND d.group_id = p.group ORDER BY ${BY_KEY} LIMIT ${LEVEL_SIZE + 1}
    ) d
    ORDER BY p.at, ${BY_KEY} LIMIT ${limit}`);

/** The first domains at the root of every group's tree, in order. */
const roots = (db: Database, limit: number) =>
  db.execute<Row>(sql`
    SELECT ${COLUMNS} FROM domain_groups g CROSS JOIN LATERAL (
      SELECT * FROM domains d WHERE d.parent_id IS NULL AND d.group_id = g.id ORDER BY ${BY_KEY} LIMIT ${limit}
    ) d
    ORDER BY ${BY_KEY}`);

/** The first domains of one level after a key. */
const level = (db: Database, of: SQL, after: string, limit: number) =>
  db.execute<Row>(sql`
    SELECT ${COLUMNS} FROM domains d JOIN domain_groups g ON g.id = d.group_id
    WHERE ${of} AND ${BY_KEY} > ${after} ORDER BY ${BY_KEY} LIMIT ${limit}`);

/**
 * Adds what is below some domains, level by level, until there is no more or a page has enough.
 * @param size how many domains may be added
 */
async function grow(db: Database, roots: readonly Row[], size: number): Promise<DomainNode[]> {
  const childrenOf = new Map<string, Row[]>();
  let parents = roots.filter(({ hasChildren }) => hasChildren);
  let left = size;
  while (parents.length > 0 && left > 0) {
    const found: Row[] = [...(await below(db, parents, left))];
    for (const row of found) {
      const siblings = childrenOf.get(row.parentId ?? "") ?? [];
      childrenOf.set(row.parentId ?? "", [...siblings, row]);
    }
    left -= found.length;
    // Of the last one there may be more than there was room for.
    const last = found.at(-1)?.parentId;
    if (left === 0 && last) childrenOf.delete(last);
    parents = found.filter(({ hasChildren }) => hasChildren);
  }
  const node = ({ id, group, path, isActive, hasChildren }: Row): DomainNode => {
    const children = childrenOf.get(id) ?? [];
    const hasMore = children.length > LEVEL_SIZE || (hasChildren && children.length === 0);
    return { id, group, path, isActive, children: children.slice(0, LEVEL_SIZE).map(node), hasMore };
  };
  return roots.map(node);
}

/**
 * A level with what is below it.
 * @param rows its domains, one more than are shown where there are more
 * @param size how many domains are shown in all
 */
async function grown(db: Database, rows: readonly Row[], size: number): Promise<DomainLevel> {
  const width = Math.min(LEVEL_SIZE, size);
  const shown = rows.slice(0, width);
  const nodes = await grow(db, shown, size - shown.length);
  return { nodes, next: rows.length > width ? shown.at(-1)?.normalizedPath : undefined };
}

const pageOf = async (db: Database, of: SQL, after: string): Promise<DomainLevel> =>
  grown(db, [...(await level(db, of, after, LEVEL_SIZE + 1))], TREE_SIZE);

const rootsOf = (groupId: string) => sql`d.parent_id IS NULL AND d.group_id = ${groupId}`;

const childrenOf = (parentId: string, groupId: string) => sql`d.parent_id = ${parentId} AND d.group_id = ${groupId}`;

const allGroups = (db: Database): Promise<DomainGroup[]> =>
  db
    .select({
      id: domainGroups.id,
      name: domainGroups.name,
      colour: domainGroups.colour,
      description: domainGroups.description,
    })
    .from(domainGroups)
    .orderBy(sql`${domainGroups.normalizedName} COLLATE "C"`);

/**
 * Every group with the top of its tree: as much of all of them as one page can show.
 * @throws Forbidden unless the actor is an administrator
 */
export async function domainTrees(actor: Actor): Promise<GroupTree[]> {
  await requireAdministrator(actor);
  return read(async (db) => {
    const groups = await allGroups(db);
    const share = Math.ceil(TREE_SIZE / Math.max(1, groups.length));
    const byGroup = Map.groupBy(await roots(db, Math.min(LEVEL_SIZE, share) + 1), ({ groupId }) => groupId);
    return Promise.all(
      groups.map(async (group) => ({ ...group, ...(await grown(db, byGroup.get(group.id) ?? [], share)) })),
    );
  });
}

/**
 * One group with a page of the domains at the root of its tree; `undefined` when there is none with this id.
 * @param after where the page before it ended
 * @throws Forbidden unless the actor is an administrator
 */
export async function groupTree(actor: Actor, id: string, after = ""): Promise<GroupTree | undefined> {
  await requireAdministrator(actor);
  if (!isId(id)) return undefined;
  return read(async (db) => {
    const group = (await allGroups(db)).find((one) => one.id === id.toLowerCase());
    return group && { ...group, ...(await pageOf(db, rootsOf(group.id), after)) };
  });
}

/**
 * A page of the domains directly below one, with what is below them.
 * @throws Forbidden unless the actor is an administrator
 */
export async function domainSubtree(
  actor: Actor,
  domain: Readonly<{ id: string; groupId: string }>,
  after = "",
): Promise<DomainLevel> {
  await requireAdministrator(actor);
  return read((db) => pageOf(db, childrenOf(domain.id, domain.groupId), after));
}

export type FoundDomain = Readonly<{ id: string; group: string; path: string; isActive: boolean }>;

/** What a search finds, and whether there is more of it than is shown. */
export type FoundDomains = Readonly<{ domains: readonly FoundDomain[]; hasMore: boolean }>;

/**
 * The domains whose name holds a text, without regard to case; what begins with it or stands higher comes first.
 * @throws Forbidden unless the actor is an administrator
 */
export async function searchDomains(actor: Actor, text: string): Promise<FoundDomains> {
  await requireAdministrator(actor);
  const key = normalizeDomainName(text.trim());
  const anywhere = `%${key.replace(/[\\%_]/g, "\\$&")}%`;
  const name = sql`${domainGroups.normalizedName} || ': ' || ${domains.normalizedPath}`;
  const rows = await read((db) =>
    db
      .select({ id: domains.id, group: domainGroups.name, path: domains.path, isActive: domains.isActive })
      .from(domains)
      .innerJoin(domainGroups, eq(domainGroups.id, domains.groupId))
      .where(sql`${name} LIKE ${anywhere}`)
      .orderBy(
        sql`strpos(${domains.normalizedPath}, ${key}) <> 1`,
        sql`length(${domains.normalizedPath}) - length(replace(${domains.normalizedPath}, '/', ''))`,
        sql`${domains.normalizedPath} COLLATE "C"`,
      )
      .limit(FOUND_SIZE + 1),
  );
  return { domains: rows.slice(0, FOUND_SIZE), hasMore: rows.length > FOUND_SIZE };
}
