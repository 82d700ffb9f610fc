/** Without it, Next.js would use the configuration of the product in the parent directory. */
export default {};
