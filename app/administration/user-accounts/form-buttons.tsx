import type { ReactNode } from "react";
import { SubmitButton } from "#app/_components/form-parts.tsx";
import { Link } from "#app/_components/link.tsx";
import { paths } from "#lib/paths.ts";

type Props = Readonly<{
  busy: string;
  children: ReactNode;
}>;

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
