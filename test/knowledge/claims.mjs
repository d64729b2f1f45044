/** All that `rules/knowledge` says of packages, in one list, whatever its tables look like. */
export function claimsOf({ ENV_OBJECTS, GETTERS, TEXT_PARSERS, READER_PACKAGES }, { VALIDATORS }, { LIFECYCLES }, { RETRY_LIBRARIES, STRATEGIES }) {
  return [
    ...ENV_OBJECTS.flatMap(({ checked = [] }) => checked),
    // What is made with `new` of the module itself is its default export, which has no name to look for.
    ...GETTERS.map(({ module, version, steps, methods }) => ({ package: module, version, names: [...steps.filter((step) => step !== "new"), ...methods] })),
    ...TEXT_PARSERS.flatMap(({ checked = [] }) => checked),
    ...READER_PACKAGES,
    ...VALIDATORS,
    ...LIFECYCLES.filter((each) => each.package).map(({ hooks = [], bases = [], decorators = [], ...each }) => ({ ...each, names: [...hooks, ...bases, ...decorators] })),
    ...STRATEGIES,
    ...RETRY_LIBRARIES.map(policyOf),
  ];
}

function policyOf({ module, version, calls, attempts, base, factor, cap, jitter, custom }) {
  const options = [attempts, base, factor, cap].filter(({ key }) => key);
  return {
    package: module,
    version,
    names: [...calls.flatMap(({ steps }) => steps), ...options.map(({ key }) => key), ...(jitter.key ? [jitter.key] : []), ...custom],
    defaults: options.map(({ key, default: value }) => [key, value]),
  };
}
