import type { ReactNode } from "react";
import { Logo } from "./logo.tsx";
import { PageTitle } from "./page-title.tsx";

type Props = Readonly<{ title: string; lead?: ReactNode; flash?: ReactNode; children: ReactNode }>;

export const AuthFrame = ({ title, lead, flash, children }: Props) => (
  <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-4 py-10">
    <div className="flex items-center justify-center gap-2.5 font-semibold text-lg">
      <Logo />
      Gatehouse
    </div>
    <PageTitle>{title}</PageTitle>
    {flash}
    <section className="card p-6 shadow-sm sm:p-8">
      <h1 className="mb-2">{title}</h1>
      {lead && <div className="mb-6 text-muted">{lead}</div>}
      {children}
    </section>
  </main>
);
