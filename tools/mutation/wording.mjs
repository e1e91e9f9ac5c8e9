import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/**
 * What is for people to read, and for nothing else: the help of a flag, the description of a metric or a message, the line beside an
 * activity or a wait in Temporal's UI, the sentence of a failure, the dialect in words. No test is to pin it down word for word.
 */
const PROPERTIES = new Set(['says', 'description']);
const TABLES = new Set(['DIALECT', 'UPLOAD_COUNTERS']);
const ARGUMENTS = { activities: 1, waitFor: 3, failure: 1, Refusal: 1, handleSteering: 1 };

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'wording', { shouldIgnore })];

function shouldIgnore(path) {
  if (!path.isStringLiteral() && !path.isTemplateLiteral()) return undefined;
  return isProperty(path) || isArgument(path) ? 'wording' : undefined;
}

function isProperty({ parentPath, key }) {
  if (!parentPath?.isObjectProperty() || key !== 'value') return false;
  if (PROPERTIES.has(parentPath.node.key.name) || isArgument(parentPath.parentPath)) return true;
  return TABLES.has(tableAround(parentPath)?.node.id.name);
}

function isArgument({ parentPath, listKey, key }) {
  // A sentence of two lines is a sum.
  if (parentPath?.isBinaryExpression()) return isArgument(parentPath);
  return listKey === 'arguments' && ARGUMENTS[parentPath.node.callee?.name] === key;
}

function tableAround(path) {
  return path.findParent((parent) => parent.isVariableDeclarator());
}
