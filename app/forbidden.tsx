import { paths } from "#lib/paths.ts";
import { AuthLayout } from "./_components/auth-layout.tsx";
import { Link } from "./_components/link.tsx";

export default function ForbiddenPage() {
  return (
    <AuthLayout title="Refused" lead="This was not sent by a page of this site, or is not yours to do.">
      <Link href={paths.home} className="button button-primary">
        Go to the start page
      </Link>
    </AuthLayout>
  );
}
