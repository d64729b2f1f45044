import type { TargetPackage } from "./codemod.ts";

/** Whether others may install a package: then there is code out of sight that uses what it offers. */
export function isPublished({ manifest }: TargetPackage): boolean {
  return manifest["private"] !== true && typeof manifest["name"] === "string" && typeof manifest["version"] === "string";
}
