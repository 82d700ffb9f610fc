/** Without a configuration of its own, Next.js would take the one of the product from the folder above. */
export default {};
