import fc from "fast-check";
import { expect, test } from "vitest";
import { DOMAINS_HEADER_MAX_BYTES } from "#lib/access/domains-header.ts";
import { ROLE_IDS } from "#lib/access/roles.ts";
import { accessHeaders } from "#lib/forward-auth/access-headers.ts";
import { isAuthorized, parseRequirements } from "#lib/forward-auth/requirements.ts";
import { canonicalEmail } from "#lib/profile/email-address.ts";

const ANN = {
  id: "00000000-0000-4000-8000-000000000000",
  email: "ann+x@example.com",
  firstName: "Ann",
  lastName: "Lee",
  roles: ["viewer", "device-manager"],
  restrictions: [],
};

test("the headers identify the user to the product", () => {
  expect(accessHeaders(ANN)).toEqual({
    "Remote-User": ANN.id,
    "Remote-Email": "ann+x@example.com",
    "Remote-Name": "Ann%20Lee",
    "Remote-Roles": "device-manager,viewer",
    "Remote-Domains": "*",
  });
});

test("domains are sorted, encoded and not redundant", () => {
  const restrictions = [
    { group: "Tenants", path: "Café, & Co" },
    { group: "Regions", path: "EMEA/France" },
    { group: "Regions", path: "APAC" },
    { group: "Regions", path: "EMEA/France/Paris" },
  ];
  expect(accessHeaders({ ...ANN, restrictions })?.["Remote-Domains"]).toBe(
    "Regions:APAC,Regions:EMEA/France,Tenants:Caf%C3%A9%2C%20%26%20Co",
  );
  expect(accessHeaders({ ...ANN, roles: ["administrator"], restrictions })?.["Remote-Domains"]).toBe("*");
});

test("restrictions that are too long for the header are not sent", () => {
  const path = "x".repeat(DOMAINS_HEADER_MAX_BYTES - 2);
  const headers = (path: string, roles = ANN.roles) =>
    accessHeaders({ ...ANN, roles, restrictions: [{ group: "g", path }] });
  expect(headers(path)?.["Remote-Domains"]).toHaveLength(DOMAINS_HEADER_MAX_BYTES);
  expect(headers(`${path}x`)).toBeUndefined();
  expect(headers(`${path}x`, ["administrator"])?.["Remote-Domains"]).toBe("*");
});

test("no name, role or domain can forge a header or a list item", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("\r\nRemote-User: root", "a,b", "*", ":", "%2C"),
  );
  const name = text.filter((one) => one !== "");
  const path = fc.array(
    name.map((one) => one.replaceAll("/", "") || "x"),
    { minLength: 1, maxLength: 3 },
  );
  const domain = fc.record({ group: name, path: path.map((segments) => segments.join("/")) });
  fc.assert(
    fc.property(
      text,
      text,
      fc.array(text),
      fc.array(domain, { maxLength: 4 }),
      (firstName, lastName, roles, limits) => {
        const headers = accessHeaders({ ...ANN, firstName, lastName, roles, restrictions: limits }) ?? {};
        for (const value of Object.values(headers)) expect(value).toMatch(/^[\w\-.~%,:/*@+]*$/);
        expect(Object.keys(headers)).toHaveLength(5);
        const names = [firstName, lastName].filter((one) => one !== "").join(" ");
        expect(decodeURIComponent(headers["Remote-Name"] ?? "")).toBe(names.toWellFormed() || ANN.email);
        const listed = headers["Remote-Domains"]?.split(",") ?? [];
        if (limits.length === 0) expect(listed).toEqual(["*"]);
        else for (const one of listed) expect(one).toMatch(/^[^:,*]+:[^:,*]+$/);
      },
    ),
  );
});

test("a stored email is safe in a header", () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string()), (typed) => {
      const email = canonicalEmail(typed);
      if (email) expect(email).toMatch(/^[\x21-\x2b\x2d-\x7e]+$/);
    }),
  );
});

const requirements = (query: string) => parseRequirements(new URLSearchParams(query));

test.each([
  "",
  "role=viewer",
  "role=viewer&role=administrator",
  "write=devices&write=base-stations",
  "sign-in=redirect",
])("%j is a valid requirement", (query) => {
  expect(requirements(query)).toBeDefined();
});

test.each([
  "role=",
  "role=root",
  "role=Viewer",
  "write=device",
  "write=",
  "read=devices",
  "x",
  "__proto__=x",
  "sign-in",
  "sign-in=1",
])("the unknown requirement %j is rejected", (query) => {
  expect(requirements(query)).toBeUndefined();
});

test("all requirements must be met", () => {
  const authorized = (roles: readonly string[], query: string) => isAuthorized({ roles }, requirements(query) ?? {});
  expect(authorized(["viewer"], "")).toBe(true);
  expect(authorized(["viewer"], "role=viewer")).toBe(true);
  expect(authorized(["administrator"], "role=viewer")).toBe(false);
  expect(authorized(["device-manager"], "write=devices&write=connections")).toBe(true);
  expect(authorized(["device-manager"], "write=devices&write=base-stations")).toBe(false);
  expect(authorized(["device-manager", "base-station-manager"], "write=devices&write=base-stations")).toBe(true);
  expect(authorized(["viewer"], "write=multicast-groups")).toBe(false);
  for (const role of ROLE_IDS)
    expect(authorized([role], `role=${role}&role=administrator`)).toBe(role === "administrator");
});
