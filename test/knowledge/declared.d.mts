export function missingIn(folder: string, names: readonly string[]): readonly string[];
export function defaultsIn(folder: string, key: string): readonly number[];
