import { createElement, Fragment } from "react";

/** An email that can wrap before the at sign and dots. */
export const EmailText = ({ email }: { email: string }) => {
  const [first, ...others] = email.split(/(?=[@.])/);
  // Children as arguments need no keys, nor a fragment each.
  return createElement(Fragment, null, first, ...others.flatMap((part) => [<wbr key={part} />, part]));
};
