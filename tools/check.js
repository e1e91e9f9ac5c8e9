// npm run check: format and lint, types, and every test that needs no server, side by side. Of what passes, only jest is heard.
// Arguments go to jest: npm run check -- -t prefix
const { spawn } = require('node:child_process');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');
const bin = (...path) => join(ROOT, 'node_modules', ...path);

/** Room for young objects: a test leaves behind almost all that it makes. */
const JEST = ['--max-semi-space-size=64', bin('jest', 'bin', 'jest.js'), '--selectProjects=plain', '--maxWorkers=3'];

main();

async function main() {
  const codes = await Promise.all([
    node([bin('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--error-on-warnings', '.'], 'pipe'),
    node([bin('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'], 'pipe'),
    node([...JEST, ...process.argv.slice(2)], 'inherit'),
  ]);
  process.exitCode = codes.find((code) => code !== 0) ?? 0;
}

/** The exit code of a program. What it wrote into pipes is printed where it failed. */
function node(args, output) {
  const program = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', output, output] });
  const written = [];
  for (const stream of [program.stdout, program.stderr]) stream?.on('data', (chunk) => written.push(chunk));
  return new Promise((done) => {
    program.on('close', (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(written));
      done(code ?? 1);
    });
  });
}
