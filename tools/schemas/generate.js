// Writes a JSON Schema for every input, report and answer: `node tools/schemas/generate.js [FOLDER]`.
const { mkdirSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
// It brings a TypeScript 5 of its own: TypeScript 7 has no compiler API.
const { createGenerator } = require('ts-json-schema-generator');

const ROOT = resolve(__dirname, '..', '..');

/** What callers send: anything else is refused, as the workflows do. */
const INPUTS = ['CleanupInput', 'PrepareInput', 'FleetInput', 'Tune'];

/** What callers get; fields may be added to them. */
const ANSWERS = [
  'CleanupReport',
  'CleanupStatus',
  'UploadsRemainDetails',
  'PrepareReport',
  'PrepareStatus',
  'PrepareFailureDetails',
  'FleetReport',
  'FleetStatus',
  'LimitsInForce',
  'CheckReport',
  'LifecycleReport',
];

function generate(folder) {
  const inputs = generatorOf({ additionalProperties: false });
  const answers = generatorOf({ additionalProperties: true });
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) rmSync(join(folder, file));
  for (const type of INPUTS) write(folder, type, withoutResume(inputs.createSchema(type)));
  for (const type of ANSWERS) write(folder, type, answers.createSchema(type));
}

function generatorOf({ additionalProperties }) {
  return createGenerator({
    path: join(ROOT, '{workflows/*,conformance/check,activities/bucket/lifecycle}', 'contract.ts'),
    tsconfig: join(ROOT, 'tsconfig.json'),
    skipTypeCheck: true,
    topRef: false,
    additionalProperties,
  });
}

/** What a run hands to the next is nothing for callers. */
function withoutResume(schema) {
  const { resume: _, ...properties } = schema.properties;
  return withUsedDefinitions({ ...schema, properties });
}

function withUsedDefinitions({ definitions = {}, ...schema }) {
  const used = new Set();
  const visit = (value) => {
    if (typeof value !== 'object' || value === null) return;
    const name = typeof value.$ref === 'string' ? decodeURIComponent(value.$ref.replace('#/definitions/', '')) : '';
    if (name in definitions && !used.has(name)) {
      used.add(name);
      visit(definitions[name]);
    }
    Object.values(value).forEach(visit);
  };
  visit(schema);
  const kept = Object.entries(definitions).filter(([name]) => used.has(name));
  return kept.length > 0 ? { ...schema, definitions: Object.fromEntries(kept) } : schema;
}

/** `CleanupInput` becomes `cleanup-input.json`. */
function write(folder, type, { $schema, ...schema }) {
  const file = type.replace(/[A-Z]/g, (letter, at) => `${at > 0 ? '-' : ''}${letter.toLowerCase()}`);
  const text = JSON.stringify({ $schema, title: type, ...schema }, null, 2);
  writeFileSync(join(folder, `${file}.json`), `${text}\n`);
}

generate(process.argv[2] ?? join(ROOT, 'schemas'));
