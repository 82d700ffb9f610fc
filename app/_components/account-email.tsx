import { EmailText } from "./email-text.tsx";

export const AccountEmail = ({ email }: { email: string }) => (
  <span className="font-medium text-ink wrap-anywhere">
    <EmailText email={email} />
  </span>
);
