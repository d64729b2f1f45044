import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";

/** A framework that makes objects, fills members and calls methods in an order of its own. */
interface Lifecycle {
  /** Where it comes from, with the version that was looked at. */
  readonly from: string;
  /** Methods that it calls before any other, as far as nothing else has methods of that name. */
  readonly hooks: readonly string[];
  /** Base classes of what it runs. */
  readonly bases?: readonly string[];
  /** Class decorators of what it makes and fills. */
  readonly decorators?: readonly string[];
}

const LIFECYCLES: readonly Lifecycle[] = [
  { from: "@angular/core 20", hooks: ["ngOnInit", "ngOnChanges", "ngDoCheck", "ngAfterContentInit", "ngAfterViewInit", "writeValue", "registerOnChange", "registerOnTouched"], decorators: ["Component", "Directive", "Pipe", "NgModule"] },
  { from: "@nestjs/common 11", hooks: ["onModuleInit", "onApplicationBootstrap", "afterInit", "handleConnection"] },
  { from: "react 19", hooks: ["componentDidMount", "componentDidUpdate", "componentWillMount", "UNSAFE_componentWillMount", "getSnapshotBeforeUpdate"], bases: ["Component", "PureComponent"] },
  { from: "lit 3, HTML custom elements", hooks: ["connectedCallback", "attributeChangedCallback", "formAssociatedCallback", "firstUpdated", "createRenderRoot"], bases: ["LitElement", "ReactiveElement", "HTMLElement", "UpdatingElement", "FASTElement"], decorators: ["customElement"] },
  { from: "vue-class-component 8, vue-property-decorator 9", hooks: [], bases: ["Vue"] },
  { from: "@stencil/core 4", hooks: ["componentWillLoad", "componentDidLoad"] },
  { from: "aurelia 2", hooks: ["attaching"] },
  { from: "typeorm 0.3, sequelize-typescript 2, mikro-orm 6, typegoose 12", hooks: [], bases: ["BaseEntity", "Model"], decorators: ["Entity", "ViewEntity", "ChildEntity", "Embeddable", "Table", "Schema", "ObjectType", "InputType", "ArgsType", "EventSubscriber", "modelOptions"] },
  { from: "vscode 1.100", hooks: ["resolveWebviewView", "resolveCustomEditor", "resolveCustomTextEditor", "resolveTreeItem"] },
  { from: "ember 6", hooks: ["didInsertElement", "didReceiveAttrs", "didRender"] },
  { from: "@backstage/core 1, phaser 3", hooks: [], bases: ["Scene"] },
  { from: "jest 30, jest-environment-node 30", hooks: [], bases: ["NodeEnvironment", "JSDOMEnvironment", "TestEnvironment"] },
  { from: "yeoman-generator 7", hooks: ["initializing", "prompting"], bases: ["Generator"] },
  { from: "@oclif/core 4, clipanion 4, ember-cli 6", hooks: [], bases: ["Command"] },
  { from: "web-ext, obsidian 1", hooks: ["onload", "onOpen"], bases: ["Plugin", "ItemView", "Modal", "PluginSettingTab"] },
  { from: "stream of node 20", hooks: ["_construct", "_transform", "_write", "_read", "_flush", "_final"] },
  { from: "AudioWorklet, workers", hooks: [], bases: ["AudioWorkletProcessor"] },
  { from: "babel 7 visitors, eslint 9 rules, rollup 4, vite 7 and webpack 5 plugins", hooks: ["configResolved", "buildStart", "configureServer", "onBuildStart"] },
  { from: "matrix-widget-api, google apps", hooks: ["onInit"] },
];

const HOOKS: ReadonlySet<string> = new Set(LIFECYCLES.flatMap(({ hooks }) => hooks));
const BASES: ReadonlySet<string> = new Set(LIFECYCLES.flatMap(({ bases = [] }) => bases));
const DECORATORS: ReadonlySet<string> = new Set(LIFECYCLES.flatMap(({ decorators = [] }) => decorators));

/** Whether a framework calls a method of this name, before it lets anybody else near the object. */
export function isLifecycleHook(name: string): boolean {
  return HOOKS.has(name);
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
