import { paths } from "#lib/paths.ts";
import { AuthLayout } from "./auth-layout.tsx";

/** Replaces the pages about passwords and email addresses while federation is on. */
export const ManagedByProvider = ({ provider }: { provider: string }) => (
  <AuthLayout
    title={`You sign in with ${provider}`}
    lead={`${provider} manages your password and email address. You no longer need links from earlier emails.`}
  >
    <a href={paths.login} className="button button-primary w-full">
      Go to sign in
    </a>
  </AuthLayout>
);
