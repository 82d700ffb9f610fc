export type Crumb = Readonly<{ href: string; label: string }>;

export const Breadcrumb = ({ crumbs }: { crumbs: readonly Crumb[] }) => (
  <nav aria-label="Breadcrumb">
    <ol className="flex flex-wrap gap-x-2">
      {crumbs.map(({ href, label }, index) => (
        <li key={href} className="max-w-full truncate">
          {index > 0 && (
            <span aria-hidden="true" className="mr-2 text-muted">
              /
            </span>
          )}
          <a href={href} className="link">
            {label}
          </a>
        </li>
      ))}
    </ol>
  </nav>
);
