import { EmailText } from "./email-text.tsx";

/** Whose account a page is about, in the sentence that says so. */
export const Whose = ({ email }: { email: string }) => (
  <span className="font-medium text-ink wrap-anywhere">
    <EmailText email={email} />
  </span>
);
