import { redirect } from "next/navigation";
import { AuthLayout } from "#app/_components/auth-layout.tsx";
import { configuredProvider } from "#lib/config/authentication-mode.ts";
import { readEncryptedCookie } from "#lib/http/encrypted-cookie.ts";
import { paths } from "#lib/paths.ts";

/** Redirects to the identity provider without a form; see `redirectToProvider`. */
export default async function ProviderRedirectPage({ searchParams }: PageProps<"/login/redirect">) {
  const { to } = await searchParams;
  const address = typeof to === "string" ? (await readEncryptedCookie("provider-redirect", to))?.address : undefined;
  const provider = configuredProvider();
  if (typeof address !== "string" || !provider) redirect(paths.home);
  return (
    <AuthLayout title={`Redirecting to ${provider.name}…`} lead="This may take a moment.">
      <meta httpEquiv="refresh" content={`0;url=${address}`} />
      <a href={address} className="button button-primary w-full whitespace-normal wrap-anywhere py-1.5">
        Continue to {provider.name}
      </a>
    </AuthLayout>
  );
}
