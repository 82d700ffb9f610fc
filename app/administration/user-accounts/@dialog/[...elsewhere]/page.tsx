/** Closes the dialog when navigating to another page. */
export { default } from "#app/administration/user-accounts/@dialog/default.tsx";
