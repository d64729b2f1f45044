/** Calls that end a subscription or free a resource. What is drained only to be released is no work. */
export const RELEASES: ReadonlySet<string> = new Set([
  "off", "removeListener", "removeEventListener", "removeAllListeners", "unsubscribe", "unregister", "dispose", "destroy", "close", "abort",
  "cancel", "clearTimeout", "clearInterval", "clearImmediate", "disconnect", "stop", "kill", "terminate", "unref", "revoke", "release",
]);

/** The same with what it is ended in: `removeFromSchedule`, `stopPolling`. */
export const ENDS_ELEMENT: RegExp = /^(?:remove|cancel|stop|abort|close|dispose|destroy|unschedule)[A-Z]/;

/** Calls that start something and return what ends it. */
export const SUBSCRIPTIONS: ReadonlySet<string> = new Set([
  "setTimeout", "setInterval", "setImmediate", "subscribe", "on", "once", "addEventListener", "addListener", "observe", "watch",
]);

/** Methods that end the life of what holds the stock: what they empty is left over, not consumed. */
export const ENDS_LIFE: RegExp = /^_*(?:close|stop|dispose|destroy|shutdown|shutDown|end|disconnect|teardown|tearDown|cleanup|cleanUp|kill|terminate|unmount|reset)(?:$|[A-Z_])/;

/** Functions that join parts into one message: the message bounds the parts. */
export const JOINS: RegExp = /^(?:Buffer\.concat|concatBytes|uint8ArrayConcat)$/;

/** Methods of a console or a logger. A branch that only logs bounds nothing. */
export const LOGS: ReadonlySet<string> = new Set(["log", "debug", "info", "warn", "warning", "error", "trace", "verbose"]);

/** Searches for one item: a producer that asks first holds each item once. */
export const MEMBERSHIP: ReadonlySet<string> = new Set(["includes", "has", "indexOf", "find", "findIndex", "findLast", "some"]);

/** DOM events that a person brings about one at a time. */
export const HUMAN_EVENTS: ReadonlySet<string> = new Set([
  "click", "dblclick", "auxclick", "contextmenu", "mousedown", "mouseup", "keydown", "keyup", "keypress", "pointerdown", "pointerup",
  "touchstart", "touchend", "submit", "change", "focus", "blur", "selectionchange", "visibilitychange", "pagehide", "beforeunload",
]);
