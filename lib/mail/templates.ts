import type { ComponentProps, ReactElement } from "react";
import * as accountActivation from "#emails/account-activation.tsx";
import * as accountLocked from "#emails/account-locked.tsx";
import * as accountLockedNotice from "#emails/account-locked-notice.tsx";
import * as emailChanged from "#emails/email-changed.tsx";
import * as emailConfirmation from "#emails/email-confirmation.tsx";
import * as forgotPassword from "#emails/forgot-password.tsx";
import * as loginInstructions from "#emails/login-instructions.tsx";
import * as passwordChanged from "#emails/password-changed.tsx";
import * as passwordReset from "#emails/password-reset.tsx";
import * as testEmail from "#emails/test-email.tsx";
import type { EmailKind } from "./email-kinds.ts";

const MODULES = {
  "account-activation": accountActivation,
  "password-reset": passwordReset,
  "forgot-password": forgotPassword,
  "account-locked": accountLocked,
  "password-changed": passwordChanged,
  "email-confirmation": emailConfirmation,
  "email-changed": emailChanged,
  "account-locked-notice": accountLockedNotice,
  "test-email": testEmail,
  "login-instructions": loginInstructions,
} satisfies Record<EmailKind, unknown>;

/** Stored as JSON until the email is sent, so that times are ISO 8601 strings. */
export type EmailProps = { [Kind in EmailKind]: ComponentProps<(typeof MODULES)[Kind]["default"]> };

type Template<Props> = Readonly<{
  default: (props: Props) => ReactElement;
  subject: (props: Props) => string;
  /** For previews and tests. */
  PreviewProps: Props;
}>;

export const TEMPLATES: { readonly [Kind in EmailKind]: Template<EmailProps[Kind]> } = MODULES;
