/** The browser's title, rendered with the heading and not from `metadata`: a page that refuses then says so here too. */
export const PageTitle = ({ children }: { children: string }) => <title>{`${children} · Gatehouse`}</title>;
