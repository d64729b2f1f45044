/** What errors and logs say when something was used before it was made ready. */
const NOT_READY = new RegExp(
  [
    /\b(?:not|never|isn'?t|wasn'?t|hasn'?t|no)[ _-](?:been |yet |currently |already |properly |fully )*(?:started|starting|initiali[sz]ed|initiated|initted|connected|ready|running|opened|open|set ?up|attached|listening|joined|logged ?in|authenticated|active|available|booted|bootstrapped|loaded|registered|mounted|built|created|established|launched|spawned|activated|installed|prepared|assigned|bound|called|invoked|set)\b/,
    /not(?:Yet)?(?:Been)?(?:Started|Initiali[sz]ed|Connected|Ready|Running|Open|Setup|SetUp|Attached|Listening|LoggedIn|Authenticated|Active|Available|Loaded|Registered|Installed)/,
    /NOT_(?:YET_)?(?:STARTED|INITIALI[SZ]ED|CONNECTED|READY|RUNNING|OPEN|SETUP|LOADED)/,
    /\b(?:initiali[sz]ation|set-?up|connect(?:ion)?|start(?:-?up)?) has(?: not|n'?t) (?:yet )?(?:been )?(?:completed?|finished|done)|\bexpected \w+ to be (?:set|ready|open)\b/,
    /un-?initiali[sz]ed|uninit(?:iated)?\b|disconnected|without (?:first )?(?:calling|connecting|initiali[sz]ing)/,
    /\b(?:call|invoke|run|use|await)(?:ed|ing)? .{0,60}\b(?:first|before)\b/,
    /\b(?:must|needs? to|have to|has to|should|cannot|can'?t|can not|unable to)\b.{1,80}\b(?:before|until|first|prior)\b/,
    /\bbefore (?:calling |the )?(?:initiali[sz]|init\b|start|open|connect|set-?up|log ?in|load|\w*ready\b)/,
    /\b(?:before|without) (?:[\w#.]+ )?(?:(?:it )?(?:is|was)|has been|being|having been) (?:initiali[sz]ed|started|connected|opened|loaded|set|ready|registered|created)\b/,
    /\bnot (?:yet|already) (?!implemented|supported|allowed|known|exist|valid)[a-z]{3,}ed\b|\bhas(?: not|n'?t) (?:yet )?been (?:resolved|wired|injected)\b/,
    /\bforg[eo]t(?:ten)? to (?:call|initiali[sz]e|connect|start)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "i",
);

/** What they say when somebody left a setting out, or when it can't be: no order of calls would help. */
const NOT_CONFIGURED = /\bno\b[^.,;]{1,40}\b(?:configured|provided|specified)\b|\bshould(?: never|n'?t)(?: be| ever)? (?:happen|occur|possible)|\bunreachable\b|\bconsistency violation\b|\b(?:not|isn'?t|un)[ -]?(?:been )?(?:configured|supported|provided|specified|enabled|allowed|implemented|defined in|given)\b|\bmissing\b|\brequired?s?\b|\binvalid\b|\bmust (?:provide|specify|supply|pass|be (?:provided|specified|supplied|passed))\b|\bunsupported\b|\bdoes(?: not|n'?t) (?:use|have|support)\b|\bin (?:an? |the )?['"`]?\w+['"`]? state\b|\bno such\b|\benv(?:ironment)?\b|\bempty\b|\bnot found\b|\bunknown\b|\bnot exist|\bout of (?:range|bounds)\b/i;

/** What they say of work that comes and goes: there is none just now. */
const NOTHING_GOING_ON = /\b(?:no|no other) (?:active|running|current|pending|ongoing|open)\b/i;

/** Whether the words of an error or log blame the order of calls. */
export function blamesOrder(said: string): boolean {
  return NOT_READY.test(said) && !NOTHING_GOING_ON.test(said);
}

/** Whether they blame a missing setting or a wrong argument instead, or nobody. */
export function blamesSettings(said: string): boolean {
  return NOTHING_GOING_ON.test(said) || (!NOT_READY.test(said) && NOT_CONFIGURED.test(said));
}
