import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { controlCommands } from './control-commands.ts';
import { LoopbackServer } from './server.ts';
import type { SimulatedS3 } from './simulated-s3.ts';

/** `POST /_simulated/<command>` with JSON arguments, on a port of its own: an outage of S3 does not reach it. */
export async function startControlServer(s3: SimulatedS3, port: number): Promise<LoopbackServer> {
  const server = new LoopbackServer((message, response) => obey(s3, message, response));
  await server.listen(port);
  return server;
}

type AnyCommand = (s3: SimulatedS3, args: unknown) => unknown;

async function obey(s3: SimulatedS3, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const name = message.url?.replace('/_simulated/', '') ?? '';
  const body = await text(message);
  const command = Object.hasOwn(controlCommands, name)
    ? (controlCommands[name as keyof typeof controlCommands] as AnyCommand)
    : undefined;
  if (!command) return answer(response, 404, { error: `No command ${name}` });
  try {
    answer(response, 200, { result: await command(s3, JSON.parse(body || '{}')) });
  } catch (error) {
    answer(response, 400, { error: String(error) });
  }
}

function answer(response: ServerResponse, status: number, content: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}
