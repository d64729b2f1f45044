import { CALLS_FRESH_ID } from "../knowledge/fresh-ids.ts";

/** Names of functions that ask, check or compute: a POST below them is a question, and nothing is looked for below them. */
export const ASKS: RegExp =
  /^(?:get(?!OrCreate|AndSend)|find(?!OrCreate)|list|is|has|should|can|parse|format|map[A-Z]|to[A-Z]|from[A-Z]|read|load|validate|verify|check|assert|compute|calculate|calc|render|serialize|decrypt|encrypt|hash|resolve|log|debug|info|warn|error|trace|count|filter|sort|refresh|invalidate|track|capture|measure|record\w*(?:Metric|Event)|search|query|fetch[A-Z])(?=$|[A-Z_\d])/;

/** Whether a name says that a function only asks or computes; what fetches may send as well. */
export function isQuestion(name: string): boolean {
  return ASKS.test(name) && !name.startsWith("fetch");
}

/** Calls of no consequence: what they run stands in their arguments, which are looked at anyway. */
export const TRIVIAL: ReadonlySet<string> = new Set([
  "push", "pop", "map", "filter", "forEach", "reduce", "some", "every", "find", "includes", "slice", "splice", "join", "split", "concat", "keys", "values",
  "entries", "flat", "flatMap", "indexOf", "toString", "trim", "replace", "toISOString", "stringify", "parse", "log", "info", "warn", "error", "debug", "verbose",
  "trace", "Number", "String", "Boolean", "Array", "Date", "Error", "Map", "Set", "all", "allSettled", "race", "has", "toLowerCase", "toUpperCase", "json", "text",
  "startsWith", "endsWith", "test", "match", "sort", "then", "finally", "now", "floor", "round", "assign", "fromEntries", "isArray", "Promise",
]);

/** Calls that run the functions they are handed. */
export const HANDED_OVER: RegExp = /retry|run|exec|call|wrap|map|forEach|limit|attempt|with[A-Z]|try/i;

/** Calls that run their callback once for all runs, or under a claim. */
export const ONCE_ONLY: RegExp = /^(?:runOnce|once[A-Z]\w*|withIdempoten\w*|withDedup\w*|dedupe\w*|idempotent\w*|withClaim\w*|claimAnd\w*)$/i;

/** Names of functions that take the work for this run alone, or tell that it was done. */
export const CLAIMS: RegExp =
  /claim|idempot|dedup|duplicate|already|setnx|acquire|tryLock|obtainLock|reserve|hasBeen|wasSent|wasProcessed|isProcessed|hasProcessed|markAs(?:Processing|Sending|Started|Sent|Processed)|firstTime|insertIfNew|throttle|enqueueOnce|checkAndSet|compareAndSet/i;

/** Calls that take something out of a store in one step: a second run finds none. */
export const TAKES_OUT: RegExp = /^(?:pop[A-Z]\w*|[blrsz]{1,2}[pP]op\w*|getdel|getDel|findOneAndDelete|findByIdAndDelete|dequeue\w*|drain[A-Z]\w*)$/;

/** A unique violation, as database clients report it. */
export const UNIQUE_VIOLATION: RegExp = /P2002|\b11000\b|23505|ER_DUP_ENTRY|[Uu]nique|[Dd]uplicate|UNIQUE/;

/** Names of members and headers that carry a key, whatever the API. */
export const KEY_NAME: RegExp = /idempot|dedup|nonce|^clientToken|^ClientRequestToken|webhook-id|svix-id|message-?_?id$|delivery-?_?id|event-id|request-id|^paypalRequestId|^enforce_nonce|^singletonKey$|client_msg_id/i;

/** Calls whose result is another one each time. */
export const FRESH: RegExp = new RegExp(String.raw`${CALLS_FRESH_ID.source}|\b(?:Date\.now|Math\.random)\s*\(`);

/** What a POST to such an address, or in such a function, is about: an answer, a token, a state that is the same when it is set twice. */
const HARMLESS =
  /^(?:search|quer|graphql|token|oauth|auth|login|sign(?:ature|ed|in|s)?$|preview|valid|verif|check|lookup|resolv|render|convert|translat|transcri|embed|complet|predict|infer|classif|extract|analy|pars|geocod|introspect|refresh|revalid|invalid|purge|cache|metric|telemetry|track|log$|logs$|logging|ping|health|heartbeat|status|delet|remov|updat|upsert|sync|cancel|stop|enable|disable|assign|subscri|unsubscri|merge|rpc|captcha|recaptcha|turnstile|siteverify|scrap|crawl|screenshot|presign|upload|diff|compar|count|list|get|fetch|read|chunk|index|generat|llm|openai|anthropic|model|export|import|download|sandbox|summar|suggest|score|rank|connect|disconnect|handshake|negotiat|challenge|configur|setting|field|schema|column|mask|redact|anonymi|filter|permission|unpause|pause|resume|callback|eval|batch|stream(?!s$)|poll|peek|dequeue|lease|acquire|warm|ingest|beacon|heart|span|trace|otlp|subgraph|jsonrpc|wallet|simulat|estimat|quote)/;

/** Whether a text has a word that says so: `checkLicense`, `/v1/search`. */
export function isHarmlessText(text: string): boolean {
  return text.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).some((word) => HARMLESS.test(word.toLowerCase()));
}

/** Methods of a package's client that make something new at the other end; what they make in this process is no effect. What is sent may name what it is about. */
export const CREATES: RegExp = /^(?:create|charge|submit)(?!Client|Connection|Session|Stream|Channel|Hash|Hmac|Server|Read|Write|Pool|Context|Instance|Request|Signed|Table|Index|OrUpdate|IfNot|Queue|Topic|Bucket|Token|Message$|Command|Preview|Draft)(?=[A-Z])/;
