import { DESCRIPTIONS, IMAGES, INCLUDES, variablesDescribed, variablesIncluded, variablesOfImage } from "../knowledge/deployments.ts";
import type { Ask } from "../model/ask.ts";

/** Whether a description of what is deployed, beside the code, sets a variable (`serverless.yml`, a Dockerfile's `ENV`): it can't be missing there, whatever it is set to. */
export function isDeployedWith(ask: Ask, key: string): boolean {
  return ask.once(variablesDeployed).has(key);
}

function variablesDeployed(ask: Ask): ReadonlySet<string> {
  const described = DESCRIPTIONS.flatMap((description) => {
    const texts = ask.asides(description.files);
    const files = [...new Set(texts.flatMap((text) => [...text.matchAll(INCLUDES)].flatMap(([, path]) => path ?? [])))];
    return [...texts.flatMap((text) => variablesDescribed(text, description)), ...(files.length === 0 ? [] : ask.asides(files)).flatMap(variablesIncluded)];
  });
  return new Set([...described, ...ask.asides(IMAGES).flatMap(variablesOfImage)]);
}
