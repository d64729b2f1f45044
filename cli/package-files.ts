import { readFileSync } from "node:fs";

/** A text file of this package, whether it runs built (`dist/cli/main.js`) or not (`cli/main.ts`). `undefined`: it is not there. */
export function packageFile(path: string): string | undefined {
  const here = import.meta.url;
  try {
    return readFileSync(new URL(here.endsWith(".ts") ? `../${path}` : `../../${path}`, here), "utf8");
  } catch {
    return undefined;
  }
}

/** The version in package.json. */
export function packageVersion(): string {
  return (JSON.parse(packageFile("package.json") ?? "{}") as { version?: string }).version ?? "0.0.0";
}
