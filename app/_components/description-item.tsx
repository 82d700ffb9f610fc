import type { ReactNode } from "react";

/** A term and its description, for a `dl`. */
export const DescriptionItem = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt className="text-muted text-sm">{name}</dt>
    <dd className="mt-0.5 wrap-anywhere">{children}</dd>
  </div>
);
