import { paths } from "#lib/paths.ts";
import { AuthLayout } from "./_components/auth-layout.tsx";
import { Link } from "./_components/link.tsx";

export default function ForbiddenPage() {
  return (
    <AuthLayout title="Not allowed" lead="This request didn't come from this site, or you don't have permission.">
      <Link href={paths.home} className="button button-primary w-full">
        Go to the home page
      </Link>
    </AuthLayout>
  );
}
