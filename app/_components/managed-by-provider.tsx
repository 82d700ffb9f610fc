import { paths } from "#lib/paths.ts";
import { AuthLayout } from "./auth-layout.tsx";
import { Link } from "./link.tsx";

/** In the place of every page that has to do with passwords, or with who somebody is, while a provider knows both. */
export const ManagedByProvider = ({ provider }: { provider: string }) => (
  <AuthLayout
    title={`You sign in with ${provider}`}
    lead={`Your password and your e-mail address are kept by ${provider}, and changed there. A link from an earlier mail is not needed any more.`}
  >
    <Link href={paths.login} className="button button-primary w-full">
      Go to sign in
    </Link>
  </AuthLayout>
);
