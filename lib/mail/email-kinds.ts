/** Each has a template in `emails/`. */
export const EMAIL_LABELS = {
  "account-activation": "Account activation",
  "password-reset": "Password reset",
  "forgot-password": "Forgot password",
  "account-locked": "Account locked",
  "password-changed": "Password changed",
  "email-confirmation": "Email address confirmation",
  "email-changed": "Email address changed",
  "account-locked-notice": "Account locked (notice to administrators)",
  "test-email": "Test email",
  "login-instructions": "Sign-in instructions",
} as const;

export type EmailKind = keyof typeof EMAIL_LABELS;
