import { RESOURCE_TYPE_IDS, type ResourceType } from "./resource-types.ts";

type Definition = Readonly<{
  id: string;
  label: string;
  /** What the role means, in a sentence. */
  allows: string;
  /** The kinds of resource it may change; every role reads them all. */
  writes: readonly ResourceType[];
}>;

/**
 * The roles and what each may do, in a sentence and as the kinds of resource it changes. A deployer may replace the
 * set: keep an `administrator`, whom the account rules speak of, and a floor that every account can hold.
 */
export const ROLES = [
  {
    id: "administrator",
    label: "Administrator",
    allows: "Manages user accounts and everything else.",
    writes: RESOURCE_TYPE_IDS,
  },
  {
    id: "device-manager",
    label: "Device manager",
    allows: "Changes devices, multicast groups and connections; reads the rest.",
    writes: ["devices", "multicast-groups", "connections"],
  },
  {
    id: "base-station-manager",
    label: "Base station manager",
    allows: "Changes base stations; reads the rest.",
    writes: ["base-stations"],
  },
  { id: "viewer", label: "Viewer", allows: "Reads everything, changes nothing.", writes: [] },
] as const satisfies readonly Definition[];

export type Role = (typeof ROLES)[number]["id"];

export const ROLE_IDS = ROLES.map((role) => role.id) as [Role, ...Role[]];

export const ADMINISTRATOR: Role = "administrator";

/** The role's name on the screen; the id itself where the set no longer knows it. */
export const roleLabel = (id: string): string => ROLES.find((role) => role.id === id)?.label ?? id;

export const isAdministrator = ({ roles }: Readonly<{ roles: readonly string[] }>): boolean =>
  roles.includes(ADMINISTRATOR);
