import type { ReactNode } from "react";

type Props = Readonly<{
  id: string;
  title: ReactNode;
  lead?: ReactNode;
  children: ReactNode;
}>;

/** A card with its title beside the content, or above it on narrow screens. */
export const Section = ({ id, title, lead, children }: Props) => (
  <section
    className="card grid grid-cols-1 gap-x-10 gap-y-5 p-4 sm:p-6 xl:grid-cols-[16rem_minmax(0,1fr)]"
    aria-labelledby={id}
  >
    <div className="wrap-anywhere">
      <h2 id={id}>{title}</h2>
      {lead && <div className="mt-1 text-muted">{lead}</div>}
    </div>
    <div>{children}</div>
  </section>
);
