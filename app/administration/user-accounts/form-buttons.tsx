import type { ReactNode } from "react";
import { SubmitButton } from "#app/_components/form-parts.tsx";
import { Link } from "#app/_components/link.tsx";
import { paths } from "#lib/paths.ts";

type Props = Readonly<{
  /** What the button says while the form is on its way. */
  busy: string;
  children: ReactNode;
}>;

/** The end of a form about an account: what saves it, as apart from what only looks something up, and the way out. */
export const SaveOrCancel = ({ busy, children }: Props) => (
  <div className="flex flex-wrap gap-3">
    <SubmitButton intent="save" busy={busy}>
      {children}
    </SubmitButton>
    <Link href={paths.accounts} className="button button-plain">
      Cancel
    </Link>
  </div>
);
