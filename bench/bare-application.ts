export async function buildBare() {}
