import * as z from "zod";
import { isLoopback } from "./loopback.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export const requiredInteger = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

export const integer = (fallback: number, min: number, max: number) => requiredInteger(min, max).default(fallback);

export const flag = z
  .enum(["true", "false"], "must be true or false")
  .transform((value) => value === "true")
  .default(false);

export const list = z.string().transform((value) =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean),
);

const protocolOf = (value: string): string => URL.parse(value)?.protocol ?? "";

export const httpUrl = z
  .string()
  .refine((value) => ["http:", "https:"].includes(protocolOf(value)), "must be an http:// or https:// URL")
  .refine((value) => protocolOf(value) !== "http:" || isLoopback(new URL(value)), {
    message: "must start with https:// (http:// is allowed for localhost only)",
  });

export const SECRET_MIN_LENGTH = 32;
export const SECRET_HINT = "generate one with: openssl rand -base64 33";
