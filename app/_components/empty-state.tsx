import type { ReactNode } from "react";

/** What stands where a list would, and what to do about it. */
export const EmptyState = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="card px-6 py-10 text-center">
    <p className="mb-1 font-medium">{title}</p>
    {children && <p className="text-muted">{children}</p>}
  </div>
);
