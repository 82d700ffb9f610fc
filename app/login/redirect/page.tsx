import { redirect } from "next/navigation";
import { AuthLayout } from "#app/_components/auth-layout.tsx";
import { config } from "#lib/config/index.ts";
import { readEncryptedCookie } from "#lib/http/encrypted-cookie.ts";
import { paths } from "#lib/paths.ts";

/** Redirects to the identity provider without a form; see `redirectToProvider`. */
export default async function ProviderRedirectPage({ searchParams }: PageProps<"/login/redirect">) {
  const { to } = await searchParams;
  const address = typeof to === "string" ? (await readEncryptedCookie("provider-redirect", to))?.address : undefined;
  const { identityProvider } = config();
  if (typeof address !== "string" || !identityProvider) redirect(paths.home);
  return (
    <AuthLayout title={`Redirecting to ${identityProvider.name}…`} lead="This may take a moment.">
      <meta httpEquiv="refresh" content={`0;url=${address}`} />
      <a href={address} className="button button-primary w-full whitespace-normal wrap-anywhere py-1.5">
        Continue to {identityProvider.name}
      </a>
    </AuthLayout>
  );
}
