/** The browser title. Rendered with the heading, not from `metadata`, so that refused pages get their own. */
export const PageTitle = ({ children }: { children: string }) => <title>{`${children} · Gatehouse`}</title>;
