import { readFileSync } from "node:fs";
import { isOutgoingMailOn } from "#lib/config/authentication-mode.ts";
import { GREY } from "#lib/domains/colours.ts";
import { paths } from "#lib/paths.ts";
import { PASSWORD, type TestAccount } from "#tests/db/people.ts";
import type { Answer, Client, Headers, Values } from "./client.ts";
import { multipart } from "./forms.ts";

export type AccessLevel = "anonymous" | "password change required" | "viewer" | "administrator";

type ActionDescription = Readonly<{
  /** The page with its form. */
  page: (target: TestAccount) => string;
  /** A field or button that identifies its form on that page. */
  field?: string;
  /** Its form is only there while outgoing mail is on. */
  needsEmail?: true;
  /** While outgoing mail is off, a call is refused with 400. */
  refusedWithoutEmail?: true;
  /** Success redirects to the sign-in page. */
  leadsToSignIn?: true;
  /** It takes the form state of the previous response. */
  hasState: boolean;
  /** A valid form about an account. */
  filledIn: (target: TestAccount) => Values;
  serves: readonly AccessLevel[];
}>;

const EVERYBODY: readonly AccessLevel[] = ["anonymous", "password change required", "viewer", "administrator"];
const ACTORS: readonly AccessLevel[] = ["viewer", "administrator"];
const ADMINISTRATORS: readonly AccessLevel[] = ["administrator"];

const CHOSEN = "four herons over ice";

/** The id of nothing. */
const NO_ID = "00000000-0000-4000-8000-000000000000";

const seen = ({ firstName, lastName, email, roles }: TestAccount) =>
  JSON.stringify({ firstName, lastName, email, phone: null, roles, emailNotifications: [] });

/** Every server action; a new one must be added here. */
export const ACTIONS: Readonly<Record<string, ActionDescription>> = {
  signInAction: {
    page: () => paths.login,
    field: "password",
    hasState: true,
    filledIn: ({ email }) => ({ email, password: PASSWORD }),
    serves: EVERYBODY,
  },
  signOutAction: {
    page: () => paths.account,
    leadsToSignIn: true,
    hasState: false,
    filledIn: () => ({}),
    serves: EVERYBODY,
  },
  replaceSingleUsePasswordAction: {
    page: () => paths.newPassword,
    field: "confirmation",
    hasState: true,
    filledIn: () => ({ password: CHOSEN, confirmation: CHOSEN }),
    serves: ["password change required"],
  },
  saveProfileAction: {
    page: () => paths.account,
    field: "firstName",
    hasState: true,
    filledIn: () => ({ firstName: "Ada", lastName: "Byron", phone: "" }),
    serves: ACTORS,
  },
  changePasswordAction: {
    page: () => paths.account,
    field: "currentPassword",
    hasState: true,
    filledIn: () => ({ currentPassword: PASSWORD, password: CHOSEN, confirmation: CHOSEN }),
    serves: ACTORS,
  },
  revokeOwnSessionAction: {
    page: () => paths.account,
    field: "session",
    hasState: false,
    filledIn: () => ({ session: NO_ID }),
    serves: ACTORS,
  },
  revokeOtherSessionsAction: { page: () => paths.account, hasState: false, filledIn: () => ({}), serves: ACTORS },
  createAccountAction: {
    page: () => paths.newAccount,
    field: "firstName",
    hasState: true,
    filledIn: ({ email }) => ({
      firstName: "Grace",
      lastName: "Hopper",
      email: `new.${email}`,
      phone: "",
      roles: ["viewer"],
      ...(isOutgoingMailOn() ? {} : { singleUsePassword: CHOSEN }),
    }),
    serves: ADMINISTRATORS,
  },
  updateAccountAction: {
    page: ({ id }) => paths.accountDetails(id),
    field: "seen",
    hasState: true,
    filledIn: (target) => ({
      account: target.id,
      seen: seen(target),
      firstName: "Grace",
      lastName: "Hopper",
      email: target.email,
      phone: "",
      roles: ["viewer", "device-manager"],
    }),
    serves: ADMINISTRATORS,
  },
  unlinkIdentityAction: {
    page: ({ id }) => paths.accountDetails(id),
    hasState: false,
    filledIn: ({ id }) => ({ account: id }),
    serves: ADMINISTRATORS,
  },
  testSignInAction: { page: () => paths.federation, hasState: true, filledIn: () => ({}), serves: ADMINISTRATORS },
  signInWithProviderAction: {
    page: () => paths.login,
    hasState: true,
    filledIn: () => ({ next: paths.home }),
    serves: EVERYBODY,
  },
  revokeAccountSessionsAction: {
    page: ({ id }) => paths.accountDetails(id),
    field: "account",
    hasState: false,
    filledIn: ({ id }) => ({ account: id }),
    serves: ADMINISTRATORS,
  },
  resetPasswordAction: {
    page: ({ id }) => paths.resetPassword(id),
    field: "account",
    hasState: true,
    filledIn: ({ id }) => ({
      account: id,
      ...(isOutgoingMailOn() ? { endAccess: "on" } : { singleUsePassword: CHOSEN }),
    }),
    serves: ADMINISTRATORS,
  },
  deleteAccountAction: {
    page: ({ id }) => paths.deleteAccount(id),
    field: "account",
    hasState: true,
    filledIn: ({ id }) => ({ account: id, list: "" }),
    serves: ADMINISTRATORS,
  },
  resendActivationAction: {
    page: ({ id }) => paths.accountDetails(id),
    needsEmail: true,
    hasState: false,
    filledIn: ({ id }) => ({ account: id }),
    serves: ADMINISTRATORS,
  },
  requestEmailChangeAction: {
    page: () => paths.account,
    field: "email",
    needsEmail: true,
    refusedWithoutEmail: true,
    hasState: true,
    filledIn: ({ email }) => ({ email: `moved.${email}`, currentPassword: PASSWORD }),
    serves: ACTORS,
  },
  forgotPasswordAction: {
    page: () => paths.forgotPassword,
    field: "email",
    needsEmail: true,
    refusedWithoutEmail: true,
    hasState: true,
    filledIn: ({ email }) => ({ email }),
    serves: EVERYBODY,
  },
  requestNewLinkAction: {
    page: () => paths.activate,
    needsEmail: true,
    leadsToSignIn: true,
    hasState: false,
    filledIn: () => ({ purpose: "activation" }),
    serves: EVERYBODY,
  },
  // These depend on the browser's link cookie; without one they redirect to a page that says so.
  activateAccountAction: {
    page: () => paths.activate,
    needsEmail: true,
    hasState: true,
    filledIn: () => ({
      link: NO_ID,
      firstName: "Ada",
      lastName: "Byron",
      phone: "",
      password: CHOSEN,
      confirmation: CHOSEN,
    }),
    serves: EVERYBODY,
  },
  completePasswordResetAction: {
    page: () => paths.completePasswordReset,
    needsEmail: true,
    hasState: true,
    filledIn: () => ({ link: NO_ID, password: CHOSEN, confirmation: CHOSEN }),
    serves: EVERYBODY,
  },
  confirmEmailChangeAction: {
    page: () => paths.confirmEmail,
    needsEmail: true,
    hasState: true,
    filledIn: () => ({ link: NO_ID }),
    serves: ACTORS,
  },
  sendTestEmailAction: {
    page: () => paths.outgoingMail,
    needsEmail: true,
    hasState: false,
    filledIn: () => ({}),
    serves: ADMINISTRATORS,
  },
  retryEmailAction: {
    page: () => paths.outgoingMail,
    needsEmail: true,
    hasState: false,
    filledIn: () => ({ emailId: NO_ID }),
    serves: ADMINISTRATORS,
  },
  discardEmailAction: {
    page: () => paths.outgoingMail,
    needsEmail: true,
    hasState: false,
    filledIn: () => ({ emailId: NO_ID }),
    serves: ADMINISTRATORS,
  },
  switchSegregationAction: {
    page: () => paths.domains,
    field: "segregation",
    hasState: true,
    filledIn: () => ({ segregation: "off" }),
    serves: ADMINISTRATORS,
  },
  createGroupAction: {
    page: () => paths.newDomainGroup,
    field: "name",
    hasState: true,
    filledIn: ({ id }) => ({ name: id.slice(0, 20), colour: GREY, anotherColour: GREY, description: "" }),
    serves: ADMINISTRATORS,
  },
  updateGroupAction: {
    page: ({ id }) => paths.domainGroup(id),
    field: "description",
    hasState: true,
    filledIn: ({ id }) => ({ group: id, colour: GREY, anotherColour: GREY, description: "Something else" }),
    serves: ADMINISTRATORS,
  },
  deleteGroupAction: {
    page: ({ id }) => paths.domainGroup(id),
    hasState: true,
    filledIn: ({ id }) => ({ group: id }),
    serves: ADMINISTRATORS,
  },
  createDomainAction: {
    page: ({ id }) => paths.domainGroup(id),
    field: "path",
    hasState: true,
    filledIn: ({ id }) => ({ group: id, path: "EMEA", below: "" }),
    serves: ADMINISTRATORS,
  },
  setDomainActiveAction: {
    page: ({ id }) => paths.domain(id),
    field: "active",
    hasState: true,
    filledIn: ({ id }) => ({ domain: id, active: "no" }),
    serves: ADMINISTRATORS,
  },
  deleteDomainAction: {
    page: ({ id }) => paths.domain(id),
    hasState: true,
    filledIn: ({ id }) => ({ domain: id }),
    serves: ADMINISTRATORS,
  },
};

