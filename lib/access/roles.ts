/**
 * The roles and what each may do, in a sentence. A deployer may replace the set: keep an `administrator`, whom the
 * account rules speak of, and a floor that every account can hold.
 */
export const ROLES = [
  { id: "administrator", label: "Administrator", allows: "Manages user accounts and everything else." },
  {
    id: "device-manager",
    label: "Device manager",
    allows: "Changes devices, multicast groups and connections; reads the rest.",
  },
  {
    id: "base-station-manager",
    label: "Base station manager",
    allows: "Changes base stations; reads the rest.",
  },
  { id: "viewer", label: "Viewer", allows: "Reads everything, changes nothing." },
] as const;

export type Role = (typeof ROLES)[number]["id"];

export const ROLE_IDS = ROLES.map((role) => role.id) as [Role, ...Role[]];

export const ADMINISTRATOR: Role = "administrator";

/** The role's name on the screen; the id itself where the set no longer knows it. */
export const roleLabel = (id: string): string => ROLES.find((role) => role.id === id)?.label ?? id;

/** What an account with these roles may do: one sentence a role, in the order of the set. */
export const whatRolesAllow = (roles: readonly string[]): string[] =>
  ROLES.filter((role) => roles.includes(role.id)).map((role) => role.allows);
