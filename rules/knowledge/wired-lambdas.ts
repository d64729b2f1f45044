import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledName, functionOf } from "../model/functions.ts";
import { literalOf, memberOf } from "./posts.ts";

/** A function of AWS Lambda, as code that deploys it wires it up. */
export interface WiredLambda {
  readonly body: Body;
  /** What is delivered to it again: `Step Functions task`. */
  readonly noun: string;
}

/** Constructs of the AWS CDK that hand a function what is delivered again: Step Functions tries a task again after errors of the service by default. */
const SOURCES: ReadonlyMap<string, string> = new Map([
  ["LambdaInvoke", "Step Functions task"],
  ["SqsEventSource", "SQS message"],
  ["SnsEventSource", "SNS notification"],
  ["DynamoEventSource", "DynamoDB stream record"],
  ["KinesisEventSource", "Kinesis record"],
  ["LambdaSubscription", "SNS notification"],
]);

const DEPLOYS = new RegExp(String.raw`\bnew (?:\w+\.)?(?:${[...SOURCES.keys()].join("|")})\(`);

/** What is called through an API and answered, and not delivered again. */
const ANSWERED = /APIGateway|ALBEvent|LambdaFunctionURL|AppSync|CloudFrontRequest/;

/** The functions that the deployment in sight hands to a source which delivers again. */
export function wiredLambdas(ask: Ask): readonly WiredLambda[] {
  return ask.filesSaying(DEPLOYS).flatMap((file) => wiredIn(ask.about(file))).flatMap(({ base, name, noun }): readonly WiredLambda[] => {
    const files = ask.filesSaying(/\bexport/, (path) => path.slice(path.lastIndexOf("/") + 1).replace(/\.[cm]?[jt]s$/, "") !== base);
    const [file, ...others] = files;
    const body = file && others.length === 0 ? exportedFunction(ask.about(file), name) : undefined;
    return body && !ANSWERED.test(body.parameters[0]?.getText() ?? "") ? [{ body, noun }] : [];
  });
}

interface Wiring {
  readonly base: string;
  readonly name: string;
  readonly noun: string;
}

/** `const send = new Function(this, "send", { handler: "send.handler" })`, and `send` in a source. */
function wiredIn(ask: Ask): readonly Wiring[] {
  const { ts } = ask;
  return ask.nodes(ts.SyntaxKind.NewExpression).flatMap((node): readonly Wiring[] => {
    const { arguments: list, parent } = node as TS.NewExpression;
    const options = list?.at(-1);
    const literal = options && literalOf(ask, options);
    const handler = literal && memberOf(ask, literal, "handler");
    const [, base = "", name = ""] = handler && ts.isStringLiteralLike(handler) ? (/^(?:.*\/)?(\w[\w-]*)\.(\w+)$/.exec(handler.text) ?? []) : [];
    if (name === "" || !ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return [];
    const own = parent.name;
    const noun = ask.usesInFile(parent, own.text).map((use) => sourceOf(ask, use)).find(Boolean);
    return noun ? [{ base, name, noun }] : [];
  });
}

/** `new LambdaInvoke(…, { lambdaFunction: send })`, `send.addEventSource(new SqsEventSource(queue))`. */
function sourceOf(ask: Ask, use: TS.Node): string | undefined {
  const { ts } = ask;
  const made = ts.findAncestor(use, (each) => (ts.isStatement(each) ? "quit" : ts.isNewExpression(each) && SOURCES.has(calledName(ask, each.expression) ?? "")));
  if (made && ts.isNewExpression(made)) return SOURCES.get(calledName(ask, made.expression) ?? "");
  const call = ts.isPropertyAccessExpression(use.parent) && use.parent.name.text === "addEventSource" ? use.parent.parent : undefined;
  const source = call && ts.isCallExpression(call) ? call.arguments[0] : undefined;
  return source && ts.isNewExpression(source) ? SOURCES.get(calledName(ask, source.expression) ?? "") : undefined;
}

function exportedFunction(ask: Ask, name: string): Body | undefined {
  const { ts } = ask;
  for (const { parent } of ask.named(name)) {
    const isTop = ts.isFunctionDeclaration(parent) || (ts.isVariableDeclaration(parent) && ts.isSourceFile(parent.parent.parent.parent));
    const found = isTop ? functionOf(ask, parent) : undefined;
    if (found && "body" in found && found.body) return found as Body;
  }
  return undefined;
}
