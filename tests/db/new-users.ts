import type { NewAccountInput, ProfileInput } from "#lib/accounts/core/account-input.ts";

type Given = Partial<Omit<Extract<NewAccountInput, ProfileInput>, "enrolment">>;

export const SINGLE_USE_PASSWORD = "handed over by hand";

let users = 0;

const newUser = (given: Given) => ({
  firstName: "New",
  lastName: "User",
  email: `new.user.${++users}@example.com`,
  phone: null,
  roles: ["viewer" as const],
  ...given,
});

/** Gets a single-use password from the administrator. */
export const newUserWithPassword = (given: Given = {}, singleUsePassword = SINGLE_USE_PASSWORD): NewAccountInput => ({
  ...newUser(given),
  enrolment: { kind: "single-use-password", singleUsePassword },
});

/** Gets an activation email. */
export const newUserByEmail = (given: Given = {}): NewAccountInput => ({
  ...newUser(given),
  enrolment: { kind: "activation-email" },
});

/** Signs in with the identity provider. */
export const newFederatedUser = (
  given: Pick<NewAccountInput, "email"> & Partial<Pick<NewAccountInput, "roles" | "restrictions">>,
): NewAccountInput => ({
  roles: ["viewer"],
  ...given,
  enrolment: { kind: "federated" },
});
