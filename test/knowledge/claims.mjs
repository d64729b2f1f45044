/** All that `rules/knowledge` says of packages, in one list, whatever its tables look like. */
export function claimsOf({ ENV_OBJECTS, GETTERS, TEXT_PARSERS, READER_PACKAGES }, { VALIDATORS }, { LIFECYCLES }, { RETRY_LIBRARIES }, { RETRY_CLIENTS }, { STRATEGIES }, { DEMANDING_CONSTRUCTORS }) {
  return [
    ...ENV_OBJECTS.flatMap(({ checked = [] }) => checked),
    // What is made with `new` of the module itself is its default export, which has no name to look for.
    ...GETTERS.map(({ module, version, steps, methods }) => ({ package: module, version, names: [...steps.filter((step) => step !== "new"), ...methods] })),
    ...TEXT_PARSERS.flatMap(({ checked = [] }) => checked),
    ...READER_PACKAGES,
    ...VALIDATORS,
    ...LIFECYCLES.filter((each) => each.package).map(({ hooks = [], bases = [], decorators = [], interfaces = [], module = [], ...each }) => ({ ...each, names: [...hooks, ...bases, ...decorators, ...interfaces, ...module] })),
    ...STRATEGIES,
    ...DEMANDING_CONSTRUCTORS.map(({ checked, members = [] }) => ({ ...checked, names: [...checked.names, ...members] })),
    ...[...RETRY_LIBRARIES, ...RETRY_CLIENTS].map(policyOf),
  ];
}

function policyOf({ module, version, calls, attempts, base, factor, cap, jitter, custom, byHand = [], declaredIn }) {
  const options = [attempts, base, factor, cap].filter(({ key }) => key);
  // A part of a package, such as `rxjs/operators`, is published with it.
  const name = module.split("/").slice(0, module.startsWith("@") ? 2 : 1).join("/");
  const steps = calls.flatMap((call) => [...call.steps, ...(call.within ? [call.within] : []), ...(call.places ?? [])]).filter((step) => step !== "new" && step !== "()");
  return {
    package: declaredIn?.package ?? name,
    version: declaredIn?.version ?? version,
    names: [...new Set([...(declaredIn ? [] : steps), ...options.map(({ key }) => key), ...(jitter.key ? [jitter.key] : []), ...custom])],
    defaults: options.filter(({ key }) => !byHand.includes(key)).map(({ key, default: value }) => [key, value]),
  };
}
