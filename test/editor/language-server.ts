import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** A place in a document: both count from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Diagnostic {
  readonly range: Range;
  readonly code: string;
  readonly source: string;
  readonly message: string;
  readonly severity: number;
}

export interface CodeAction {
  readonly title: string;
  readonly kind: string;
  readonly command: { readonly command: string; readonly arguments: readonly unknown[] };
}

interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** What VS Code's ESLint extension sends when nothing is set. */
const SETTINGS = {
  validate: "on",
  run: "onType",
  packageManager: "npm",
  quiet: false,
  onIgnoredFiles: "off",
  options: {},
  rulesCustomizations: [],
  problems: { shortenToSingleLine: false },
  nodePath: null,
  workingDirectory: { mode: "location" },
  experimental: {},
  codeAction: { disableRuleComment: { enable: true, location: "separateLine" }, showDocumentation: { enable: true } },
  codeActionOnSave: { enable: false, mode: "all" },
  format: false,
};

/** The server of VS Code's ESLint extension, as other editors start it: a child process that is spoken to over its standard streams. */
export class LanguageServer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #folder: string;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #edits: Readonly<Record<string, readonly TextEdit[]>>[] = [];
  readonly #told: string[] = [];
  #listeners: (() => void)[] = [];
  #buffer: Buffer = Buffer.alloc(0);
  #next = 1;

  private constructor(folder: string) {
    this.#folder = folder;
    const manifest = createRequire(import.meta.url).resolve("vscode-langservers-extracted/package.json");
    const main = join(dirname(manifest), "bin/vscode-eslint-language-server");
    this.#child = spawn(process.execPath, [main, "--stdio"], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stdout.on("data", (data: Buffer) => { this.#read(data); });
    this.#child.stderr.on("data", (data: Buffer) => { this.#told.push(data.toString()); });
  }

  static async start(folder: string): Promise<LanguageServer> {
    const server = new LanguageServer(folder);
    const rootUri = pathToFileURL(folder).href;
    await server.request("initialize", {
      processId: process.pid,
      rootUri,
      workspaceFolders: [{ uri: rootUri, name: "folder" }],
      capabilities: {
        workspace: { applyEdit: true, configuration: true, workspaceEdit: { documentChanges: true }, workspaceFolders: true },
        textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } }, diagnostic: { relatedInformation: true } },
      },
    });
    server.#notify("initialized", {});
    return server;
  }

  /** What the server said beside the protocol: its log, and what went wrong. */
  get told(): string {
    return this.#told.join("");
  }

  /** Of the server's process. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  open(path: string, text: string, languageId: string): void {
    this.#notify("textDocument/didOpen", { textDocument: { uri: pathToFileURL(path).href, languageId, version: 1, text } });
  }

  change(path: string, version: number, text: string): void {
    this.#notify("textDocument/didChange", { textDocument: { uri: pathToFileURL(path).href, version }, contentChanges: [{ text }] });
  }

  /** The diagnostics of a document as it was last told. */
  async diagnostics(path: string): Promise<readonly Diagnostic[]> {
    const { result } = await this.request("textDocument/diagnostic", { textDocument: { uri: pathToFileURL(path).href } });
    return (result as { readonly items: readonly Diagnostic[] }).items;
  }

  async codeActions(path: string, diagnostic: Diagnostic): Promise<readonly CodeAction[]> {
    const { result } = await this.request("textDocument/codeAction", { textDocument: { uri: pathToFileURL(path).href }, range: diagnostic.range, context: { diagnostics: [diagnostic] } });
    return (result ?? []) as readonly CodeAction[];
  }

  /** Runs a code action; resolves to the edits of that document which the server asks its client to make. */
  async run(path: string, { command }: CodeAction): Promise<readonly TextEdit[]> {
    await this.request("workspace/executeCommand", { command: command.command, arguments: command.arguments });
    while (this.#edits.length === 0) await this.#something();
    return this.#edits.shift()?.[pathToFileURL(path).href] ?? [];
  }

  async stop(): Promise<void> {
    await this.request("shutdown", null);
    this.#notify("exit", null);
    this.#child.kill();
  }

  request(method: string, params: unknown): Promise<Message> {
    const id = this.#next++;
    this.#send({ id, method, params });
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (message) => {
        if (message.error === undefined) resolve(message);
        else reject(new Error(`${method}: ${message.error.message}\n${this.told}`));
      });
    });
  }

  #notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  #send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    this.#child.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${String(body.length)}\r\n\r\n`), body]));
  }

  #read(data: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const end = this.#buffer.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.subarray(0, end).toString())?.[1]);
      if (end === -1 || this.#buffer.length < end + 4 + length) return;
      const body = this.#buffer.subarray(end + 4, end + 4 + length).toString();
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#take(JSON.parse(body) as Message);
    }
  }

  #take(message: Message): void {
    const { id, method, params } = message;
    if (method === undefined) {
      if (id !== undefined) this.#waiting.get(id)?.(message);
    } else if (id !== undefined) {
      this.#send({ id, result: this.#answer(method, params) });
    } else if (method === "window/logMessage") {
      this.#told.push(`${(params as { readonly message: string }).message}\n`);
    }
    for (const listener of this.#listeners.splice(0)) listener();
  }

  /** What the server asks its client. */
  #answer(method: string, params: unknown): unknown {
    if (method === "workspace/configuration") {
      const { items } = params as { readonly items: readonly unknown[] };
      return items.map(() => ({ ...SETTINGS, workspaceFolder: { uri: pathToFileURL(this.#folder).href, name: "folder" } }));
    }
    if (method === "workspace/applyEdit") {
      const { edit } = params as { readonly edit: { readonly changes?: Readonly<Record<string, readonly TextEdit[]>>; readonly documentChanges?: readonly { readonly textDocument: { readonly uri: string }; readonly edits: readonly TextEdit[] }[] } };
      this.#edits.push(edit.changes ?? Object.fromEntries((edit.documentChanges ?? []).map(({ textDocument, edits }) => [textDocument.uri, edits])));
      return { applied: true };
    }
    this.#told.push(`${method} ${JSON.stringify(params)}\n`);
    return method.includes("confirm") ? 4 : null;
  }

  #something(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, 250);
      this.#listeners.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** A text after some edits that do not overlap. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  const lines = text.split("\n");
  const offsetOf = ({ line, character }: Position): number => lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  const placed = edits.map(({ range, newText }) => ({ start: offsetOf(range.start), end: offsetOf(range.end), newText })).sort((one, other) => other.start - one.start);
  return placed.reduce((result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end), text);
}
