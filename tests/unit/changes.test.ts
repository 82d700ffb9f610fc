import fc from "fast-check";
import { expect, test } from "vitest";
import { type AccountSnapshot, accountChanges, changesOfState } from "#lib/accounts/core/account-changes.ts";
import { mergeEdit } from "#lib/accounts/core/stale-edit.ts";
import { changesBetween } from "#lib/audit/changes.ts";

const LABELS = { name: "Name", roles: "Roles" };

test("changes name only fields that differ, sets by their difference", () => {
  const before = { name: "Old", roles: ["b", "a"] };
  expect(changesBetween(before, { name: "New", roles: ["a", "b"] }, LABELS)).toEqual([
    { field: "Name", from: "Old", to: "New" },
  ]);
  expect(changesBetween(before, { name: null, roles: ["a"] }, LABELS)).toEqual([
    { field: "Name", from: "Old", to: null },
    { field: "Roles", added: [], removed: ["b"] },
  ]);
  expect(changesBetween(before, { name: "Old", roles: ["c", "b", "c"] }, LABELS)).toEqual([
    { field: "Roles", added: ["c"], removed: ["a"] },
  ]);
});

const ACCOUNT: AccountSnapshot = {
  firstName: "Ann",
  lastName: "Lee",
  email: "ann@example.com",
  phone: null,
  roles: ["viewer", "device-manager"],
  emailNotifications: [],
};

test("changes of an account use labels", () => {
  expect(accountChanges(ACCOUNT, { ...ACCOUNT, phone: "+33612345678", roles: ["administrator"] })).toEqual([
    { field: "Phone", from: null, to: "+33612345678" },
    { field: "Roles", added: ["Administrator"], removed: ["Device manager", "Viewer"] },
  ]);
});

test("creating and deleting an account lists all of its values", () => {
  const added = accountChanges(undefined, ACCOUNT);
  expect(added).toEqual([
    { field: "First Name", from: null, to: "Ann" },
    { field: "Last Name", from: null, to: "Lee" },
    { field: "Email", from: null, to: "ann@example.com" },
    { field: "Roles", added: ["Device manager", "Viewer"], removed: [] },
  ]);
  expect(accountChanges(ACCOUNT, undefined)).toEqual([
    { field: "First Name", from: "Ann", to: null },
    { field: "Last Name", from: "Lee", to: null },
    { field: "Email", from: "ann@example.com", to: null },
    { field: "Roles", added: [], removed: ["Device manager", "Viewer"] },
  ]);
});

test("an unknown role is listed by its id", () => {
  expect(accountChanges({ ...ACCOUNT, roles: ["janitor"] }, { ...ACCOUNT, roles: ["viewer"] })).toEqual([
    { field: "Roles", added: ["Viewer"], removed: ["janitor"] },
  ]);
});

test("a change of state is listed only if there is one", () => {
  const [active, locked] = [{ lockedAt: null }, { lockedAt: new Date(0) }];
  expect(changesOfState(locked, active)).toEqual([{ field: "State", from: "LOCKED", to: "ACTIVE" }]);
  expect(changesOfState(active, active)).toEqual([]);
  expect(changesOfState(undefined, active)).toEqual([]);
});

const text = fc.constantFrom("a", "b", "c");
const lists = fc.uniqueArray(fc.constantFrom("viewer", "administrator", "device-manager"));
const editable: fc.Arbitrary<AccountSnapshot> = fc.record({
  firstName: text,
  lastName: text,
  email: text,
  phone: fc.option(text),
  roles: lists,
  emailNotifications: fc.constant([]),
});

test("equal versions have no changes", () => {
  fc.assert(
    fc.property(editable, (account) => {
      expect(accountChanges(account, { ...account, roles: account.roles.toReversed() })).toEqual([]);
    }),
  );
});

test("a merged edit keeps typed values and takes the others from the current version", () => {
  const typed = { ...ACCOUNT, firstName: "Typed" };
  const current = { ...ACCOUNT, lastName: "Meanwhile", roles: ["viewer"] };
  expect(mergeEdit(ACCOUNT, typed, current)).toEqual({ ...current, firstName: "Typed" });
  const both = mergeEdit(ACCOUNT, typed, { ...ACCOUNT, firstName: "Meanwhile" });
  expect(both.firstName).toBe("Typed");
});

test("merging changes nothing without a conflict", () => {
  fc.assert(
    fc.property(editable, editable, (one, other) => {
      expect(accountChanges(mergeEdit(one, other, one), other)).toEqual([]);
      expect(accountChanges(mergeEdit(one, one, other), other)).toEqual([]);
    }),
  );
});
