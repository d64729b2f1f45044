import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/** A framework that makes objects, fills members and calls methods in an order of its own. */
export interface Lifecycle {
  /** The package that declares all of these names. None: a standard of the web, whose names no package of ours declares as a whole; not checked. */
  readonly package?: string;
  /** The version whose declarations were looked up by `npm run knowledge`. */
  readonly version?: string;
  /** Methods that it calls before any other, as far as nothing else has methods of that name. */
  readonly hooks?: readonly string[];
  /** The scope of its packages, where others have methods with the names of its hooks, too: they are hooks only in a project that imports one. */
  readonly within?: string;
  /** Interfaces of what it is handed: its hooks are hooks only in a class that implements one. */
  readonly interfaces?: readonly string[];
  /** Functions of a module that it loads: it calls the first, with arguments, before the others. */
  readonly module?: readonly string[];
  /** Base classes of what it runs. */
  readonly bases?: readonly string[];
  /** Class decorators of what it makes and fills. */
  readonly decorators?: readonly string[];
}

export const LIFECYCLES: readonly Lifecycle[] = [
  { package: "@angular/core", version: "21.2.26", hooks: ["ngOnInit", "ngOnChanges", "ngDoCheck", "ngAfterContentInit", "ngAfterViewInit"], decorators: ["Component", "Directive", "Pipe", "NgModule"] },
  { package: "@angular/forms", version: "21.2.26", hooks: ["writeValue", "registerOnChange", "registerOnTouched"] },
  { package: "@nestjs/common", version: "12.5.1", hooks: ["onModuleInit", "onApplicationBootstrap"] },
  { package: "@nestjs/websockets", version: "12.1.1", hooks: ["afterInit", "handleConnection"] },
  { package: "@types/react", version: "19.3.0", hooks: ["componentDidMount", "componentDidUpdate", "componentWillMount", "UNSAFE_componentWillMount", "getSnapshotBeforeUpdate"], bases: ["Component", "PureComponent"] },
  // Custom elements, as the HTML standard describes them; every class `HTML…Element` is a base, too.
  { hooks: ["connectedCallback", "attributeChangedCallback", "formAssociatedCallback"], bases: ["HTMLElement"] },
  { package: "@lit/reactive-element", version: "2.1.2", hooks: ["firstUpdated", "createRenderRoot"], bases: ["ReactiveElement"], decorators: ["customElement"] },
  { package: "lit-element", version: "4.2.2", bases: ["LitElement"] },
  { package: "lit-element", version: "2.5.1", bases: ["UpdatingElement"] },
  { package: "@microsoft/fast-element", version: "3.0.3", bases: ["FASTElement"], decorators: ["customElement"] },
  { package: "vue-property-decorator", version: "9.1.2", bases: ["Vue"] },
  { package: "@stencil/core", version: "4.45.1", hooks: ["componentWillLoad", "componentDidLoad"] },
  { package: "@aurelia/runtime-html", version: "0.9.0", hooks: ["attaching"] },
  { package: "typeorm", version: "1.1.1", bases: ["BaseEntity"], decorators: ["Entity", "ViewEntity", "ChildEntity", "EventSubscriber"] },
  { package: "@mikro-orm/core", version: "6.6.16", bases: ["BaseEntity"], decorators: ["Entity", "Embeddable"] },
  { package: "sequelize-typescript", version: "2.1.6", bases: ["Model"], decorators: ["Table"] },
  { package: "@typegoose/typegoose", version: "13.4.0", decorators: ["modelOptions"] },
  { package: "@nestjs/mongoose", version: "12.0.0", decorators: ["Schema"] },
  { package: "type-graphql", version: "1.1.1", decorators: ["ObjectType", "InputType", "ArgsType"] },
  { package: "@types/vscode", version: "1.140.0", hooks: ["resolveWebviewView", "resolveCustomEditor", "resolveCustomTextEditor", "resolveTreeItem"] },
  { package: "ember-source", version: "7.3.0", hooks: ["didInsertElement", "didReceiveAttrs", "didRender"] },
  { package: "phaser", version: "4.2.1", bases: ["Scene"] },
  { package: "jest-environment-node", version: "30.5.2", bases: ["NodeEnvironment", "TestEnvironment"] },
  { package: "jest-environment-jsdom", version: "30.5.2", bases: ["JSDOMEnvironment", "TestEnvironment"] },
  { package: "yeoman-generator", version: "8.4.0", hooks: ["initializing", "prompting"], bases: ["Generator"] },
  { package: "@oclif/core", version: "4.14.0", bases: ["Command"] },
  { package: "clipanion", version: "3.2.1", bases: ["Command"] },
  { package: "ember-cli", version: "7.3.0", bases: ["Command"] },
  { package: "obsidian", version: "1.13.1", hooks: ["onload", "onOpen"], bases: ["Plugin", "ItemView", "Modal", "PluginSettingTab"] },
  { package: "@types/node", version: "20.19.43", hooks: ["_construct", "_transform", "_write", "_read", "_flush", "_final"] },
  { package: "@types/audioworklet", version: "0.0.100", bases: ["AudioWorkletProcessor"] },
  { package: "rollup", version: "4.68.7", hooks: ["buildStart"] },
  { package: "vite", version: "8.3.8", hooks: ["configResolved", "buildStart", "configureServer"] },
  { package: "@trigger.dev/core", version: "4.8.3", hooks: ["onBuildStart"] },
  { package: "@feathersjs/feathers", version: "5.0.50", hooks: ["setup"], within: "@feathersjs/" },
  { package: "homey-apps-sdk-v3-types", version: "0.3.12", hooks: ["onInit"] },
  { package: "express-rate-limit", version: "8.7.5", hooks: ["init"], interfaces: ["Store"] },
  { package: "db-migrate", version: "0.11.14", module: ["setup", "up", "down"] },
  // What its decorators make of a class: `stop` does nothing before `start`, and what is marked as ready throws by itself.
  { package: "@matrixai/async-init", version: "2.1.2", decorators: ["StartStop", "CreateDestroyStartStop"] },
];

