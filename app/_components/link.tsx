import NextLink from "next/link";
import type { ComponentProps } from "react";

/**
 * A link to another page here. Nothing is fetched before somebody follows it: every page is made for its visitor, so
 * that a page fetched ahead costs the server a session and a rendering, a dozen times a page, and is mostly never seen.
 */
export const Link = (props: ComponentProps<typeof NextLink>) => <NextLink prefetch={false} {...props} />;
