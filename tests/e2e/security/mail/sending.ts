import type { Provider } from "#tests/mail/provider.ts";

/** What lets a Gatehouse send its mails through a provider. */
export const sendingThrough = ({ url }: Pick<Provider, "url">) => ({
  MAIL_FROM: "Gatehouse <no-reply@example.com>",
  RESEND_API_KEY: "re_any",
  RESEND_BASE_URL: url,
});
