import { Link } from "../../ui/link.tsx";

type Props = Readonly<{ path: string; after: string; next: string | undefined }>;

/** The rest of a level that is too wide for one page. */
export const LevelPager = ({ path, after, next }: Props) =>
  (after || next) && (
    <nav aria-label="Pages" className="mt-4 flex justify-between gap-3">
      {after ? (
        <Link href={path} className="button button-plain">
          From the start
        </Link>
      ) : (
        <span />
      )}
      {next && (
        <Link href={`${path}?${new URLSearchParams({ after: next })}`} className="button button-plain">
          Next
        </Link>
      )}
    </nav>
  );

/** Where a page of a level begins, from its address. */
export const afterIn = (asked: string | string[] | undefined): string =>
  typeof asked === "string" ? asked.replaceAll("\0", "").slice(0, 300) : "";
