/** A deployer may replace them together with the roles. */
export const RESOURCE_TYPES = [
  { id: "devices", label: "devices" },
  { id: "multicast-groups", label: "multicast groups" },
  { id: "connections", label: "connections" },
  { id: "base-stations", label: "base stations" },
] as const;

export type ResourceType = (typeof RESOURCE_TYPES)[number]["id"];

export const RESOURCE_TYPE_IDS = RESOURCE_TYPES.map(({ id }) => id) as [ResourceType, ...ResourceType[]];
