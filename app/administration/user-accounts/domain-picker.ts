import type { Actor } from "#lib/access/actor.ts";
import { domainName } from "#lib/access/domains.ts";
import { type DomainNode, domainTrees } from "#lib/domains/domain-tree.ts";
import type { AssignedDomain } from "#lib/domains/restrictions.ts";
import { isSegregated } from "#lib/domains/segregation.ts";

export type PickerGroup = Readonly<{
  name: string;
  colour: string;
  nodes: readonly DomainNode[];
  hasMore: boolean;
}>;

export type Picker = Readonly<{
  groups: readonly PickerGroup[];
  /** The assigned domains that are inactive. */
  inactive: readonly string[];
}>;

/** @returns `undefined` while segregation is off */
export async function pickerFor(
  actor: Actor,
  assigned: readonly AssignedDomain[] | Promise<readonly AssignedDomain[]> = [],
): Promise<Picker | undefined> {
  const [isOn, domains] = await Promise.all([isSegregated(), assigned]);
  if (!isOn) return undefined;
  const groups = await domainTrees(actor);
  return {
    groups: groups.map(({ name, colour, nodes, next }) => ({ name, colour, nodes, hasMore: next !== undefined })),
    inactive: domains.filter(({ isActive }) => !isActive).map(domainName),
  };
}
