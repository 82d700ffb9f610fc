/** Every mail there is, one file in `emails/` each, and its name on the screen. */
export const EMAIL_LABELS = {
  "account-activation": "Account activation",
  "password-reset": "Password reset",
  "forgot-password": "Forgot password",
  "account-locked": "Account locked",
  "password-changed": "Password changed",
  "email-confirmation": "Confirmation of a new e-mail address",
  "email-changed": "E-mail address changed",
  "account-locked-notice": "An account was locked",
  "test-email": "Test mail",
  "login-instructions": "Login instructions",
} as const;

export type EmailKind = keyof typeof EMAIL_LABELS;
