import { posix } from "node:path";
import { type Disk, isWithin } from "./prove-types-disk.ts";

/** What the runtime needs to know of Node.js where nothing tells. */
const NODE = `declare module "node:*";
declare var process: any;
interface AbortSignal {
  addEventListener(...args: any[]): void;
  removeEventListener(...args: any[]): void;
}
`;

/** What rewritten code may import where the package declares it: of these nothing is known but what is called so. */
const LIBRARIES = `declare module "cockatiel";
declare module "p-retry";
declare module "knex" {
  export type Knex = any;
}
declare module "typeorm" {
  export const Index: any;
  export interface MigrationInterface {}
  export type QueryRunner = any;
  export class TableIndex { constructor(options: object); }
}
declare module "zod" {
  export const z: any;
  export namespace z {
    type ZodType<Value = any> = { safeParse(value: unknown): any };
    type output<Schema> = any;
  }
}
declare module "valibot" {
  export type GenericSchema<Input = any, Output = any> = any;
  export type InferOutput<Schema> = any;
  export type BaseIssue<Input> = any;
  const it: any;
  export { it as string, it as number, it as boolean, it as null, it as unknown, it as picklist, it as literal, it as array, it as record, it as union, it as object, it as exactOptional };
  export { it as pipe, it as regex, it as trim, it as nonEmpty, it as transform, it as maxValue, it as safeParse, it as getDotPath };
}
declare module "envalid" {
  export type ValidatorSpec<Value> = any;
  export const EnvError: any;
  export function str<Value>(spec?: any): any;
  export function makeExactValidator<Value>(parse: (text: string) => Value): any;
  export function customCleanEnv(environment: any, specs: any, middleware: (values: any) => any, options?: any): any;
}
`;

/** Whether a package is installed for a folder. */
export function isInstalled(disk: Disk, folder: string, name: string): boolean {
  return foldersUpTo(disk.root, folder).some((at) => disk.isFile(`${at}/node_modules/${name}/package.json`));
}

/** Whether anything is installed for a folder. */
export function hasPackages(disk: Disk, folder: string): boolean {
  return foldersUpTo(disk.root, folder).some((at) => disk.isFolder(`${at}/node_modules`));
}

/** A folder and those above it. What lies above the root is somebody else's, unless the root is itself an installed package. */
export function foldersUpTo(root: string, folder: string): readonly string[] {
  const folders: string[] = [];
  for (let at = folder; !folders.includes(at); at = posix.dirname(at)) {
    if (isWithin(root, at) || root.includes("/node_modules/")) folders.push(at === "/" ? "" : at);
    else break;
  }
  return folders;
}

/** A file that stands for the types of Node.js. Where packages are installed it is not used: a project without them can't have ours either. */
export function nodeStub(root: string): readonly [path: string, text: string] {
  return [`${root}/node_modules/.pokayoke/node.d.ts`, NODE];
}

/** What rewritten code may import where the package declares it: of these nothing is known but what is called so. */
/** The packages that rewrites import because the project has them, where nothing is installed that would tell of them. */
/** The same for the libraries, where no package at all is installed. */
export function libraryStub(root: string): readonly [path: string, text: string] {
  return [`${root}/node_modules/.pokayoke/libraries.d.ts`, LIBRARIES];
}

/** The runtime package as it would be once it is installed. */
export function packageStub(root: string, modules: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const folder = `${root}/node_modules/@pokayoke/runtime`;
  const exported = Object.fromEntries([...modules.keys()].map((name) => [`./${name}`, { types: `./${name}.ts`, default: `./${name}.js` }]));
  const manifest = JSON.stringify({ name: "@pokayoke/runtime", version: "0.0.0", exports: exported });
  return new Map([[`${folder}/package.json`, manifest], ...[...modules].map(([name, text]): [string, string] => [`${folder}/${name}.ts`, text])]);
}
