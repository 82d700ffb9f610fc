import { Pager } from "#app/_components/pager.tsx";

type Props = Readonly<{ path: string; after: string; next: string | undefined }>;

export const LevelPager = ({ path, after, next }: Props) => (
  <Pager
    previous={after && { href: path, label: "Back to start" }}
    className="mt-4"
    next={next && { href: `${path}?${new URLSearchParams({ after: next })}`, label: "Next" }}
  />
);

export const afterIn = (asked: string | string[] | undefined): string =>
  typeof asked === "string" ? asked.replaceAll("\0", "").slice(0, 300) : "";
