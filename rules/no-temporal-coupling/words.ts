/** A member of a constant: `Status.Idle`, `CONNECTION_STATUS.DISCONNECTED`. */
const CONSTANT = /^[A-Z][\w$]*(?:\.[A-Z_a-z][\w$]*)+$/;

/** Functions that throw unless their first argument holds (node:assert, tiny-invariant, and what projects call theirs). */
const ASSERTION = /^(?:assert|invariant|ok|nullthrows|requireDefined|assert(?:Is)?(?:Defined|Exists|NotNull|NonNull|Present|Truthy|Ok))$/;

/** Inherited methods that may fill what is absent: `ensureReady`, `waitForConnection`. */
const WAIT = /ensure|init|ready|connect|open|load|setup|wait/i;

/** Methods that end or empty: that they need a start is no news. */
const TEARDOWN = /^(?:un(?:load|mount|subscribe|register|bind|link|init|set)|tear_?down|clean_?up|force(?:Close|Stop))|^(?:close|stop|end|destroy|dispose|disconnect|shut_?down|terminate|quit|kill|clear|reset|release|abort|cancel|detach|finish|exit|leave|free|remove|flush|delete|commit|roll_?back|deinit|drain|halt|gracefulShutdown|dismiss|hide)(?![a-z])|(?:Dispose|Destroy|Shutdown|Close|Stop)$/;

/** Whether a function of this name says that its argument is absent (true), that it is there (false), or something else. */
export function isAbsenceTest(name: string): boolean | undefined {
  if (/^_?is(?:Nullish|Nil|Null|Undefined|NullOrUndefined|None|Missing|Empty|Falsy|Blank)$/.test(name)) return true;
  return /^_?(?:is(?:Defined|Present|Truthy|NonNull(?:able|ish)?|Not(?:Nil|Null|Undefined|Empty)|Object|String|Function|Array|Number)|notNil|notEmpty|exists|Boolean)$/.test(name) ? false : undefined;
}

export function isConstant(text: string): boolean {
  return CONSTANT.test(text);
}

export function isAssertion(name: string): boolean {
  return ASSERTION.test(name);
}

export function isWait(name: string, isAwaited: boolean): boolean {
  return isAwaited || WAIT.test(name);
}

export function isTeardown(name: string): boolean {
  return TEARDOWN.test(name.replace(/^(?:[gs]et )?[_#]*/, "")) || /dispose/i.test(name);
}

/** Whether a member that ends something does so in the course of the work: to commit what was never begun is a mistake, to close it is none. */
export function isWork(name: string): boolean {
  return /^(?:commit|roll_?back|remove|delete|flush|unregister|unsubscribe)(?![a-z])/.test(name);
}

/** Methods whose business is to make the rest usable. */
const SET_UP = /^(?:init|start|connect|open|set_?up|boot|load|launch|listen|attach|register|configure|set(?![a-z])|run|main(?![a-z])|join|(?:log|sign)_?in|bind|mount|install|prepare|create|build(?=.)|spawn|begin|activate|enable|establish|hydrate|restore|subscribe|authenticate|inject|use|with|reinit|reload|assign|reset|refresh|handshake|call_?setup|onModule)/i;

/** Methods that answer to events; who calls them calls them when it is time. */
const CALLBACK = /^(?:on|handle)(?=[A-Z_])|Handler$|Callback$/;

export function isSetUp(name: string): boolean {
  return /^[gs]et [_#]*|^set[A-Z_]/.test(name) || SET_UP.test(name.replace(/^(?:[gs]et )?[_#]*/, ""));
}

/** Methods that make or place the handler that their name speaks of: `initRequestHandler`. */
const MAKES = /^(?:init|set|create|build|make|register|configure|install|bind|get|add)(?=[A-Z])/;

export function isCallback(name: string): boolean {
  const bare = name.replace(/^[_#]*/, "");
  return CALLBACK.test(bare) && !MAKES.test(bare);
}

/** Methods that ask for the state: that they answer "no" before the start is their business. */
const QUESTION = /^(?:is|has|can|should|was|get|to)(?=[A-Z_])|^(?:status|state|running|connected|ready|size|length|toString|toJSON|pid)$|(?:ed|ing|ready)$/;

export function isQuestion(name: string): boolean {
  return QUESTION.test(name.replace(/^[_#]*/, ""));
}

/** Initialisers that turn to somebody outside, which may fail: whoever wants the connection calls them. */
const OUTWARD = /^(?:connect|open|listen|dial|join|(?:log|sign)_?in)/i;

export function isOutward(name: string): boolean {
  return OUTWARD.test(name);
}

/** Members that start or open what the object is there for. */
export function isStart(name: string): boolean {
  return /^(?:start|connect|open|listen|launch|boot|(?:log|sign)_?in|init(?:iali[sz]e)?|set_?up|join|spawn)(?![a-z])/.test(name);
}

/** Functions that give back the object that they are handed, frozen or marked (Object, SES, Vue). */
export function givesBack(name: string): boolean {
  return /^(?:Object\.(?:freeze|seal|preventExtensions)|harden|deepFreeze|freeze|Far|markRaw)$/.test(name);
}

/** Functions that never come back: `cond || Fail`…``, `cond || fail("…")`. */
export function neverReturns(name: string): boolean {
  return /^(?:fail|throw\w+|panic|raise|die)$/i.test(name);
}

/** Whether a call writes down what it is told: `logger.warn(`, `console.error(`, `debug(`, `this.#log.info(`. */
export function isLog(callee: string): boolean {
  return callee.split(/[.#?!]+/).some((part) => /^(?:_?(?:console|logging|log(?:ger)?(?:[A-Z]\w*)?|debug|trace|info|warn(?:ing)?|error|verbose|notice|fatal)|LOG(?:GER)?)$/.test(part) || /Log(?:ger|ging)?$/.test(part));
}

/** Whether a member of this name ends what a builder has collected. */
export function isBuilding(name: string): boolean {
  return /^(?:build|make|create|finish|to[A-Z])/.test(name);
}

/** Methods of libraries that give back a function which calls the one they are handed (lodash, Ramda, p-memoize). */
export function isWrapper(name: string): boolean {
  return /^(?:once|promisify|callbackify|memoi[sz]e(?:One)?|debounce|throttle|wrap|flow|partial|pMemoize|singleFlight)$/.test(name);
}
