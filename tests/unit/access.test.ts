import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type AccessScope,
  ancestorPaths,
  canAccess,
  contains,
  type Domain,
  domainName,
  parseDomainName,
  withoutRedundant,
} from "#lib/access/domains.ts";
import { can } from "#lib/access/permissions.ts";
import { RESOURCE_TYPE_IDS } from "#lib/access/resource-types.ts";
import { ADMINISTRATOR, ROLE_IDS } from "#lib/access/roles.ts";

test.each([
  ["administrator", ["devices", "multicast-groups", "connections", "base-stations"]],
  ["device-manager", ["devices", "multicast-groups", "connections"]],
  ["base-station-manager", ["base-stations"]],
  ["viewer", []],
])("the role %s can view everything and edit %j", (role, editable) => {
  expect(RESOURCE_TYPE_IDS.filter((type) => can([role], "write", type))).toEqual(editable);
  expect(RESOURCE_TYPE_IDS.filter((type) => can([role], "read", type))).toEqual(RESOURCE_TYPE_IDS);
});

test.each([[[]], [["janitor"]], [["Administrator"]]])("the roles %j grant nothing", (roles) => {
  for (const type of RESOURCE_TYPE_IDS)
    expect([can(roles, "read", type), can(roles, "write", type)]).toEqual([false, false]);
});

const roles = fc.subarray(ROLE_IDS);
const lesserRoles = fc.subarray(ROLE_IDS.filter((role) => role !== ADMINISTRATOR));
const segment = fc.constantFrom("EMEA", "emea", "Fra", "France", "Paris", "Éire", "a b", ".", "%", "_");
const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join("/"));
const group = fc.constantFrom("Regions", "Tenants", "constructor");
const domain: fc.Arbitrary<Domain> = fc.record({ group, path });
const restrictions = fc.array(domain, { maxLength: 5 });
const placement = fc.array(fc.tuple(group, path), { maxLength: 3 }).map((entries) => new Map(entries));
const restricted: fc.Arbitrary<AccessScope> = fc.record({ roles: lesserRoles, restrictions });

test("adding a role never removes a permission", () => {
  const access = fc.constantFrom("read" as const, "write" as const);
  fc.assert(
    fc.property(
      roles,
      fc.constantFrom(...ROLE_IDS),
      access,
      fc.constantFrom(...RESOURCE_TYPE_IDS),
      (granted, added, access, type) => {
        if (can(granted, access, type)) expect(can([...granted, added], access, type)).toBe(true);
      },
    ),
  );
  fc.assert(
    fc.property(restricted, fc.constantFrom(...ROLE_IDS), placement, (account, added, where) => {
      if (canAccess(account, where))
        expect(canAccess({ ...account, roles: [...account.roles, added] }, where)).toBe(true);
    }),
  );
});

test("a domain contains itself and exactly its descendants", () => {
  const other = fc.oneof(path, fc.string());
  fc.assert(
    fc.property(path, other, (parent, candidate) => {
      const [above, below] = [parent, candidate].map((text) => text.normalize("NFC").toLowerCase().split("/"));
      const isAtOrBelow = above?.every((one, at) => one === below?.[at]);
      expect(contains(parent, candidate)).toBe(isAtOrBelow);
      expect(contains(parent, `${parent}/${candidate}`)).toBe(true);
      expect(ancestorPaths(`${parent}/x`).every((higher) => contains(higher, parent))).toBe(true);
    }),
  );
});

test.each([
  ["EMEA/France", "EMEA/France", true],
  ["EMEA/France", "emea/FRANCE/Paris", true],
  ["EMEA", "EMEA/France/Paris", true],
  ["EMEA/Fra", "EMEA/France", false],
  ["EMEA/France", "EMEA", false],
  ["France", "EMEA/France", false],
  ["EMEA/", "EMEA/France", false],
  ["", "EMEA", false],
])("%j contains %j: %j", (parent, candidate, expected) => {
  expect(contains(parent, candidate)).toBe(expected);
});

test("restricting another group never extends access", () => {
  fc.assert(
    fc.property(restricted, domain, placement, (account, added, where) => {
      fc.pre(!account.restrictions.some((one) => one.group === added.group));
      const narrowed = { ...account, restrictions: [...account.restrictions, added] };
      if (canAccess(narrowed, where)) expect(canAccess(account, where)).toBe(true);
    }),
  );
});

test("adding a domain to a restricted group never reduces access", () => {
  fc.assert(
    fc.property(restricted, domain, placement, (account, added, where) => {
      fc.pre(account.restrictions.some((one) => one.group === added.group));
      if (canAccess(account, where))
        expect(canAccess({ ...account, restrictions: [...account.restrictions, added] }, where)).toBe(true);
    }),
  );
});

test("replacing a domain with its child never extends access", () => {
  fc.assert(
    fc.property(restricted, path, group, placement, (account, parent, inGroup, where) => {
      const to = (narrow: string) => ({
        ...account,
        restrictions: [...account.restrictions, { group: inGroup, path: narrow }],
      });
      if (canAccess(to(`${parent}/child`), where)) expect(canAccess(to(parent), where)).toBe(true);
    }),
  );
});

test("administrators and unrestricted accounts can access everything", () => {
  fc.assert(
    fc.property(lesserRoles, restrictions, placement, (granted, limits, where) => {
      expect(canAccess({ roles: granted, restrictions: [] }, where)).toBe(true);
      expect(canAccess({ roles: [...granted, ADMINISTRATOR], restrictions: limits }, where)).toBe(true);
    }),
  );
});

test("redundant restrictions and their order have no effect", () => {
  fc.assert(
    fc.property(restricted, placement, (account, where) => {
      const seen = canAccess(account, where);
      expect(canAccess({ ...account, restrictions: account.restrictions.toReversed() }, where)).toBe(seen);
      const fewer = withoutRedundant(account.restrictions);
      expect(canAccess({ ...account, restrictions: fewer }, where)).toBe(seen);
      expect(fewer.length > 0).toBe(account.restrictions.length > 0);
    }),
  );
});

test("domains of a group add up, and groups narrow access", () => {
  const account: AccessScope = {
    roles: ["viewer"],
    restrictions: [
      { group: "Regions", path: "EMEA/France" },
      { group: "Regions", path: "APAC" },
      { group: "Tenants", path: "Retail" },
    ],
  };
  const at = (places: Record<string, string>) => canAccess(account, new Map(Object.entries(places)));
  expect(at({ Regions: "EMEA/France/Paris", Tenants: "Retail" })).toBe(true);
  expect(at({ Regions: "APAC", Tenants: "Retail/Shops" })).toBe(true);
  expect(at({ Regions: "APAC", Tenants: "Retail", Networks: "any" })).toBe(true);
  expect(at({ Regions: "EMEA", Tenants: "Retail" })).toBe(false);
  expect(at({ Regions: "APAC", Tenants: "Wholesale" })).toBe(false);
  expect(at({ Regions: "APAC" })).toBe(false);
  expect(at({})).toBe(false);
});

test("only the full name of a domain is parsed as one", () => {
  fc.assert(fc.property(domain, (one) => void expect(parseDomainName(domainName(one))).toEqual(one)));
  expect(parseDomainName("Regions: EMEA: France")).toEqual({ group: "Regions", path: "EMEA: France" });
  for (const text of ["", "EMEA/France", ": EMEA", "Regions: ", "Regions:EMEA"])
    expect(parseDomainName(text)).toBeUndefined();
});
