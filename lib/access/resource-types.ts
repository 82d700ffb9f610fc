/** The kinds of resource that the product behind Gatehouse has; a deployer may replace the set along with the roles. */
export const KINDS = [
  { id: "devices", label: "devices" },
  { id: "multicast-groups", label: "multicast groups" },
  { id: "connections", label: "connections" },
  { id: "base-stations", label: "base stations" },
] as const;

export type Kind = (typeof KINDS)[number]["id"];

export const KIND_IDS = KINDS.map(({ id }) => id) as [Kind, ...Kind[]];
