import type { ReactNode } from "react";
import { AuthFrame } from "./auth-frame.tsx";
import { Flash } from "./flash.tsx";

type Props = Readonly<{ title: string; lead?: ReactNode; children: ReactNode }>;

/** The frame of pages without navigation: one card, one task. */
export const AuthLayout = (props: Props) => <AuthFrame {...props} flash={<Flash />} />;
