import { instantInS3 } from '../../../domain/selection.ts';
import type { Upload } from '../../contract.ts';
import type { FoundObject } from '../gateway.ts';

/**
 * Whether the object of a key may have been made of an upload that is still listed, for it was written since. S3 says so in whole
 * seconds; where one of the two instants is unknown, it may have been. docs/compatibility.md, Others: "lists an upload that was
 * completed".
 */
export function mayBeMadeOf({ modified }: FoundObject, { initiated }: Upload): boolean {
  return !(secondOf(modified) < secondOf(initiated));
}

/** Whether it looks so. Where nobody knows of how many parts the object was made, its size has to tell. */
export function looksMadeOf({ bytes, parts }: FoundObject, held: { parts: number; bytes: number }): boolean {
  return held.parts > 0 && held.bytes === bytes && held.parts === (parts ?? held.parts);
}

function secondOf(instant: string): number {
  return Math.floor(instantInS3(instant) / 1_000);
}
