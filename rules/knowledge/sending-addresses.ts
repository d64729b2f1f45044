/** Addresses whose API makes or sends something new for each POST, as their references had it in 2026; `*` stands for what a program puts in. */
const APIS: readonly RegExp[] = [
  /^https:\/\/api\.telegram\.org\/bot.*\/send/,
  /^https:\/\/(?:slack\.com\/api\/chat\.postMessage|hooks\.slack\.com\/)/,
  /^https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/(?:v\d+\/)?(?:webhooks\/|channels\/[^/]+\/messages)/,
  /^https:\/\/api\.(?:sendgrid\.com\/v3\/mail\/send|resend\.com\/emails|postmarkapp\.com\/email|brevo\.com\/v3\/smtp\/email|mailjet\.com\/v3(?:\.1)?\/send)/,
  /^https:\/\/api\.(?:eu\.)?mailgun\.net\/v3\/[^/]+\/messages/,
  /^https:\/\/api\.airtable\.com\/v0\/(?!meta)[^/]+\/[^/]+$/,
  /^https:\/\/api\.notion\.com\/v1\/(?:pages|comments)$/,
  /^https:\/\/api\.twilio\.com\/.*\/(?:Messages|Calls)\.json/,
  /^https:\/\/graph\.facebook\.com\/.*\/messages/,
  /^https:\/\/api\.stripe\.com\/v1\/(?:charges|payment_intents|refunds|transfers|payouts|invoiceitems)$/,
  /^https:\/\/api\.github\.com\/repos\/.*\/(?:issues|comments)$/,
  /^https:\/\/(?:exp\.host\/--\/api\/v2\/push\/send|fcm\.googleapis\.com\/.*send|(?:api\.)?onesignal\.com\/.*notifications|api\.pushover\.net\/|api\.line\.me\/v2\/bot\/message\/)/,
  /^https:\/\/(?:gmail\.googleapis\.com\/.*\/messages\/send|graph\.microsoft\.com\/.*\/sendMail)/,
];

/** The last steps of a path under which an HTTP API sends or charges, whoever runs it. */
const PATHS = /\/(?:send(?:[-_][\w-]+)?|e?mails?|sms|notify|notifications|records|charges?|payments?|payouts?|refunds?|transfers?)(?:\.json)?$|\/send[A-Z]\w*$/;

/** Whether a POST to an address makes or sends something new each time, as far as the address tells. */
export function isSendingAddress(address: string): boolean {
  const path = address.replace(/[?#].*$/, "").replace(/\/$/, "");
  return APIS.some((api) => api.test(path)) || PATHS.test(path);
}
