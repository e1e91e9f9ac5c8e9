import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The settings of a profile in the AWS config that the SDK for JavaScript leaves out: it knows no `ca_bundle`, and looks for endpoints
 * in the profile of the environment, not in that of its client (@smithy/core, getEndpointFromConfig).
 */
export class AwsConfig {
  readonly #env: NodeJS.ProcessEnv;
  readonly #profile: string;
  readonly #sections: Map<string, Map<string, string>>;

  constructor(profile: string | undefined, env: NodeJS.ProcessEnv) {
    this.#env = env;
    this.#profile = profile ?? (env.AWS_PROFILE || 'default');
    this.#sections = sectionsOf(textOf(env));
  }

  get caBundle(): string | undefined {
    return this.#own?.get('ca_bundle');
  }

  /** For S3. Undefined where the environment names one, or forbids to look. */
  get endpoint(): string | undefined {
    const { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = this.#env;
    if (AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true' || AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL) return undefined;
    if (this.#own?.get('ignore_configured_endpoint_urls') === 'true') return undefined;
    const services = this.#sections.get(`services ${this.#own?.get('services')}`);
    return services?.get('s3.endpoint_url') ?? this.#own?.get('endpoint_url');
  }

  get #own(): Map<string, string> | undefined {
    const named = this.#sections.get(`profile ${this.#profile}`);
    return named ?? (this.#profile === 'default' ? this.#sections.get('default') : undefined);
  }
}

/** Names of nested settings have a dot: `s3.endpoint_url`. */
function sectionsOf(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let outer = '';
  for (const line of text.split(/\r?\n/)) {
    const [, heading] = /^\[\s*(.*?)\s*\]/.exec(line) ?? [];
    const [, indent = '', name = '', value = ''] = /^(\s*)([\w-]+)\s*=\s*(.*?)(?:\s+[#;].*)?\s*$/.exec(line) ?? [];
    if (heading !== undefined) {
      section = sections.get(heading.replace(/\s+/, ' ')) ?? new Map();
      sections.set(heading.replace(/\s+/, ' '), section);
    }
    if (name === '') continue;
    if (indent === '') outer = name;
    section?.set(indent === '' ? name : `${outer}.${name}`, value);
  }
  return sections;
}

function textOf({ AWS_CONFIG_FILE }: NodeJS.ProcessEnv): string {
  try {
    return readFileSync(AWS_CONFIG_FILE || join(homedir(), '.aws', 'config'), 'utf8');
  } catch {
    // Most machines have none. The SDK tells where it needs it.
    return '';
  }
}
