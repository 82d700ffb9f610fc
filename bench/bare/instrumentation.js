/** Without it, Turbopack would take that of the product in the parent directory. */
export function register() {}
