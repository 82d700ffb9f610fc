import { paths } from "#lib/paths.ts";
import { AuthLayout } from "./_components/auth-layout.tsx";
import { Link } from "./_components/link.tsx";

export default function NotFoundPage() {
  return (
    <AuthLayout title="Not found" lead="There's no page at this address.">
      <Link href={paths.home} className="button button-primary w-full">
        Go to the home page
      </Link>
    </AuthLayout>
  );
}
