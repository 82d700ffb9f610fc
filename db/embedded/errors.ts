import { OperatorError } from "../operator-error.ts";

export class EmbeddedPostgresError extends OperatorError {
  override name = "EmbeddedPostgresError";
}

export class DataInUseError extends EmbeddedPostgresError {
  override name = "DataInUseError";
}
