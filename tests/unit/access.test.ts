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
])("%s reads everything and changes %j", (role, changed) => {
  expect(RESOURCE_TYPE_IDS.filter((kind) => can([role], "write", kind))).toEqual(changed);
  expect(RESOURCE_TYPE_IDS.filter((kind) => can([role], "read", kind))).toEqual(RESOURCE_TYPE_IDS);
});

test.each([[[]], [["janitor"]], [["Administrator"]]])("roles %j allow nothing", (roles) => {
  for (const kind of RESOURCE_TYPE_IDS)
    expect([can(roles, "read", kind), can(roles, "write", kind)]).toEqual([false, false]);
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

test("adding a role never removes a right", () => {
  const access = fc.constantFrom("read" as const, "write" as const);
  fc.assert(
    fc.property(
      roles,
      fc.constantFrom(...ROLE_IDS),
      access,
      fc.constantFrom(...RESOURCE_TYPE_IDS),
      (submitted, added, how, kind) => {
        if (can(submitted, how, kind)) expect(can([...submitted, added], how, kind)).toBe(true);
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

test("a parent covers itself and exactly its descendants", () => {
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
])("%j covers %j: %j", (parent, candidate, expected) => {
  expect(contains(parent, candidate)).toBe(expected);
});

test("a further group of restrictions never widens what is seen", () => {
  fc.assert(
    fc.property(restricted, domain, placement, (account, added, where) => {
      fc.pre(!account.restrictions.some((one) => one.group === added.group));
      const narrowed = { ...account, restrictions: [...account.restrictions, added] };
      if (canAccess(narrowed, where)) expect(canAccess(account, where)).toBe(true);
    }),
  );
});

test("a further domain of a group that is restricted already never narrows what is seen", () => {
  fc.assert(
    fc.property(restricted, domain, placement, (account, added, where) => {
      fc.pre(account.restrictions.some((one) => one.group === added.group));
      if (canAccess(account, where))
        expect(canAccess({ ...account, restrictions: [...account.restrictions, added] }, where)).toBe(true);
    }),
  );
});

test("restricting an account to a child instead of its parent never widens what is seen", () => {
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

test("without a restriction all is seen, and by Administrators always", () => {
  fc.assert(
    fc.property(lesserRoles, restrictions, placement, (submitted, limits, where) => {
      expect(canAccess({ roles: submitted, restrictions: [] }, where)).toBe(true);
      expect(canAccess({ roles: [...submitted, ADMINISTRATOR], restrictions: limits }, where)).toBe(true);
    }),
  );
});

test("neither the order of restrictions matters, nor one that another covers", () => {
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

test("domains of one group add up, groups narrow each other, and what lies nowhere stays unseen", () => {
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

test("a domain comes back from its name on the screen, and nothing else does", () => {
  fc.assert(fc.property(domain, (one) => void expect(parseDomainName(domainName(one))).toEqual(one)));
  expect(parseDomainName("Regions: EMEA: France")).toEqual({ group: "Regions", path: "EMEA: France" });
  for (const text of ["", "EMEA/France", ": EMEA", "Regions: ", "Regions:EMEA"])
    expect(parseDomainName(text)).toBeUndefined();
});
