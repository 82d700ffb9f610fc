import { expect, test } from "vitest";
import { type AccountSnapshot, accountChanges, FIELD_LABELS } from "#lib/accounts/core/account-changes.ts";
import { accountUpdateInput, federatedAccountUpdateInput } from "#lib/accounts/core/account-input.ts";
import {
  canDelete,
  canEditOwnProfile,
  canRemoveAdministratorRole,
  canResendActivation,
  canReset,
  canSave,
  canUnlinkIdentity,
  type Decision,
  editableFields,
  requireAllowed,
  shownFields,
} from "#lib/accounts/core/account-policy.ts";
import { authenticationMode } from "#lib/config/authentication-mode.ts";
import { UserError } from "#lib/errors.ts";
import { withEnvironment } from "#tests/db/environment.ts";

const PROVIDER = {
  OIDC_ISSUER: "https://login.example.com",
  OIDC_CLIENT_ID: "gatehouse",
  OIDC_CLIENT_SECRET: "hunter2-hunter2",
  OIDC_NAME: "Example",
};
const TRANSPORT = { MAIL_FROM: "gatehouse@example.com", SMTP_URL: "smtp://localhost" };

const modeWith = (settings: Record<string, string>) => withEnvironment(settings, async () => authenticationMode());

const SINGLE_USE = await modeWith({});
const EMAILED = await modeWith(TRANSPORT);
const FEDERATED = await modeWith({ ...PROVIDER, ...TRANSPORT });

const ACTOR = { id: "actor" };
const OTHER = { id: "other" };

const ACCOUNT: AccountSnapshot = {
  firstName: "Ann",
  lastName: "Lee",
  email: "ann@example.com",
  phone: null,
  roles: ["viewer"],
  emailNotifications: [],
};

const changed = (change: Partial<AccountSnapshot>) => accountChanges(ACCOUNT, { ...ACCOUNT, ...change });

test("each installation has one mode, whether it sends emails or not", async () => {
  expect([SINGLE_USE.name, EMAILED.name, FEDERATED.name]).toEqual([
    "single-use-passwords",
    "emailed-links",
    "federated",
  ]);
  expect((await modeWith(PROVIDER)).name).toBe("federated");
  expect((await modeWith({ ...PROVIDER, OIDC_TEST_MODE: "true" })).name).toBe("single-use-passwords");
});

test.each<[string, Decision, RegExp | "allowed"]>([
  ["delete another account", canDelete(ACTOR, OTHER), "allowed"],
  ["delete one's own account", canDelete(ACTOR, ACTOR), /^You can't delete your own account\. Ask another/],
  ["unlink another identity", canUnlinkIdentity(ACTOR, OTHER), "allowed"],
  ["unlink one's own identity", canUnlinkIdentity(ACTOR, ACTOR), /^You can't unlink your own identity\./],
  ["demote another administrator", canRemoveAdministratorRole(ACTOR, OTHER), "allowed"],
  ["demote oneself", canRemoveAdministratorRole(ACTOR, ACTOR), /^You can't remove your own Administrator role\./],
  ["reset another password", canReset(ACTOR, OTHER, SINGLE_USE), "allowed"],
  ["reset another password by email", canReset(ACTOR, OTHER, EMAILED), "allowed"],
  ["reset one's own password", canReset(ACTOR, ACTOR, SINGLE_USE), /Change it on your account page\.$/],
  ["reset one's own password by email", canReset(ACTOR, ACTOR, EMAILED), /Change it on your account page\.$/],
  ["reset a password at the provider", canReset(ACTOR, OTHER, FEDERATED), /in the Example console\.$/],
  ["resend an activation", canResendActivation({ isActivated: false }, EMAILED), "allowed"],
  ["resend a completed activation", canResendActivation({ isActivated: true }, EMAILED), /signed in before/],
  ["resend an activation, mail off", canResendActivation({ isActivated: false }, SINGLE_USE), /no activation/],
  ["resend an activation, federated", canResendActivation({ isActivated: false }, FEDERATED), /no activation/],
  ["rename a user", canSave(changed({ firstName: "Amy" }), SINGLE_USE), "allowed"],
  ["rename a federated user", canSave(changed({ firstName: "Amy" }), FEDERATED), /managed by Example\. Change them/],
  ["move a federated user", canSave(changed({ email: "amy@example.com" }), FEDERATED), /managed by Example/],
  ["change a federated user's phone", canSave(changed({ phone: "+33612345678" }), FEDERATED), /managed by Example/],
  ["change a federated user's roles", canSave(changed({ roles: ["administrator"] }), FEDERATED), "allowed"],
  ["restrict a federated user", canSave(changed({ restrictions: ["Regions: EMEA"] }), FEDERATED), "allowed"],
  ["notify a federated user", canSave(changed({ emailNotifications: ["account-locked"] }), FEDERATED), "allowed"],
  ["edit one's own profile", canEditOwnProfile(EMAILED), "allowed"],
  ["edit one's own federated profile", canEditOwnProfile(FEDERATED), /managed by Example/],
])("to %s is decided", (_what, decision, expected) => {
  if (expected === "allowed") expect(decision).toEqual({ allowed: true });
  else expect(decision).toEqual({ allowed: false, reason: expect.stringMatching(expected) });
});

test("a refusal is thrown as a sentence beside its field", () => {
  expect(() => requireAllowed(canDelete(ACTOR, OTHER))).not.toThrow();
  expect(() => requireAllowed(canDelete(ACTOR, ACTOR))).toThrow(UserError);
  expect(() => requireAllowed(canRemoveAdministratorRole(ACTOR, ACTOR), "roles")).toThrow(
    expect.objectContaining({ problems: { roles: expect.stringContaining("your own") } }),
  );
});

test("the edit forms have the fields that the policy shows", () => {
  expect(editableFields(FEDERATED)).toEqual(["roles", "restrictions", "emailNotifications"]);
  expect(Object.keys(federatedAccountUpdateInput.shape)).toEqual(shownFields(FEDERATED));
  for (const mode of [SINGLE_USE, EMAILED]) {
    expect(editableFields(mode).toSorted()).toEqual(Object.keys(FIELD_LABELS).toSorted());
    expect(Object.keys(accountUpdateInput.shape).toSorted()).toEqual(shownFields(mode).toSorted());
  }
});
