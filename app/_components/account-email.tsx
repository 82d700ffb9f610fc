import { EmailText } from "./email-text.tsx";

/** AccountEmail account a page is about, in the sentence that says so. */
export const AccountEmail = ({ email }: { email: string }) => (
  <span className="font-medium text-ink wrap-anywhere">
    <EmailText email={email} />
  </span>
);
