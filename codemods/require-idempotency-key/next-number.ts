/** What a migration's name begins with. */
export interface Numbered {
  /** `V` of `V12__add_alerts.sql`. */
  readonly letter: string;
  readonly digits: string;
  /** What stands between the number and the words. */
  readonly separator: string;
  /** The words, with what follows them. */
  readonly rest: string;
}

export function numberOf(name: string): Numbered | undefined {
  const [, letter = "", digits = "", separator = "", rest = ""] = /^(v?)(\d+)([-_.]+)([^-_.].*)$/i.exec(name) ?? [];
  return digits === "" ? undefined : { letter, digits, separator, rest };
}

/** The one with the highest number. */
export function newestOf(names: readonly string[]): string | undefined {
  const numbered = names.flatMap((name) => {
    const number = numberOf(name);
    return number ? [{ name, value: BigInt(number.digits) }] : [];
  });
  return numbered.reduce<(typeof numbered)[number] | undefined>((most, each) => (most === undefined || each.value > most.value ? each : most), undefined)?.name;
}

/** The number behind the newest: a time is one second later, whatever time it is now, so that every run proposes the same. */
export function nextNumber(digits: string): string {
  if (digits.length === 14) return secondAfter(digits);
  const step = digits.length === 13 ? 1000n : 1n;
  return String(BigInt(digits) + step).padStart(digits.length, "0");
}

/** `20240101235959` → `20240102000000`. */
function secondAfter(digits: string): string {
  const [year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits)?.slice(1).map(Number) ?? [];
  const time = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, (second ?? 0) + 1));
  const next = time.toISOString().replace(/\D/g, "").slice(0, 14);
  // Some count `20240101000099` up by hand.
  return next > digits ? next : String(BigInt(digits) + 1n);
}
