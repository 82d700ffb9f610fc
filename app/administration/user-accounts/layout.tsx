import type { ReactNode } from "react";

/** With scripts, reset and delete open as dialogs with addresses of their own (intercepting routes). */
export default function UserAccountsLayout({ children, dialog }: { children: ReactNode; dialog: ReactNode }) {
  return (
    <>
      {children}
      {dialog}
    </>
  );
}
