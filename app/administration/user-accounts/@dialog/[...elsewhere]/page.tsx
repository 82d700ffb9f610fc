/** Closes the dialog on the way to any other page. */
export { default } from "../default.tsx";
