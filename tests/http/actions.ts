import { readFileSync } from "node:fs";
import { GREY } from "#lib/domains/colours.ts";
import { isMailOn } from "#lib/mail/mode.ts";
import { paths } from "#lib/paths.ts";
import { PASSWORD, type TestAccount } from "#tests/db/people.ts";
import type { Answer, Client, Headers, Values } from "./client.ts";
import { multipart } from "./forms.ts";

export type AccessLevel = "anonymous" | "password change required" | "viewer" | "administrator";

type Described = Readonly<{
  /** The page that its form is on. */
  page: (target: TestAccount) => string;
  /** A field or button that tells its form from others on that page. */
  field?: string;
  /** Whether its form is there while outgoing mail is on only. */
  needsEmail?: true;
  /** Whether a call of it while its form is not there is refused with a 400. */
  refusedWithoutEmail?: true;
  /** Whether it leads to the sign-in page when all is well. */
  leadsToSignIn?: true;
  /** What it is called with besides the form: the state of a form that was answered before. */
  hasState: boolean;
  /** A form that is filled in as it should be, about an account. */
  filledIn: (target: TestAccount) => Values;
  /** Whom it serves. */
  serves: readonly AccessLevel[];
}>;

const EVERYBODY: readonly AccessLevel[] = ["anonymous", "password change required", "viewer", "administrator"];
const ACTORS: readonly AccessLevel[] = ["viewer", "administrator"];
const ADMINISTRATORS: readonly AccessLevel[] = ["administrator"];

const CHOSEN = "four herons over ice";

/** What nothing is called. */
const NO_ID = "00000000-0000-4000-8000-000000000000";

const seen = ({ firstName, lastName, email, roles }: TestAccount) =>
  JSON.stringify({ firstName, lastName, email, phone: null, roles, emailNotifications: [] });

/** Every server action there is, and whom it serves: a new one has to be added here. */
export const ACTIONS: Readonly<Record<string, Described>> = {
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
  addAccountAction: {
    page: () => paths.newAccount,
    field: "firstName",
    hasState: true,
    filledIn: ({ email }) => ({
      firstName: "Grace",
      lastName: "Hopper",
      email: `new.${email}`,
      phone: "",
      roles: ["viewer"],
      ...(isMailOn() ? {} : { singleUsePassword: CHOSEN }),
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
    filledIn: ({ id }) => ({ account: id, ...(isMailOn() ? { endAccess: "on" } : { singleUsePassword: CHOSEN }) }),
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
  // What these do is decided by the link that a browser holds. Without one they lead to the page that says so.
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

/** The actions that the build answers to, by name, with the id they are called by. */
export function actionsOfBuild(): ReadonlyMap<string, string> {
  actionIds ??= readActionIds();
  return actionIds;
}

function readActionIds(): ReadonlyMap<string, string> {
  const { node }: Manifest = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"));
  return new Map(Object.entries(node).map(([id, { exportedName }]) => [exportedName, id]));
}

export const described = (name: string): Described => {
  const found = ACTIONS[name];
  if (!found) throw new Error(`${name} is not described in actions.ts.`);
  return found;
};

/** Calls an action as a script of ours would, with nothing of a page needed to do so. */
export function callAction(
  client: Client,
  name: string,
  target: TestAccount,
  values?: Values,
  headers?: Headers,
): Promise<Answer> {
  const { page, hasState, filledIn } = described(name);
  const fields = Object.entries(values ?? filledIn(target)).flatMap(([field, value]) =>
    [value ?? []].flat().map((one) => [`_1_${field}`, one] as const),
  );
  const state = { attempt: 0, values: {}, errors: {} };
  const { type, body } = multipart([...fields, ["0", JSON.stringify(hasState ? [state, "$K1"] : ["$K1"])]]);
  return callWith(client, name, page(target), type, body, headers);
}

/** Calls an action with a body of any kind. */
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
