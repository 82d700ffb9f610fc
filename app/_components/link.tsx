import NextLink from "next/link";
import type { ComponentProps } from "react";

/** A link without prefetching, which would cost a session and a rendering for pages that are mostly never visited. */
export const Link = (props: ComponentProps<typeof NextLink>) => <NextLink prefetch={false} {...props} />;
