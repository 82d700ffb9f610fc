import { paths } from "#lib/paths.ts";

type Request = Readonly<{ method?: string | undefined; pathname: string; header: (name: string) => unknown }>;

/** A page that is shown, so that its flash message is seen: not a form, a prefetch or a redirect to the provider. */
export const isPageView = ({ method, pathname, header }: Request): boolean =>
  method === "GET" &&
  pathname !== paths.providerRedirect &&
  !header("next-router-prefetch") &&
  header("purpose") !== "prefetch";
