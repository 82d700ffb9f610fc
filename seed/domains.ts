import { and, eq, sql } from "drizzle-orm";
import { type Transaction, transaction } from "#db/client.ts";
import { domainGroups } from "#db/schema/domain-groups.ts";
import { domains } from "#db/schema/domains.ts";
import { settings } from "#db/schema/settings.ts";
import { normalizeDomainName } from "#lib/access/domains.ts";
import { isAdministrator } from "#lib/access/roles.ts";
import { COLOURS } from "#lib/domains/colours.ts";
import type { Random } from "./random.ts";

type Group = Readonly<{ name: string; colour: string; description: string; paths: readonly string[] }>;

/** Parents before their children. */
const GROUPS: readonly Group[] = [
  {
    name: "Regions",
    colour: COLOURS[6].id,
    description: "Where the equipment stands",
    paths: [
      "EMEA",
      "EMEA/France",
      "EMEA/France/Paris",
      "EMEA/France/Lyon",
      "EMEA/Norway",
      "EMEA/Norway/Oslo",
      "EMEA/Germany",
      "APAC",
      "APAC/Japan",
      "APAC/Japan/Kyoto",
      "APAC/India",
      "Americas",
      "Americas/Brazil",
      "Americas/Canada",
    ],
  },
  {
    name: "Tenants",
    colour: COLOURS[3].id,
    description: "Whose equipment it is",
    paths: ["City works", "City works/Water", "City works/Lighting", "Retail", "Harbour"],
  },
];

/** The ids of the demonstration domains, by group. */
export type DemonstrationDomains = readonly (readonly string[])[];

/**
 * Adds the demonstration domains that are missing, and switches segregation on where nobody has decided about it, so
 * that they are seen.
 */
export const seedDomains = (): Promise<DemonstrationDomains> =>
  transaction(async (tx) => {
    await tx.insert(settings).values({ segregation: true }).onConflictDoNothing();
    const ids: string[][] = [];
    for (const group of GROUPS) ids.push(await seedGroup(tx, group));
    return ids;
  });

async function seedGroup(tx: Transaction, { paths, ...group }: Group): Promise<string[]> {
  const normalizedName = normalizeDomainName(group.name);
  await tx
    .insert(domainGroups)
    .values({ ...group, normalizedName })
    .onConflictDoNothing({ target: domainGroups.normalizedName });
  const [{ id: groupId } = { id: "" }] = await tx
    .select({ id: domainGroups.id })
    .from(domainGroups)
    .where(eq(domainGroups.normalizedName, normalizedName));
  const idOf = new Map<string, string>();
  for (const path of paths) {
    const parentId = idOf.get(path.slice(0, Math.max(0, path.lastIndexOf("/")))) ?? null;
    const normalizedPath = normalizeDomainName(path);
    await tx.insert(domains).values({ groupId, parentId, path, normalizedPath }).onConflictDoNothing();
    const [stored] = await tx
      .select({ id: domains.id })
      .from(domains)
      .where(and(eq(domains.groupId, groupId), sql`${domains.normalizedPath} COLLATE "C" = ${normalizedPath}`));
    if (stored) idOf.set(path, stored.id);
  }
  return [...idOf.values()];
}

/** The domains of a demonstration account: none for most, one of one group or of each for the others. */
export function domainsFor(random: Random, roles: readonly string[], of: DemonstrationDomains): string[] {
  if (isAdministrator({ roles }) || random.below(5) < 3) return [];
  const groups = random.below(3) === 0 ? of : [random.pick(of)];
  return groups.map((ids) => random.pick(ids));
}
