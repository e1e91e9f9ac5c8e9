import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { MODULE_FOLDER } from './cache.ts';

/** Short because the first start waits so long in vain where the network is closed. */
const INFO_DEADLINE_MS = 5_000;
/** 50 MB at 0.4 MB/s. */
const ARCHIVE_DEADLINE_MS = 120_000;

/**
 * Downloads the CLI that tools/temporal pins into the folder, from the place that the Temporal SDKs use. The download
 * of the SDKs is not used: it has no deadline, and it also starts the server. Protocol: sdk-core,
 * src/ephemeral_server/mod.rs.
 */
export async function downloadServer(
  folder: string,
  origin = 'https://temporal.download',
  signal?: AbortSignal,
): Promise<string> {
  const { archiveUrl, fileToExtract } = await archiveInfo(origin, signal);
  const archive = join(folder, 'archive');
  const response = await get(archiveUrl, ARCHIVE_DEADLINE_MS, signal);
  await pipeline(response.body as NonNullable<Response['body']>, createWriteStream(archive));
  await promisify(execFile)('tar', ['-xzf', archive, '-C', folder, fileToExtract]);
  return join(folder, fileToExtract);
}

async function archiveInfo(
  origin: string,
  signal?: AbortSignal,
): Promise<{ archiveUrl: string; fileToExtract: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const query = new URLSearchParams({ arch, platform, format: 'tar.gz' });
  const response = await get(`${origin}/cli/${await pinnedVersion()}?${query}`, INFO_DEADLINE_MS, signal);
  return (await response.json()) as { archiveUrl: string; fileToExtract: string };
}

async function get(url: string, deadlineMs: number, signal?: AbortSignal): Promise<Response> {
  const signals = [AbortSignal.timeout(deadlineMs), ...(signal ? [signal] : [])];
  const response = await fetch(url, { signal: AbortSignal.any(signals) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}

async function pinnedVersion(): Promise<string> {
  const goMod = await readFile(join(MODULE_FOLDER, 'go.mod'), 'utf8');
  return /github\.com\/temporalio\/cli (v\S+)/.exec(goMod)?.[1] as string;
}
