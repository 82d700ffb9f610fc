import type { ReactNode } from "react";
import { SubmitButton } from "#app/_components/form-parts.tsx";
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
    <a href={paths.accounts} className="button button-plain">
      Cancel
    </a>
  </div>
);
