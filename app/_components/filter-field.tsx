import type { ReactNode } from "react";

type Props = Readonly<{ label: string; className: string; children: ReactNode }>;

export const FilterField = ({ label, className, children }: Props) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the field is in it.
  <label className={className}>
    <span className="mb-1 block text-muted text-sm">{label}</span>
    {children}
  </label>
);
