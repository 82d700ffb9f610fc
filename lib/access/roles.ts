import { RESOURCE_TYPE_IDS, type ResourceType } from "./resource-types.ts";

type Definition = Readonly<{
  id: string;
  label: string;
  description: string;
  writes: readonly ResourceType[];
}>;

/** A deployer may replace the roles, except for `administrator` and a role with the least permissions. */
export const ROLES = [
  {
    id: "administrator",
    label: "Administrator",
    description: "Full access, including user accounts.",
    writes: RESOURCE_TYPE_IDS,
  },
  {
    id: "device-manager",
    label: "Device manager",
    description: "Can edit devices, multicast groups and connections, and view the rest.",
    writes: ["devices", "multicast-groups", "connections"],
  },
  {
    id: "base-station-manager",
    label: "Base station manager",
    description: "Can edit base stations, and view the rest.",
    writes: ["base-stations"],
  },
  { id: "viewer", label: "Viewer", description: "Read-only access.", writes: [] },
] as const satisfies readonly Definition[];

export type Role = (typeof ROLES)[number]["id"];

export const ROLE_IDS = ROLES.map((role) => role.id) as [Role, ...Role[]];

export const ADMINISTRATOR: Role = "administrator";

export const roleLabel = (id: string): string => ROLES.find((role) => role.id === id)?.label ?? id;

export const isAdministrator = ({ roles }: Readonly<{ roles: readonly string[] }>): boolean =>
  roles.includes(ADMINISTRATOR);
