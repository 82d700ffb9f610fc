import { expect, test } from "vitest";
import { isOwnOrigin } from "#lib/http/own-origin.ts";

const OWN = "https://accounts.example.com";

const isOwn = (headers: object) => isOwnOrigin(new Headers({ ...headers }), new URL(OWN));

test.each([{ origin: OWN }, { origin: OWN, "sec-fetch-site": "same-origin" }])(
  "headers %j come from our own pages",
  (headers) => {
    expect(isOwn(headers)).toBe(true);
  },
);

test.each([
  {},
  { origin: "" },
  { origin: "null" },
  { origin: "https://evil.example" },
  { origin: "https://evil.accounts.example.com" },
  { origin: "https://accounts.example.com.evil.example" },
  { origin: "http://accounts.example.com" },
  { origin: "https://accounts.example.com:8443" },
  { origin: "https://accounts.example.com/" },
  { origin: `${OWN}, https://evil.example` },
  { referer: `${OWN}/login` },
  { "sec-fetch-site": "same-origin" },
  { origin: OWN, "sec-fetch-site": "cross-site" },
  { origin: OWN, "sec-fetch-site": "same-site" },
  { origin: OWN, "sec-fetch-site": "none" },
])("headers %j come from elsewhere", (headers) => {
  expect(isOwn(headers)).toBe(false);
});
