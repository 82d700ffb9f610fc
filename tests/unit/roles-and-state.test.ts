import { expect, test } from "vitest";
import { ADMINISTRATOR, isAdministrator, ROLE_IDS, ROLES, roleLabel } from "#lib/access/roles.ts";
import { stateOf } from "#lib/accounts/core/state.ts";
import { STATES } from "#lib/accounts/list-options.ts";
import { EVENTS, outcomeOf } from "#lib/audit/events.ts";

test("an account is locked while it has a lock time", () => {
  expect(stateOf({ lockedAt: null })).toBe("ACTIVE");
  expect(stateOf({ lockedAt: new Date(0) })).toBe("LOCKED");
  expect(STATES).toEqual(["ACTIVE", "LOCKED"]);
});

test("the roles include the administrator and have descriptions", () => {
  expect(ROLE_IDS).toContain(ADMINISTRATOR);
  expect(new Set(ROLE_IDS).size).toBe(ROLES.length);
  for (const { label, description } of ROLES)
    expect([label, description]).toEqual([expect.stringMatching(/./), expect.stringMatching(/\.$/)]);
});

test("roles have labels, unknown ones their id", () => {
  expect(["administrator", "device-manager", "base-station-manager", "viewer"].map(roleLabel)).toEqual([
    "Administrator",
    "Device manager",
    "Base station manager",
    "Viewer",
  ]);
  expect(roleLabel("janitor")).toBe("janitor");
});

test("only the administrator role makes an administrator", () => {
  expect(isAdministrator({ roles: ["viewer", "administrator"] })).toBe(true);
  for (const roles of [[], ["viewer"], ["Administrator"], ["administrators"]])
    expect(isAdministrator({ roles })).toBe(false);
});

test("only rejections are recorded as failures", () => {
  const failures = (Object.keys(EVENTS) as (keyof typeof EVENTS)[]).filter((name) => outcomeOf(name) === "failure");
  expect(failures.toSorted()).toEqual([
    "access_denied",
    "email_change_failed",
    "link_rejected",
    "password_change_failed",
    "sign_in_failed",
  ]);
});
