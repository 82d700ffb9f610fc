import type { ReactNode } from "react";

export const EmptyState = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="card px-6 py-10 text-center">
    <p className="mb-1 font-medium">{title}</p>
    {children && <p className="text-muted">{children}</p>}
  </div>
);