const HOOKS: ReadonlySet<string> = new Set(LIFECYCLES.flatMap(({ hooks = [], within, interfaces }) => (within === undefined && interfaces === undefined ? hooks : [])));
const IMPLEMENTED = LIFECYCLES.flatMap(({ package: of, hooks = [], interfaces = [] }) => interfaces.map((name) => ({ of, name, hooks })));
const WITHIN = LIFECYCLES.flatMap(({ hooks = [], within }) => (within === undefined ? [] : hooks.map((hook) => ({ hook, within }))));
/** The functions of modules that a framework leads, the first one first. */
export const LED_MODULES: readonly (readonly string[])[] = LIFECYCLES.flatMap(({ module }) => (module ? [module] : []));
const BASES: ReadonlySet<string> = new Set(LIFECYCLES.flatMap(({ bases = [] }) => bases));
const DECORATORS: ReadonlySet<string> = new Set(LIFECYCLES.flatMap(({ decorators = [] }) => decorators));

/** Whether a framework calls a function of this name before all others. */
export function isLifecycleHook(name: string): boolean {
  return HOOKS.has(name);
}

/** The same of a method, which a framework of the project calls before it lets anybody else near the object. */
export function isHookOfObjects(ask: Ask, name: string): boolean {
  return isLifecycleHook(name) || WITHIN.some(({ hook, within }) => hook === name && ask.once(importedInSight).has(within));
}

/** Whether a class implements an interface whose package calls a method of it first: `class Hits implements Store`, which `express-rate-limit` is handed. */
export function isHookOfInterface(ask: Ask, owner: TS.Node, name: string): boolean {
  const { ts } = ask;
  const hooked = IMPLEMENTED.filter(({ hooks }) => hooks.includes(name));
  if (hooked.length === 0 || !ts.isClassLike(owner)) return false;
  const types = (owner.heritageClauses ?? []).filter(({ token }) => token === ts.SyntaxKind.ImplementsKeyword).flatMap((clause) => [...clause.types]);
  return types.some(({ expression }) => {
    const binding = ts.isIdentifier(expression) ? ask.bindingOf(expression) : undefined;
    const statement = binding && ts.findAncestor(binding, ts.isImportDeclaration);
    const from = statement && ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : undefined;
    return hooked.some((each) => each.of === from && ts.isIdentifier(expression) && importedName(ts, binding) === each.name);
  });
}

/** `Store`, also in `import { Store as RateLimitStore }`. */
function importedName(ts: typeof TS, binding: TS.Node | undefined): string | undefined {
  const specifier = binding && ts.findAncestor(binding, (node) => ts.isImportSpecifier(node));
  return specifier && ts.isImportSpecifier(specifier) ? (specifier.propertyName ?? specifier.name).text : undefined;
}

/** The scopes of packages that are imported: `@feathersjs/`. */
function importedInSight(ask: Ask): ReadonlySet<string> {
  return ask.saidInSight(/(?:\bfrom|\brequire\()\s*["'](@[\w-]+\/)[\w-]+["'/]/g);
}

/** Whether a framework makes and fills the objects of a class: by its base class, or by its decorator. */
export function isMadeByFramework(ask: Ask, owner: TS.ClassLikeDeclaration): boolean {
  const { ts } = ask;
  const base = owner.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  const name = base && (ts.isPropertyAccessExpression(base) ? base.name.text : ts.isIdentifier(base) ? base.text : undefined);
  return (name !== undefined && (BASES.has(name) || /^HTML\w*Element$/.test(name))) || decoratorsOf(ask, owner).some((decorator) => DECORATORS.has(decorator));
}

/** Whether a decorator stands on a member: it injects, binds or maps it (Angular, Nest, Lit, TypeORM, class-validator…). */
export function isDecorated({ ts }: Ask, member: TS.Node): boolean {
  return ts.canHaveDecorators(member) && (ts.getDecorators(member) ?? []).length > 0;
}

function decoratorsOf({ ts }: Ask, owner: TS.ClassLikeDeclaration): readonly string[] {
  return (ts.canHaveDecorators(owner) ? (ts.getDecorators(owner) ?? []) : []).flatMap(({ expression }) => {
    const callee = ts.isCallExpression(expression) ? expression.expression : expression;
    return ts.isIdentifier(callee) ? [callee.text] : [];
  });
}
