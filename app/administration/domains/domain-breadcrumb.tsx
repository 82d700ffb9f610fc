import { Link } from "#app/_components/link.tsx";
import { paths } from "#lib/paths.ts";

type Step = Readonly<{ href: string; label: string }>;

/** The way back up to the domains, over what lies between. */
export const DomainBreadcrumb = ({ over = [] }: { over?: readonly Step[] }) => (
  <nav aria-label="Above this page">
    {[{ href: paths.domains, label: "Domains" }, ...over].map(({ href, label }, index) => (
      <span key={href}>
        {index > 0 && <span className="text-muted"> / </span>}
        <Link href={href} className="link">
          {label}
        </Link>
      </span>
    ))}
  </nav>
);
