import { finished } from "node:stream/promises";
import { getTableColumns, getTableName, is, SQL } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type postgres from "postgres";
import { read } from "./client.ts";

type Copy = <Table extends PgTable>(table: Table, rows: readonly Table["$inferInsert"][]) => Promise<void>;
type Row = Readonly<Record<string, unknown>>;
type Columns = readonly (readonly [key: string, column: PgColumn])[];

/** PostgreSQL's manual, "COPY", "Text Format". */
const NULL = "\\N";
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** Inserts rows with COPY, all in one transaction. A column that PostgreSQL calculates needs a value in all rows or in none. */
export const copyRows = (insert: (copy: Copy) => Promise<void>): Promise<void> =>
  read(async (db) => {
    await db.$client.begin((connection) =>
      insert((table, rows) => copyInto(connection, getTableName(table), getTableColumns(table), rows)),
    );
  });

async function copyInto(
  connection: postgres.TransactionSql,
  table: string,
  all: Readonly<Record<string, PgColumn>>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.entries(all).filter(
    ([key, column]) => constantDefault(column) !== undefined || rows.some((row) => row[key] !== undefined),
  );
  const names = connection(columns.map(([, { name }]) => name));
  const query = connection`COPY ${connection(table)} (${names}) FROM STDIN`;
  const failed = failureOf(query);
  const copy = await query.writable();
  const copied = finished(copy);
  copy.end(rows.map((row) => copyLine(row, columns)).join(""));
  await Promise.race([copied, failed]);
}

/** The driver's stream waits forever when the server refuses rows (porsager/postgres#1173). Its query is then still rejected. */
function failureOf(query: postgres.PendingQuery<postgres.Row[]>): Promise<never> {
  const rejectable = query as unknown as { reject(error: unknown): void };
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const rejectQuery = rejectable.reject;
  rejectable.reject = (error) => {
    rejectQuery(error);
    reject(error);
  };
  return promise;
}

const constantDefault = (column: PgColumn): unknown => (is(column.default, SQL) ? undefined : column.default);

const copyLine = (row: Row, columns: Columns): string =>
  `${columns.map(([key, column]) => copyField(row[key] ?? constantDefault(column) ?? null, column)).join("\t")}\n`;

const copyField = (value: unknown, column: PgColumn): string =>
  value === null
    ? NULL
    : String(column.mapToDriverValue(value)).replace(/[\\\t\n\r]/g, (special) => ESCAPES[special] ?? special);