type Manifest = Readonly<{ node: Readonly<Record<string, Readonly<{ exportedName: string }>>> }>;

let actionIds: ReadonlyMap<string, string> | undefined;

/** The ids of the build's actions, by name. */
export function actionsOfBuild(): ReadonlyMap<string, string> {
  actionIds ??= readActionIds();
  return actionIds;
}

function readActionIds(): ReadonlyMap<string, string> {
  const { node }: Manifest = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"));
  return new Map(Object.entries(node).map(([id, { exportedName }]) => [exportedName, id]));
}

export const described = (name: string): ActionDescription => {
  const description = ACTIONS[name];
  if (!description) throw new Error(`${name} is not described in actions.ts.`);
  return description;
};

/** Calls an action as our scripts do, without loading its page. */
export function callAction(
  client: Client,
  name: string,
  target: TestAccount,
  values?: Values,
  headers?: Headers,
): Promise<Answer> {
  const { page, hasState, filledIn } = described(name);
  const fields = Object.entries(values ?? filledIn(target)).flatMap(([field, value]) =>
    [value ?? []].flat().map((item) => [`_1_${field}`, item] as const),
  );
  const state = { attempt: 0, values: {}, errors: {} };
  const { type, body } = multipart([...fields, ["0", JSON.stringify(hasState ? [state, "$K1"] : ["$K1"])]]);
  return callWith(client, name, page(target), type, body, headers);
}

export function callWith(
  client: Client,
  name: string,
  path: string,
  type: string,
  body: string,
  more: Headers = {},
): Promise<Answer> {
  const id = actionsOfBuild().get(name);
  const headers = {
    origin: client.origin,
    "next-action": id,
    "content-type": type,
    accept: "text/x-component",
    ...more,
  };
  return client.send("POST", path, { headers, body });
}
