import { parseArgs } from "node:util";

export type Options = Readonly<{
  /** The parts asked for; none means all that do not run only on request. */
  names: readonly string[];
  accounts: number;
  soakMinutes: number;
  format: "table" | "json" | "markdown";
}>;

const ACCOUNTS = "100000";
const SOAK_MINUTES = "2";
/** The accounts that parts add have higher numbers. */
const MOST_ACCOUNTS = 1_000_000;

export const usageFor = (names: readonly string[]) =>
  `npm run bench [-- [NAME ...] [--accounts NUMBER] [--soak MINUTES] [--json | --markdown]]   (${names.join(", ")})`;

/** @returns undefined when they cannot be understood */
export function parseOptions(args: readonly string[], known: readonly string[]): Options | undefined {
  const { values, positionals } = parse(args) ?? {};
  if (!values || !positionals?.every((name) => known.includes(name))) return undefined;
  const [accounts, soakMinutes] = [wholeNumber(values.accounts), wholeNumber(values.soak)];
  if (!accounts || accounts > MOST_ACCOUNTS || !soakMinutes || (values.json && values.markdown)) return undefined;
  return {
    names: positionals,
    accounts,
    soakMinutes,
    format: values.json ? "json" : values.markdown ? "markdown" : "table",
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        accounts: { type: "string", default: ACCOUNTS },
        soak: { type: "string", default: SOAK_MINUTES },
        json: { type: "boolean", default: false },
        markdown: { type: "boolean", default: false },
      },
    });
  } catch {
    return undefined;
  }
}

const wholeNumber = (text: string): number | undefined => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined);
