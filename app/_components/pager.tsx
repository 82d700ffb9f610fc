type Page = Readonly<{ href: string; label: string }>;

/** Empty where there is no such page. */
type Props = Readonly<{ previous: Page | "" | undefined; next: Page | "" | undefined; className?: string }>;

export const Pager = ({ previous, next, className = "" }: Props) =>
  (previous || next) && (
    <nav aria-label="Pages" className={`flex justify-between gap-3 ${className}`}>
      {previous ? <PageLink {...previous} /> : <span />}
      {next && <PageLink {...next} />}
    </nav>
  );

const PageLink = ({ href, label }: Page) => (
  <a href={href} className="button button-plain">
    {label}
  </a>
);
