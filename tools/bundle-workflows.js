// Bundles the workflows of a build, so that a worker that has nothing to add to them starts at once:
// node tools/bundle-workflows.js [dist]. worker/workflows/bundle.ts finds what this writes.
const { existsSync, readdirSync, statSync, writeFileSync } = require('node:fs');
const { join, resolve, sep } = require('node:path');
const { bundleWorkflowCode, DefaultLogger } = require('@temporalio/worker');
const { version } = require('@temporalio/worker/package.json');

const ROOT = resolve(__dirname, '..');
/** npm writes it at every installation. */
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');
const BUNDLE = /(plain|by-bucket)-[\d.]+\.js$/;
const MAP = /\n\/\/# sourceMappingURL=data:application\/json;charset=utf-8;base64,([A-Za-z0-9+/=]+)\s*$/;

main(join(ROOT, process.argv[2] ?? 'dist'));

async function main(build) {
  const sdk = version.split('.', 2).join('.');
  await bundle(build, [], `plain-${sdk}.js`);
  await bundle(build, [join(build, 'workflows', 'metrics-by-bucket.js')], `by-bucket-${sdk}.js`);
}

async function bundle(build, workflowInterceptorModules, name) {
  const file = join(build, 'worker', 'workflows', name);
  if (isNewerThanAll(file, [...compiled(build), __filename, INSTALLED])) return;
  const workflowsPath = join(build, 'workflows', 'index.js');
  const logger = new DefaultLogger('WARN');
  const options = { workflowsPath, workflowInterceptorModules, logger, webpackConfigHook: withoutPaths };
  const { code } = await bundleWorkflowCode(options);
  writeFileSync(file, withSmallMap(code));
}

/** The compiler writes only what has changed. So programs can go on with a build that is built again beside them. */
function isNewerThanAll(file, sources) {
  if (!existsSync(file)) return false;
  const { mtimeMs } = statSync(file);
  return sources.every((source) => statSync(source).mtimeMs < mtimeMs);
}

function compiled(build) {
  const files = readdirSync(build, { recursive: true }).filter((path) => path.endsWith('.js') && !BUNDLE.test(path));
  return files.map((path) => join(build, path));
}

/** Numbers name the modules. Their paths would say where this was built. */
function withoutPaths(config) {
  return {
    ...config,
    output: { ...config.output, pathinfo: false },
    optimization: { ...config.optimization, moduleIds: 'natural' },
  };
}

/** A stack trace needs the lines. It does not need the text of every file, nor the folder of the machine that built it. */
function withSmallMap(code) {
  const [, encoded] = MAP.exec(code) ?? [];
  if (encoded === undefined) throw new Error('the bundle has no source map at its end: has the SDK changed?');
  const { sourcesContent: _, ...map } = JSON.parse(Buffer.from(encoded, 'base64').toString());
  map.sources = map.sources.map((source) =>
    source.replace(/^.*[\\/](?=node_modules[\\/])/, '').replace(`${ROOT}${sep}`, ''),
  );
  const small = Buffer.from(JSON.stringify(map)).toString('base64');
  return code.replace(MAP, `\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${small}`);
}
