import { isDirectoryBucket } from '../../../../domain/bucket-name.ts';
import { S3Failure } from '../../failures.ts';
import type { ListedPage, ListRequest } from '../../gateway.ts';

/** A request without `maxUploads` asks for all there is. */
export type AskedListing = Omit<ListRequest, 'maxUploads'> & Partial<Pick<ListRequest, 'maxUploads'>>;

/**
 * How a connection asks for listings. s3proxy 2.1.0 answers 501 to one that is asked for with `max-uploads` or a marker. It is asked once
 * more without, and if it answers that, always so. docs/compatibility.md, Others: "refuses a listing that is asked for in pages".
 */
export class AskedWhole {
  #isWhole = false;

  async list(request: ListRequest, send: (asked: AskedListing) => Promise<ListedPage>): Promise<ListedPage> {
    if (this.#isWhole) return send(whole(request));
    try {
      return await send(request);
    } catch (error) {
      if (!isUnsupported(error) || isDirectoryBucket(request.target.bucket)) throw error;
      const listed = await send(whole(request));
      this.#isWhole = true;
      return listed;
    }
  }
}

function whole({ maxUploads: _, marker: __, ...request }: ListRequest): AskedListing {
  return request;
}

function isUnsupported(error: unknown): boolean {
  return error instanceof S3Failure && error.type === 'Unsupported';
}
