import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { Edit, Refusal, Rewrite } from "../edit.ts";
import { between, isRefused, lineAround, nodeAt, refusal, replace } from "./splice.ts";

/** A key that is made anew for each attempt is made once, before the first: its statement moves up, or its expression becomes a constant. */
export function makeBefore(ask: Ask, finding: Finding): Rewrite | Refusal {
  const { ts } = ask;
  const [loop, made] = finding.related;
  const isAny = (node: TS.Node): node is TS.Node => !ts.isSourceFile(node);
  const region = loop && nodeAt(ask, loop.span, isAny);
  const value = made && nodeAt(ask, made.span, (node): node is TS.Expression => ts.isExpression(node));
  if (!region || !value) return refusal("key-place-unknown", "the key or what repeats it is not where it was found");
  if (/\bawait\b|\bthis\b/.test(value.getText())) return refusal("key-place-unknown", `line ${String(ask.lineOf(value))} makes the key with \`await\` or \`this\`, which may mean something else further out`);
  const local = localIn(ask, value, region);
  if (local) return refusal("no-identity", `the key is made from \`${local.text}\` of line ${String(ask.lineOf(local))}, which may be another one for each attempt`);
  const statement = ts.findAncestor(region, (node) => (ts.isFunctionLike(node) && node !== region ? "quit" : ts.isStatement(node) && !ts.isLabeledStatement(node.parent) && isList(ask, node.parent)));
  if (!statement) return refusal("key-place-unknown", `there is no place for a statement before line ${String(ask.lineOf(region))}`);
  const declaration = value.parent;
  const moved = ts.isVariableDeclaration(declaration) ? move(ask, declaration, region, statement) : name(ask, value, statement);
  return isRefused(moved) ? moved : { finding, ...moved, newFiles: [] };
}

type Moved = Pick<Rewrite, "edits" | "choices">;

function move(ask: Ask, declaration: TS.VariableDeclaration, region: TS.Node, before: TS.Node): Moved | Refusal {
  const { ts } = ask;
  const list = declaration.parent;
  const statement = list.parent;
  const { name: own } = declaration;
  if (!ts.isIdentifier(own) || !ts.isVariableDeclarationList(list) || !ts.isVariableStatement(statement) || list.declarations.length !== 1 || !(list.flags & ts.NodeFlags.Const)) return refusal("key-place-unknown", `line ${String(ask.lineOf(declaration))} declares the key beside other things`);
  const other = ask.named(own.text).find((node) => isFree(ask, node) && !(region.pos <= node.pos && node.end <= region.end));
  if (other) return refusal("no-identity", `line ${String(ask.lineOf(other))} has another \`${own.text}\``);
  if (ask.usesInFile(declaration, own.text).length !== 2) return refusal("key-shared", `\`${own.text}\` of line ${String(ask.lineOf(declaration))} is used for other things, too`);
  const { start, end } = lineAround(statement);
  return { edits: [insertedBefore(before, statement.getText()), between(statement, start, end, "")], choices: { key: own.text, made: "before the first attempt" } };
}

function name(ask: Ask, value: TS.Expression, before: TS.Node): Moved | Refusal {
  const wanted = "idempotencyKey";
  const other = ask.named(wanted).find((node) => isFree(ask, node));
  if (other) return refusal("no-identity", `line ${String(ask.lineOf(other))} has another \`${wanted}\``);
  return { edits: [insertedBefore(before, `const ${wanted} = ${value.getText()};`), written(ask, value, wanted)], choices: { key: wanted, made: "before the first attempt" } };
}

function written({ ts }: Ask, value: TS.Expression, text: string): Edit {
  const { parent } = value;
  return ts.isPropertyAssignment(parent) && parent.initializer === value && parent.name.getText() === text ? replace(parent, text) : replace(value, text);
}

function insertedBefore(statement: TS.Node, text: string): Edit {
  const { text: all } = statement.getSourceFile();
  const start = statement.getStart();
  const lineStart = all.lastIndexOf("\n", start - 1) + 1;
  const indent = all.slice(lineStart, start);
  const lineEnd = all.includes("\r\n") ? "\r\n" : "\n";
  return between(statement, start, start, indent.trim() === "" ? `${text}${lineEnd}${indent}` : `${text} `);
}

/** Whether a name stands for a binding, and not for a member of something. */
function isFree({ ts }: Ask, node: TS.Node): boolean {
  const { parent } = node;
  const isMember = (ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node) || ts.isPropertySignature(parent);
  return !isMember;
}

/** A name in an expression that is declared in the region, or may be written in it. */
function localIn(ask: Ask, value: TS.Expression, region: TS.Node): TS.Identifier | undefined {
  const { ts } = ask;
  const visit = (node: TS.Node): TS.Identifier | undefined => {
    if (ts.isIdentifier(node) && isFree(ask, node)) {
      const binding = ask.bindingOf(node);
      if (binding?.getSourceFile() !== ask.file) return undefined;
      const isVariable = ts.isVariableDeclaration(binding) && !(ts.getCombinedNodeFlags(binding) & ts.NodeFlags.Const);
      return isVariable || (region.pos <= binding.pos && binding.end <= region.end) ? node : undefined;
    }
    return ts.forEachChild(node, visit);
  };
  return visit(value);
}

function isList({ ts }: Ask, node: TS.Node): boolean {
  return ts.isBlock(node) || ts.isSourceFile(node) || ts.isModuleBlock(node);
}
