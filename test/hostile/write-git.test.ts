import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dirtyFiles, type GitState } from "../../codemods/git-state.ts";
import { makeTree, put, removeTree } from "./write-support.ts";

let root = "";
let canaries = "";
const path = process.env["PATH"];
beforeEach(() => {
  root = makeTree({ "a.ts": "a\n", "sub/b.ts": "b\n" });
  canaries = makeTree({});
  git("init", "-q", "-b", "main");
  git("config", "user.name", "t");
  git("config", "user.email", "t@example.invalid");
  commit();
});
afterEach(() => {
  process.env["PATH"] = path;
  removeTree(root);
  removeTree(canaries);
});

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function commit(): void {
  git("add", "-A");
  git("commit", "-qm", "c", "--allow-empty");
}

function dirty(...names: string[]): string[] {
  const state: GitState = dirtyFiles(root, names.map((name) => join(root, name)));
  if (state.kind !== "repository") throw new Error(JSON.stringify(state));
  return [...state.dirty].map((file) => file.slice(root.length + 1));
}

describe("a file has uncommitted changes", () => {
  it("not where it is as committed, whatever its times are", () => {
    utimesSync(join(root, "a.ts"), 1, 1);
    expect(dirty("a.ts", "sub/b.ts")).toEqual([]);
  });

  it("where it was written, staged, staged and reverted, added, ignored, deleted, or is in conflict", () => {
    put(root, "a.ts", "A\n");
    expect(dirty("a.ts", "sub/b.ts")).toEqual(["a.ts"]);
    git("add", "a.ts");
    expect(dirty("a.ts")).toEqual(["a.ts"]);
    put(root, "a.ts", "a\n");
    expect(dirty("a.ts")).toEqual(["a.ts"]);
    git("reset", "-q", "--hard");
    put(root, "new.ts", "x");
    put(root, ".gitignore", "ignored.ts\n");
    put(root, "ignored.ts", "x");
    rmSync(join(root, "sub/b.ts"));
    expect(dirty("a.ts", "new.ts", "ignored.ts", "sub/b.ts", "gone/x.ts")).toEqual(["new.ts", "ignored.ts", "sub/b.ts", "gone/x.ts"]);
    git("reset", "-q", "--hard");
    git("checkout", "-qb", "other");
    put(root, "a.ts", "theirs\n");
    commit();
    git("checkout", "-q", "main");
    put(root, "a.ts", "ours\n");
    commit();
    spawnSync("git", ["merge", "-q", "other"], { cwd: root });
    expect(dirty("a.ts")).toEqual(["a.ts"]);
  });

  it("also where the user told git not to look", () => {
    git("update-index", "--assume-unchanged", "a.ts");
    git("update-index", "--skip-worktree", "sub/b.ts");
    put(root, "a.ts", "A\n");
    put(root, "sub/b.ts", "B\n");
    expect(dirty("a.ts", "sub/b.ts")).toEqual(["a.ts", "sub/b.ts"]);
  });

  it("not for the line ends that git itself makes", () => {
    put(root, "a.ts", "a\r\n");
    expect(dirty("a.ts")).toEqual([]);
    put(root, "a.ts", "a\r\n\r\n");
    expect(dirty("a.ts")).toEqual(["a.ts"]);
    put(root, "crlf.ts", "x\r\n");
    commit();
    expect(dirty("crlf.ts")).toEqual([]);
  });

  it("where nothing was ever committed", () => {
    rmSync(join(root, ".git"), { recursive: true });
    git("init", "-q");
    git("add", "-A");
    expect(dirty("a.ts")).toEqual(["a.ts"]);
  });

  it("by its own name, whatever that is", () => {
    const names = ["__proto__", "a b.ts", "ü.ts", "tab\t.ts", "line\n.ts", 'quote".ts', ":(top)x.ts", "*.ts", "-x.ts"];
    for (const name of names) put(root, name, "x");
    commit();
    expect(dirty(...names)).toEqual([]);
    for (const name of names) put(root, name, "y");
    expect(dirty(...names)).toEqual(names);
  });

  it("in a folder of the repository, through a link to it, and in a repository with SHA-256", () => {
    put(root, "sub/b.ts", "B\n");
    symlinkSync(root, join(canaries, "door"));
    const file = join(canaries, "door/sub/b.ts");
    expect(dirtyFiles(join(canaries, "door/sub"), [file])).toEqual({ kind: "repository", dirty: new Set([file]) });
    rmSync(join(root, ".git"), { recursive: true });
    git("init", "-q", "--object-format=sha256");
    git("-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "-qm", "c", "--allow-empty");
    git("add", "-A");
    git("-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "-qm", "c");
    expect(dirty("a.ts", "sub/b.ts")).toEqual([]);
    put(root, "a.ts", "A\n");
    expect(dirty("a.ts", "sub/b.ts")).toEqual(["a.ts"]);
  });
});

describe("where git can't answer", () => {
  it("says that there is no repository", () => {
    expect(dirtyFiles(canaries, [])).toEqual({ kind: "not-a-repository" });
  });

  it("says what git says of a damaged repository", () => {
    writeFileSync(join(root, ".git/index"), "broken");
    expect(dirtyFiles(root, [])).toMatchObject({ kind: "unknown" });
    rmSync(join(root, ".git/index"));
    rmSync(join(root, ".git/objects"), { recursive: true });
    mkdirSync(join(root, ".git/objects"));
    expect(dirtyFiles(root, [])).toMatchObject({ kind: "unknown" });
  });

  it("says that git is missing", () => {
    process.env["PATH"] = canaries;
    expect(dirtyFiles(root, [])).toEqual({ kind: "unknown", why: "git is not installed" });
  });

  it("is not led elsewhere by the environment of a hook", () => {
    process.env["GIT_DIR"] = "/nowhere";
    process.env["GIT_INDEX_FILE"] = "/nowhere/index";
    try {
      expect(dirty("a.ts")).toEqual([]);
    } finally {
      delete process.env["GIT_DIR"];
      delete process.env["GIT_INDEX_FILE"];
    }
  });
});

describe("a hostile repository", () => {
  /** A program that leaves a file behind if it is ever run. */
  function canary(name: string, at = join(canaries, `${name}.sh`)): string {
    writeFileSync(at, `#!/bin/sh\ntouch '${join(canaries, `${name}.ran`)}'\n${name === "clean" ? "cat" : "exit 1"}\n`);
    chmodSync(at, 0o755);
    return at;
  }

  function ran(): string[] {
    return readdirSync(canaries).filter((name) => name.endsWith(".ran"));
  }

  function arm(): void {
    git("config", "core.fsmonitor", canary("fsmonitor"));
    git("config", "core.hooksPath", join(canaries, "hooks"));
    git("config", "core.pager", canary("pager"));
    git("config", "core.sshCommand", canary("ssh"));
    git("config", "core.gitProxy", canary("proxy"));
    git("config", "core.askPass", canary("askpass"));
    git("config", "credential.helper", canary("credential"));
    git("config", "diff.external", canary("external-diff"));
    git("config", "diff.evil.textconv", canary("textconv"));
    for (const kind of ["clean", "smudge", "process"]) git("config", `filter.evil.${kind}`, canary(kind));
    git("config", "alias.ls-files", `!${canary("alias")}`);
    git("config", "alias.rev-parse", `!${canary("alias")}`);
    mkdirSync(join(canaries, "hooks"));
    for (const hook of ["post-index-change", "pre-commit", "reference-transaction", "fsmonitor-watchman"]) {
      canary(hook, join(canaries, "hooks", hook));
      canary(hook, join(root, ".git/hooks", hook));
    }
    put(root, ".gitattributes", "* filter=evil diff=evil\n");
    put(root, "a.ts", "touched\n");
    utimesSync(join(root, "sub/b.ts"), 1, 1);
  }

  it("runs nothing of its own", () => {
    arm();
    expect(dirty("a.ts", "sub/b.ts")).toEqual(["a.ts"]);
    expect(ran()).toEqual([]);
    spawnSync("git", ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-optional-locks", "status"], { cwd: root, timeout: 10_000 });
    expect(ran()).toEqual(["process.ran"]); // why `git status` is not asked
    spawnSync("git", ["status"], { cwd: root, timeout: 10_000 });
    expect(ran()).toContain("fsmonitor.ran");
  });

  it("does not fetch what is missing with a command of its own", () => {
    arm();
    git("config", "core.repositoryFormatVersion", "1");
    git("config", "extensions.partialClone", "evil");
    git("config", "remote.evil.promisor", "true");
    git("config", "protocol.allow", "always");
    git("config", "protocol.ext.allow", "always");
    git("config", "remote.evil.url", `ext::${canary("remote")}`);
    git("config", "remote.evil.uploadpack", canary("upload-pack"));
    const tree = execFileSync("git", ["-c", "core.fsmonitor=false", "rev-parse", "HEAD^{tree}"], { cwd: root, encoding: "utf8" }).trim();
    for (const name of readdirSync(canaries).filter((entry) => entry.endsWith(".ran"))) rmSync(join(canaries, name));
    rmSync(join(root, ".git/objects", tree.slice(0, 2), tree.slice(2)));
    for (const url of [`ext::${canary("remote")}`, "ssh://example.invalid/x", root]) {
      writeFileSync(join(root, ".git/config"), readFileSync(join(root, ".git/config"), "utf8").replace(/\turl = .*/, `\turl = ${url}`));
      expect(dirtyFiles(root, [join(root, "a.ts")])).toMatchObject({ kind: "unknown" });
      expect(ran()).toEqual([]);
    }
    spawnSync("git", ["-c", "core.fsmonitor=false", "ls-tree", "HEAD"], { cwd: root, timeout: 10_000 });
    expect(ran()).toContain("upload-pack.ran"); // of the last address: asked plainly, git does run it
  });

  it.each(["node_modules/.bin", "tools", "."])("can't put its own git into %s", (folder) => {
    mkdirSync(join(root, folder), { recursive: true });
    canary("git", join(root, folder, "git"));
    const here = process.cwd();
    process.env["PATH"] = `${join(root, folder)}:.:${folder}::${path ?? ""}`;
    if (folder === "tools") {
      mkdirSync(join(canaries, "bin"));
      symlinkSync(join(root, "tools/git"), join(canaries, "bin/git"));
      process.env["PATH"] = `${join(canaries, "bin")}:${process.env["PATH"]}`;
    }
    process.chdir(root);
    try {
      expect(dirty("a.ts")).toEqual([]);
    } finally {
      process.chdir(here);
    }
    expect(ran()).toEqual([]);
    expect(existsSync(join(root, folder, "git"))).toBe(true);
  });

  it("can't put its own git into the node_modules above the root, behind a link either", () => {
    put(root, "evil/x", "");
    mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
    symlinkSync(canary("git", join(root, "evil/git")), join(root, "node_modules/.bin/git"));
    process.env["PATH"] = `${join(root, "node_modules/.bin")}:${path ?? ""}`;
    const file = join(root, "sub/b.ts");
    expect(dirtyFiles(join(root, "sub"), [file])).toEqual({ kind: "repository", dirty: new Set() });
    expect(ran()).toEqual([]);
  });
});
