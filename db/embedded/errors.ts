import { OperatorError } from "../operator-error.ts";

export class EmbeddedPostgresError extends OperatorError {
  override name = "EmbeddedPostgresError";
}

/** Another process is using the data directory. */
export class DataInUseError extends EmbeddedPostgresError {
  override name = "DataInUseError";
}
