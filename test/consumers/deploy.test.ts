import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { main } from '../../cli/main.ts';
import { recordedIo } from '../cli/support/recorded-io.ts';
import { run } from '../support/processes.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';
import { WORKER_CONTROLLER_TYPES } from './worker-controller.ts';

const ROOT = resolve(__dirname, '..', '..');
const DEPLOY = join(ROOT, 'deploy');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const MANIFESTS = ['worker', 'keda', 'worker-deployment'];

/** Types of what a manifest may hold. `tsc` refuses a field that they do not have. */
const TYPES: Record<string, string> = {
  Deployment: 'kubernetes-models/apps/v1/Deployment',
  PodDisruptionBudget: 'kubernetes-models/policy/v1/PodDisruptionBudget',
  ScaledObject: '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject',
  ServiceAccount: 'kubernetes-models/v1/ServiceAccount',
};

const TOOLS = ['kubernetes-models@5', '@kubernetes-models/keda@2', 'yaml@2', 'dockerfile-utils@0.16'];

interface Resource {
  kind: string;
  spec?: { template?: { spec: PodSpec } };
}

interface PodSpec {
  terminationGracePeriodSeconds: number;
  securityContext: object;
  containers: Array<{ args: string[]; securityContext: object }>;
}

describe('what is in deploy/', () => {
  let tools: TempFolder;
  beforeAll(async () => {
    tools = await tempFolder();
    writeFileSync(join(tools.path, 'package.json'), '{ "private": true }');
    const args = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', ...TOOLS];
    const { code, stderr } = await run('npm', args, { cwd: tools.path, deadlineMs: 280_000 });
    if (code !== 0) throw new Error(stderr);
  }, 300_000);
  afterAll(() => tools?.remove());

  const tool = (name: string) => createRequire(join(tools.path, 'package.json'))(name);

  function resources(name: string): Resource[] {
    const documents: Array<{ toJS(): Resource }> = tool('yaml').parseAllDocuments(
      readFileSync(join(DEPLOY, 'kubernetes', `${name}.yaml`), 'utf8'),
    );
    return documents.map((document) => document.toJS());
  }

  const pods = () => MANIFESTS.flatMap(resources).flatMap(({ spec }) => spec?.template?.spec ?? []);

  it.each(MANIFESTS)('%s.yaml has the fields that its kinds know, and no others', async (name) => {
    const typed = resources(name).map((resource, at) => {
      const { kind } = resource;
      const imported = TYPES[kind] ? `import type { I${kind} } from '${TYPES[kind]}';\n` : '';
      return `${imported}export const resource${at}: I${kind} = ${JSON.stringify(resource, null, 1)};\n`;
    });
    writeFileSync(join(tools.path, `${name}.ts`), WORKER_CONTROLLER_TYPES + typed.join(''));

    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022'];
    const { stdout, code } = await run(process.execPath, [TSC, ...options, `${name}.ts`], { cwd: tools.path });

    expect(typed.length).toBeGreaterThan(0);
    expect({ stdout, code }).toEqual({ stdout: '', code: 0 });
  });

  it('runs workers that are not root, cannot write to their file system, and have time to hand over', () => {
    expect(pods()).toHaveLength(2);
    for (const { securityContext, terminationGracePeriodSeconds, containers } of pods()) {
      expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65532 });
      expect(containers[0]?.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
      expect(terminationGracePeriodSeconds).toBeGreaterThan(10);
    }
  });

  it('gives workers flags that the command knows', async () => {
    const args = pods().map(({ containers }) => containers[0]?.args ?? []);
    const io = recordedIo({ env: { TEMPORAL_ADDRESS: '127.0.0.1:1' } });

    const codes = await Promise.all(args.map((argv) => main(argv, io)));

    // 1: Temporal is not there. A flag that is not known is a 2.
    expect(codes).toEqual([1, 1]);
  });

  it('makes an image by a Dockerfile without fault, for a user that is a number', () => {
    const dockerfile = readFileSync(join(DEPLOY, 'Dockerfile'), 'utf8');

    expect(tool('dockerfile-utils').validate(dockerfile)).toEqual([]);
    expect(dockerfile).toMatch(/^USER 65532:65532$/m);
    expect(dockerfile).toMatch(/^ENTRYPOINT \["node"/m);
  });
});
