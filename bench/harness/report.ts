import type { Disturbance } from "./interleave.ts";
import type { Machine, Versions } from "./machine.ts";
import { type Figure, isHeld, type Limit } from "./part.ts";

export type Report = Readonly<{
  date: string;
  accounts: number;
  machine: Machine;
  versions: Versions;
  figures: readonly Figure[];
  /** About the conditions of the run. */
  notes: readonly string[];
}>;

const HEADINGS = ["What", "Figure", "Limit", "Held", "From"] as const;

export const jsonReport = (report: Report): string =>
  JSON.stringify(
    { ...report, figures: report.figures.map((figure) => ({ ...figure, held: figure.limit && isHeld(figure) })) },
    null,
    2,
  );

export function tableReport(report: Report): string {
  const rows = [HEADINGS, ...report.figures.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("   ")
      .trimEnd(),
  );
  return ["", ...headOf(report), "", ...lines, ...(report.notes.length > 0 ? ["", ...report.notes] : [])].join("\n");
}

export function markdownReport(report: Report): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table = [
    row(HEADINGS),
    `|${"---|".repeat(HEADINGS.length)}`,
    ...report.figures.map((figure) => row(cellsOf(figure))),
  ];
  return [headOf(report).join("  \n"), "", ...table, ...report.notes.flatMap((note) => ["", note])].join("\n");
}

const headOf = ({ date, accounts, machine, versions }: Report): readonly string[] => [
  `Gatehouse ${versions.gatehouse}, Node ${versions.node}, Next.js ${versions.next}, PostgreSQL ${versions.postgresql}`,
  `${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}`,
  `${accounts.toLocaleString("en")} accounts, ${date}`,
];

const cellsOf = (figure: Figure): readonly string[] => [
  figure.name,
  formatValue(figure),
  figure.limit ? formatLimit(figure.limit, figure.unit) : "",
  !figure.limit ? "" : figure.value === undefined ? "?" : isHeld(figure) ? "yes" : "NO",
  figure.detail ?? "",
];

const formatValue = ({ value, unit }: Figure) => (value === undefined ? "not measured" : withUnit(value, unit));

const formatLimit = (limit: Limit, unit: string | undefined) =>
  "atLeast" in limit ? `≥ ${withUnit(limit.atLeast, unit)}` : `≤ ${withUnit(limit.atMost, unit)}`;

/** Ratios with two decimals; other figures with three digits at least. */
function withUnit(value: number, unit: string | undefined): string {
  const decimals = !unit ? 2 : value >= 100 || Number.isInteger(value) ? 0 : 1;
  const number = value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return unit ? `${number} ${unit}` : number;
}

/** @returns what to know about the rounds of a part, if any was disturbed */
export function disturbanceNote(part: string, disturbance: Disturbance): readonly string[] {
  const { rounds, repeated, accepted, worstAccepted } = disturbance;
  if (repeated + accepted === 0) return [];
  const taken = `other processes took up to ${Math.round(worstAccepted * 100)} % of a processor`;
  const used = accepted === 0 ? "" : `; ${accepted} of the ${rounds} used are disturbed: ${taken}`;
  return [`${part}: ${repeated} disturbed rounds were measured again${used}.`];
}
