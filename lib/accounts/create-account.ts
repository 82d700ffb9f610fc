import type { Transaction } from "#db/client.ts";
import { credentials } from "#db/schema/credentials.ts";
import type { Actor } from "#lib/access/actor.ts";
import { record } from "#lib/audit/record.ts";
import { asAdministrator, requireAdministrator } from "#lib/authorization/as-administrator.ts";
import { type ModeName, requireMode } from "#lib/config/authentication-mode.ts";
import { findRestrictions, storeRestrictions } from "#lib/domains/restrictions.ts";
import { UserError } from "#lib/errors.ts";
import { absoluteUrl } from "#lib/http/absolute-url.ts";
import { queueEmails } from "#lib/mail/queue-emails.ts";
import { schedulerFor } from "#lib/passwords/hashing-queue.ts";
import { hashPassword } from "#lib/passwords/password-hash.ts";
import { passwordProblem } from "#lib/passwords/password-policy.ts";
import { storeSingleUsePassword } from "#lib/passwords/store-password.ts";
import { paths } from "#lib/paths.ts";
import type { IssuedCredentials } from "#lib/recovery/issue-single-use-password.ts";
import { sendActivation } from "#lib/recovery/send-activation.ts";
import { accountChanges } from "./core/account-changes.ts";
import type { Enrolment, NewAccountInput } from "./core/account-input.ts";
import { insertAccount } from "./core/insert-account.ts";

export type ProvisionedAccount =
  | IssuedCredentials
  | Readonly<{ accountId: string; email: string; singleUsePassword?: undefined; expiresAt?: undefined }>;

const MODE_OF = {
  "single-use-password": "single-use-passwords",
  "activation-email": "emailed-links",
  federated: "federated",
} as const satisfies Record<Enrolment["kind"], ModeName>;

/** Filled in from the identity provider at the first sign-in. */
const NO_PROFILE = { firstName: "", lastName: "", phone: null } as const;

/** @throws Forbidden, UserError when the email is taken, or the password, a domain or the enrolment is not allowed */
export async function createAccount(actor: Actor, input: NewAccountInput): Promise<ProvisionedAccount> {
  await requireAdministrator(actor);
  const { enrolment: chosenEnrolment, restrictions: wanted = [], ...given } = input;
  requireMode(MODE_OF[chosenEnrolment.kind]);
  const account = { ...NO_PROFILE, ...given };
  const enrolment = await withPasswordHash(actor, chosenEnrolment, account.email);

  return asAdministrator(actor, async (tx) => {
    const assigned = await findRestrictions(tx, account.roles, wanted);
    const added = await insertAccount(tx, account);
    await storeRestrictions(tx, added.id, assigned);
    const provisioned = await enrol(tx, actor, { ...account, ...added }, enrolment);
    const restrictions = assigned.map(({ name }) => name);
    const changes = accountChanges(undefined, { ...account, restrictions, emailNotifications: [] });
    await record(tx, { event: "account_created", by: actor, on: added, changes });
    return provisioned;
  });
}

async function withPasswordHash(actor: Actor, enrolment: Enrolment, email: string) {
  if (enrolment.kind !== "single-use-password") return enrolment;
  const problem = passwordProblem(enrolment.singleUsePassword, email);
  if (problem) throw new UserError({ singleUsePassword: problem });
  return { ...enrolment, passwordHash: await hashPassword(enrolment.singleUsePassword, schedulerFor(actor.id)) };
}

type NewUser = Readonly<{ id: string; email: string; firstName: string }>;

async function enrol(
  tx: Transaction,
  actor: Actor,
  user: NewUser,
  enrolment: Awaited<ReturnType<typeof withPasswordHash>>,
): Promise<ProvisionedAccount> {
  const provisioned = { accountId: user.id, email: user.email };
  if (enrolment.kind === "single-use-password") {
    const expiresAt = await storeSingleUsePassword(tx, user.id, enrolment.passwordHash);
    return { ...provisioned, singleUsePassword: enrolment.singleUsePassword, expiresAt };
  }
  await tx.insert(credentials).values({ accountId: user.id });
  if (enrolment.kind === "activation-email") await sendActivation(tx, user, actor.email);
  else await sendLoginInstructions(tx, user, actor.email);
  return provisioned;
}

function sendLoginInstructions(tx: Transaction, user: NewUser, invitedBy: string): Promise<void> {
  const { id: accountId, email, firstName } = user;
  const { provider } = requireMode("federated");
  const templateData = {
    email,
    firstName,
    providerName: provider.name,
    signInUrl: absoluteUrl(paths.login),
    invitedBy,
  };
  return queueEmails(tx, [{ kind: "login-instructions", accountId, to: email, templateData }]);
}
