import "./globals.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { InPlaceNavigation } from "./_components/in-place-navigation.tsx";

export const metadata: Metadata = {
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f7f9" },
    { media: "(prefers-color-scheme: dark)", color: "#101418" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Disables static rendering: every response needs its own nonce.
  await headers();
  return (
    <html lang="en">
      <body>
        {children}
        <InPlaceNavigation />
      </body>
    </html>
  );
}
