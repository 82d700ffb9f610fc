import type { ReactNode } from "react";

/** Something that is known and not to be edited, under its name. */
export const DescriptionItem = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt className="text-muted text-sm">{name}</dt>
    <dd className="mt-0.5 wrap-anywhere">{children}</dd>
  </div>
);
