import { getSourceMapsSupport, setSourceMapsSupport } from "node:module";

/**
 * Makes stack traces show TypeScript lines for modules that are loaded from now on.
 * @returns a function that stops reading maps, because the pages have many; maps that are loaded stay in use
 */
export function enableSourceMaps() {
  const { enabled, ...options } = getSourceMapsSupport();
  setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
  return () => setSourceMapsSupport(enabled, options);
}
