import type { ReactNode } from "react";

/** With scripts, resetting and deleting open as dialogs over the page they were asked from, at their own addresses. */
export default function UserAccountsLayout({ children, dialog }: { children: ReactNode; dialog: ReactNode }) {
  return (
    <>
      {children}
      {dialog}
    </>
  );
}
