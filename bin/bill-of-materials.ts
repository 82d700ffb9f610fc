import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PACKAGE = /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

type Reference = Readonly<{ "bom-ref": string }>;
type Dependency = Readonly<{ ref: string; dependsOn?: readonly string[] }>;

/** npm's CycloneDX list of installed packages, reduced to those that are shipped as files or bundled. */
export function billOfMaterials(files: readonly string[]): string {
  const listing = ["sbom", "--sbom-format=cyclonedx", "--sbom-type=application"];
  const bill = JSON.parse(execFileSync("npm", listing, { encoding: "utf8", maxBuffer: Number.POSITIVE_INFINITY }));
  const shipped = new Set([...files, ...bundledFiles()].flatMap(referenceOfPackage));
  const isShipped = (reference: string) => shipped.has(reference);
  return JSON.stringify({
    ...bill,
    components: bill.components.filter((component: Reference) => isShipped(component["bom-ref"])),
    dependencies: bill.dependencies
      .filter(({ ref }: Dependency) => isShipped(ref) || ref === bill.metadata.component["bom-ref"])
      .map(({ ref, dependsOn }: Dependency) => ({ ref, dependsOn: dependsOn?.filter(isShipped) })),
  });
}

/** The sources of the bundles, according to their source maps. */
const bundledFiles = (): readonly string[] =>
  globSync("{.next/server,dist}/**/*.map").flatMap((file) => {
    const { sources = [], sections = [] } = JSON.parse(readFileSync(file, "utf8"));
    const all: readonly string[] = [
      ...sources,
      ...sections.flatMap(({ map }: { map: { sources: string[] } }) => map.sources),
    ];
    return all.filter((source) => source.includes("node_modules/")).map(fromProject);
  });

const fromProject = (source: string) => decodeURIComponent(source.slice(source.indexOf("node_modules/")));

function referenceOfPackage(file: string): readonly string[] {
  const manifest = join(PACKAGE.exec(file)?.[0] ?? "", "package.json");
  if (manifest === "package.json" || !existsSync(manifest)) return [];
  const { name, version } = JSON.parse(readFileSync(manifest, "utf8"));
  return [`${name}@${version}`];
}
