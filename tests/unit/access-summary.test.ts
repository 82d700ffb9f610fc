import fc from "fast-check";
import { expect, test } from "vitest";
import { describeAccess } from "#lib/access/access-summary.ts";
import { parseDomainName } from "#lib/access/domains.ts";
import { ROLE_IDS } from "#lib/access/roles.ts";

const sentence = (roles: readonly string[], ...names: string[]) =>
  describeAccess({ roles, restrictions: names.flatMap((name) => parseDomainName(name) ?? []) });

test.each([
  [["administrator"], [], "Full access, including user accounts."],
  [["viewer", "administrator"], ["Regions: EMEA"], "Full access, including user accounts."],
  [["viewer"], [], "Read-only access."],
  [["viewer"], ["Regions: EMEA"], "Read-only access in EMEA and below."],
  [["device-manager"], [], "Can edit devices, multicast groups and connections, and view base stations."],
  [
    ["device-manager", "viewer"],
    ["Regions: EMEA/France"],
    "Can edit devices, multicast groups and connections, and view base stations, in EMEA/France and below.",
  ],
  [["base-station-manager"], [], "Can edit base stations, and view devices, multicast groups and connections."],
  [
    ["base-station-manager", "device-manager"],
    ["Regions: EMEA/France", "Regions: APAC", "Regions: EMEA/Spain"],
    "Can edit devices, multicast groups, connections and base stations, in EMEA/France, APAC or EMEA/Spain and below.",
  ],
  [
    ["viewer"],
    ["Regions: EMEA/France", "Tenants: Retail", "Regions: APAC"],
    "Read-only access in EMEA/France or APAC and below (Regions), limited to what is also in Retail and below (Tenants).",
  ],
  [["viewer"], ["Regions: EMEA", "Regions: EMEA/France", "Regions: EMEA"], "Read-only access in EMEA and below."],
  [[], [], "No access."],
  [["janitor"], ["Regions: EMEA"], "No access in EMEA and below."],
])("roles %j restricted to %j read: %s", (roles, names, expected) => {
  expect(sentence(roles, ...names)).toBe(expected);
});

test("the summary is one sentence, independent of the order of roles", () => {
  const names = fc.array(fc.constantFrom("Regions: EMEA", "Regions: EMEA/France", "Tenants: Retail", "Tenants: A b"));
  fc.assert(
    fc.property(fc.subarray(ROLE_IDS), names, (roles, restrictions) => {
      const summary = sentence(roles, ...restrictions);
      expect(summary).toMatch(/^[A-Z][^.]*\.$/);
      expect(sentence(roles.toReversed(), ...restrictions)).toBe(summary);
    }),
  );
});
