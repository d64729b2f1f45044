import type * as TS from "typescript";
import type { CodemodContext } from "../codemod.ts";
import type { NewFile, Refusal } from "../edit.ts";
import { belowRootOf, compiled, explainTaken, type ModulePlace, placeOf } from "../module-place.ts";
import { isRefusal, refuse } from "../read-target.ts";
import { folderFor } from "./config-module.ts";
import { contentLibraryIn, contentText } from "./content-text.ts";
import { contentLibraryFor, type Library } from "./library.ts";
import { MARK } from "./module-text.ts";

/** The module that a file gets its checks of contents from. */
export interface ContentModule {
  readonly place: ModulePlace;
  readonly library: Exclude<Library, "envalid">;
  readonly newFiles: readonly NewFile[];
}

/** The module for a file: the one that is there, whatever it was written with, or one that is to be. */
export function contentModuleFor(file: TS.SourceFile, context: CodemodContext): ContentModule | Refusal {
  const library = contentLibraryFor(file.fileName, context);
  if (typeof library !== "string") return library;
  const module = ownModuleFor(file, "checked-content", contentText(library), context);
  if (isRefusal(module)) return module;
  const present = context.textOf(module.place.path);
  return { ...module, library: present === undefined ? library : contentLibraryIn(present) };
}

/** A module of ours beside the checked configuration, and the file for it where there is none. */
export function ownModuleFor(file: TS.SourceFile, name: string, text: string, context: CodemodContext): Omit<ContentModule, "library"> | Refusal {
  const place = placeOf(file, name, context, folderFor(file.fileName, context));
  if (isRefusal(place)) return place;
  const present = context.textOf(place.path);
  if (present !== undefined) return present.includes(MARK) ? { place, newFiles: [] } : refuse("name-taken", `${belowRootOf(context, place.path)} exists, and is none of ours`);
  const written = /\.[cm]?ts$/.test(place.path) ? text : compiled(text, place.form, context.ts);
  return explainTaken(place, context) ?? { place, newFiles: [{ file: place.path, text: written }] };
}
