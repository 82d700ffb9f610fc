import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalSource, clientAddress, networksOf, sourceOf, vercelClientAddress } from "#lib/http/client-address.ts";

const PEER = "203.0.113.9";

test("without trusted proxies a client cannot forge its address", () => {
  fc.assert(
    fc.property(fc.option(fc.string()), (forwardedFor) => {
      expect(clientAddress(PEER, forwardedFor, 0)).toBe(PEER);
    }),
  );
});

test("behind trusted proxies a client cannot forge its address", () => {
  const forged = fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), { maxLength: 5 });
  fc.assert(
    fc.property(forged, (claims) => {
      const sent = claims.map((claim) => claim.replaceAll(",", " "));
      expect(clientAddress("10.0.0.1", [...sent, "198.51.100.7"].join(","), 1)).toBe("198.51.100.7");
      expect(clientAddress("10.0.0.1", [...sent, "198.51.100.7", "10.0.0.2"].join(", "), 2)).toBe("198.51.100.7");
    }),
  );
});

test.each([
  ["fewer hops than trusted", "10.0.0.1", "198.51.100.7", 2, null],
  ["no header behind a trusted proxy", "10.0.0.1", null, 1, null],
  ["text where an address should be", "10.0.0.1", "unknown", 1, null],
  ["an address with a port", "10.0.0.1", "198.51.100.7:443", 1, null],
  ["no peer", null, null, 0, null],
  ["IPv4 in IPv6", "::ffff:192.0.2.1", null, 0, "192.0.2.1"],
  ["IPv4 in IPv6, in hexadecimal", "::ffff:c000:201", null, 0, "192.0.2.1"],
  ["IPv6", "2001:db8::1", null, 0, "2001:db8::1"],
  ["IPv6 in another spelling", "2001:DB8:0:0::0001", null, 0, "2001:db8::1"],
  ["IPv6 with a zone", "fe80::1%br-lan.4", null, 0, "fe80::1"],
  ["a number where an address should be", "10.0.0.1", "2130706433", 1, null],
  ["an IPv4 address with leading zeros", "10.0.0.1", "010.0.0.1", 1, null],
  ["an IPv6 address with a port", "10.0.0.1", "[2001:db8::1]:443", 1, null],
  ["an IPv6 address that is too long", "10.0.0.1", "1:2:3:4:5:6:7:8:9", 1, null],
  ["an empty hop", "10.0.0.1", "198.51.100.7,", 1, null],
])("the client address is derived from: %s", (_case, peer, forwardedFor, hops, address) => {
  expect(clientAddress(peer, forwardedFor, hops)).toBe(address);
});

test("on Vercel only its own header is trusted", () => {
  const forgeable = ["forwarded", "x-forwarded-for", "x-real-ip", "cf-connecting-ip", "true-client-ip"];
  const forged = Object.fromEntries(forgeable.map((name) => [name, "192.0.2.66"]));
  expect(vercelClientAddress(new Headers({ ...forged, "x-vercel-forwarded-for": "198.51.100.7" }))).toBe(
    "198.51.100.7",
  );
  expect(vercelClientAddress(new Headers(forged))).toBeNull();
});

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8::1", "2001:db8::/64"],
  ["2001:DB8:0:0:1:2:3:4", "2001:db8::/64"],
  ["2001:0db8:0000:0000:ffff::", "2001:db8::/64"],
  ["2001:db8:7:8:9::", "2001:db8:7:8::/64"],
  ["::1", "::/64"],
  ["fe80::1%eth0", "fe80::/64"],
  ["unknown", "unknown"],
])("a limit for %s applies to %s", (address, source) => {
  expect(sourceOf(address)).toBe(source);
});

test("an IPv6 address belongs to a /64, a /56 and a /48", () => {
  expect(networksOf("2001:db8:1:2345::1")).toEqual(["2001:db8:1:2345::/64", "2001:db8:1:2300::/56", "2001:db8:1::/48"]);
  expect(networksOf("::ffff:192.0.2.1")).toEqual(["192.0.2.1"]);
});

test("all spellings and neighbours of an IPv6 address are one source", () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  const groups = fc.tuple(group, group, group, group, group, group, group, group);
  fc.assert(
    fc.property(groups, groups, (one, other) => {
      const written = one.map((value) => value.toString(16)).join(":");
      const padded = one.map((value) => value.toString(16).padStart(4, "0").toUpperCase()).join(":");
      const neighbour = [...one.slice(0, 4), ...other.slice(4)].map((value) => value.toString(16)).join(":");
      const compressed = new URL(`http://[${written}]`).hostname.slice(1, -1);
      expect(new Set([written, padded, neighbour, compressed].map(sourceOf)).size).toBe(1);
    }),
  );
});

test.each([
  [" 203.0.113.7 ", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:DB8:0:0::1", "2001:db8::1"],
  ["2001:DB8:1:2:3::/64", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::/064", "2001:db8:1:2::/64"],
  ["203.0.113.0/24", undefined],
  ["2001:db8::/129", undefined],
  ["2001:db8::/", undefined],
  ["2001:db8::/64/1", undefined],
  ["example.com", undefined],
  ["", undefined],
])("the source %j is parsed as %j", (typed, source) => {
  expect(canonicalSource(typed)).toBe(source);
});

test("networks are spelled as they are counted", () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      for (const network of networksOf(address)) expect(canonicalSource(network)).toBe(network);
    }),
  );
});
