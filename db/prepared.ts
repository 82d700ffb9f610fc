import { type Database, read, type Transaction } from "./client.ts";

type Preparable<Result> = Readonly<{
  prepare(name: string): { execute(values: Record<string, unknown>): Promise<Result> };
}>;

type Builder = Pick<Database, "select" | "insert" | "update" | "delete" | "with" | "$with">;

/**
 * A query whose SQL is built once a pool, and parsed once a connection where connections are ours alone. PostgreSQL may come to
 * plan it without its values: use it only where one plan serves all of them.
 */
export function prepared<Values extends Record<string, NonNullable<unknown> | null>, Result>(
  build: (db: Builder) => Preparable<Result>,
): (values: Values, tx?: Transaction) => Promise<Result> {
  const builtFor = new WeakMap<Database, ReturnType<Preparable<Result>["prepare"]>>();
  const prepare = (db: Builder) => build(db).prepare("prepared");
  return (values, tx) => {
    // A transaction's queries belong to its connection.
    if (tx) return prepare(tx).execute(values);
    return read((db) => {
      const query = builtFor.get(db) ?? prepare(db);
      builtFor.set(db, query);
      return query.execute(values);
    });
  };
}
