import type { Answer } from "./client.ts";

/** A response without what differs between any two, and without the submitted email. */
export const visible = ({ status, headers, setCookies, body }: Answer, email: string) => ({
  status,
  headers: Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !["date", "set-cookie", "content-length"].includes(name))
      .map(([name, value]) => [name, String(value).replace(/nonce[-=]["']?[\w+/=]+/g, "nonce")]),
  ),
  setCookies: setCookies.map((line) => line.replace(/=[^;]*/, "").replace(/Expires=[^;]*/, "Expires")),
  body: body
    .replaceAll(email, "EMAIL")
    .replaceAll(email.toLowerCase(), "EMAIL")
    .replaceAll(encodeURIComponent(email), "EMAIL")
    .replaceAll(email.toLowerCase().replaceAll("'", "&#x27;"), "EMAIL")
    .replace(/nonce\\?["']?[=:]\\?["'][\w+/=]+/g, "nonce")
    .replace(/\$ACTION_KEY" value="[^"]*"/g, "KEY"),
});
