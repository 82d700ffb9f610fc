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
import * as testMail from "#emails/test-email.tsx";
import type { EmailKind } from "./email-kinds.ts";

const FILES = {
  "account-activation": accountActivation,
  "password-reset": passwordReset,
  "forgot-password": forgotPassword,
  "account-locked": accountLocked,
  "password-changed": passwordChanged,
  "email-confirmation": emailConfirmation,
  "email-changed": emailChanged,
  "account-locked-notice": accountLockedNotice,
  "test-email": testMail,
  "login-instructions": loginInstructions,
} satisfies Record<EmailKind, unknown>;

/** What each mail has to be told. Moments are ISO 8601 strings, so that all of it can be kept as JSON. */
export type EmailProps = { [Kind in EmailKind]: ComponentProps<(typeof FILES)[Kind]["default"]> };

type Template<Props> = Readonly<{
  default: (props: Props) => ReactElement;
  subject: (props: Props) => string;
  /** Somebody it could be sent to, for the preview and the tests. */
  PreviewProps: Props;
}>;

export const TEMPLATES: { readonly [Kind in EmailKind]: Template<EmailProps[Kind]> } = FILES;
