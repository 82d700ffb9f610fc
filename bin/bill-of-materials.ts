import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** `node_modules/NAME` within a path, also of a package inside another one. */
const PACKAGE = /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

type Reference = Readonly<{ "bom-ref": string }>;
type Dependency = Readonly<{ ref: string; dependsOn?: readonly string[] }>;

/**
 * The npm packages that are delivered, as CycloneDX: npm's own list of all that are installed, narrowed to those that a
 * file comes from or that are bundled into one.
 * @param files paths of what is delivered
 */
export function billOfMaterials(files: readonly string[]): string {
  const listing = ["sbom", "--sbom-format=cyclonedx", "--sbom-type=application"];
  const bill = JSON.parse(execFileSync("npm", listing, { encoding: "utf8", maxBuffer: Number.POSITIVE_INFINITY }));
  const delivered = new Set([...files, ...bundledFiles()].flatMap(referenceOfPackage));
  const isDelivered = (reference: string) => delivered.has(reference);
  return JSON.stringify({
    ...bill,
    components: bill.components.filter((component: Reference) => isDelivered(component["bom-ref"])),
    dependencies: bill.dependencies
      .filter(({ ref }: Dependency) => isDelivered(ref) || ref === bill.metadata.component["bom-ref"])
      .map(({ ref, dependsOn }: Dependency) => ({ ref, dependsOn: dependsOn?.filter(isDelivered) })),
  });
}

/** What the bundles were made of, as their source maps say. */
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
