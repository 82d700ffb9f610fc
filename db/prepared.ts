import { drizzle } from "drizzle-orm/postgres-js";
import { type Database, read, type Transaction } from "./client.ts";

type Query<Result> = Readonly<{ execute(values: Record<string, unknown>): Promise<Result> }>;

type Preparable<Result> = Readonly<{ prepare(name: string): Query<Result> }>;

type Builder = Pick<Database, "select" | "insert" | "update" | "delete" | "with" | "$with">;

const WITHOUT_DATABASE = drizzle.mock();

/**
 * A query whose SQL is built once, and parsed once a connection where connections are ours alone. PostgreSQL may come to plan it
 * without its values: use it only where one plan serves all of them.
 */
export function prepared<Values extends Record<string, NonNullable<unknown> | null>, Result>(
  build: (db: Builder) => Preparable<Result>,
): (values: Values, tx?: Transaction) => Promise<Result> {
  let built: Query<Result> | undefined;
  const execute = (db: Database | Transaction, values: Values) => {
    built ??= build(WITHOUT_DATABASE).prepare("prepared");
    return onClientOf(db, built).execute(values);
  };
  return (values, tx) => (tx ? execute(tx, values) : read((db) => execute(db, values)));
}

/** Nothing but the driver's client ties a built query to a connection, and Drizzle has no way to exchange it. */
const onClientOf = <Result>(db: Database | Transaction, query: Query<Result>): Query<Result> =>
  Object.create(query, { client: { value: (db._.session as unknown as Readonly<{ client: unknown }>).client } });
