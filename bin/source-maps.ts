import { getSourceMapsSupport, setSourceMapsSupport } from "node:module";

/**
 * Has errors name the TypeScript lines of whatever is loaded from now on.
 * @returns stops noting maps: those of the pages are many, and would be read with them. Those noted stay.
 */
export function noteSourceMaps(): () => void {
  const { enabled, ...options } = getSourceMapsSupport();
  setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
  return () => setSourceMapsSupport(enabled, options);
}
