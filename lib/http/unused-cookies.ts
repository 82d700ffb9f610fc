/** next-auth fails if it cannot parse its callback cookie, which we do not use. */
export const CALLBACK_COOKIES = ["gatehouse.callback-url", "__Host-gatehouse.callback-url"];
