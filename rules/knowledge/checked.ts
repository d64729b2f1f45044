/**
 * The packages of the tables of deliveries and effects whose published type declarations were read, entry by entry: that the call is there, which
 * argument is the handler, and where the key goes, or that none is taken. The value is the version that was read. A package that is missing here was
 * entered from its documentation as it is commonly known, and no version is claimed for it.
 */
export const CHECKED: ReadonlyMap<string, string> = new Map([
  ["@adyen/api-library", "32.1.0"],
  ["@aws-lambda-powertools/batch", "2.35.0"],
  ["@aws-sdk/client-sqs", "3.1169.0"],
  ["@azure/communication-email", "1.1.0"],
  ["@azure/functions", "4.16.5"],
  ["@getbrevo/brevo", "6.0.3"],
  ["@google-cloud/functions-framework", "5.0.5"],
  ["@google-cloud/tasks", "6.3.0"],
  ["@hubspot/api-client", "13.5.0"],
  ["@knocklabs/node", "1.35.0"],
  ["@mollie/api-client", "4.6.0"],
  ["@trigger.dev/sdk", "4.8.3"],
  // Its types are published apart: this is the version of @types/amqplib.
  ["amqplib", "0.10.8"],
  ["aws-sdk", "2.1693.0"],
  ["bullmq", "6.7.0"],
  ["faktory-worker", "4.7.1"],
  ["graphile-worker", "0.17.3"],
  ["inngest", "4.24.0"],
  ["jira.js", "5.4.0"],
  ["node-zendesk", "6.0.1"],
  ["pg-boss", "10.4.2"],
  ["resend", "6.38.0"],
  ["square", "46.0.0"],
  ["stripe", "23.1.0"],
  ["svix", "1.99.1"],
  ["twilio", "6.2.0"],
]);
