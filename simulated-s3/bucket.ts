import { ObjectStore } from './object-store.ts';
import { UploadStore } from './upload-store.ts';

export interface BucketOptions {
  /** Account ID of the owner, compared with ExpectedBucketOwner. Default `111122223333`. */
  owner?: string;
  versioned?: boolean;
  /** Whether GetObjectLockConfiguration says that versions can be locked. A legal hold protects them either way. Default false. */
  objectLock?: boolean;
  /** Versions are deleted only by who gives a code of an MFA device, which nobody can here. Default false. */
  mfaDelete?: boolean;
  /** Whether an ExpectedBucketOwner that is not the owner is denied. Default true; many stores ignore it. */
  checksOwner?: boolean;
  /** Whether ListObjectVersions lists anything. Default true. */
  listsVersions?: boolean;
  /** Whether DeleteBucket deletes what is in the bucket with it, as SeaweedFS does unless told otherwise. Default false. */
  deletedWhole?: boolean;
  /** Requests must carry `x-amz-request-payer: requester`. Default false. */
  requesterPays?: boolean;
  /** Requests signed for another region are answered 301. Default: the server's region. */
  region?: string;
  /** Whether DeleteBucket answers 409 while uploads are in progress. Default: in directory buckets only. */
  refuseDeleteWithUploads?: boolean;
  /** What S3 answers when an upload is aborted again after its end. Default `no-such-upload`. */
  repeatAbort?: 'no-such-upload' | 'no-content';
  /**
   * What is answered about an upload that is not there. `no-such-key`: so says ListParts, as Ceph RGW 16. `not-found`: a 404 without a
   * body, to ListParts and aborts. Default `no-such-upload`.
   */
  missingUpload?: 'no-such-upload' | 'no-such-key' | 'not-found';
  /** Whether a listing goes on from an upload-id-marker whose upload has ended. Default `refused` (400). */
  endedMarker?: 'refused' | 'accepted';
  /** Whether a listing by a key-marker alone begins behind that key, or with it. Default `behind`. */
  keyMarkerAlone?: 'behind' | 'from';
  /**
   * `ignored`: every page of a listing is its first. `key only`: an upload-id-marker is ignored, as by Adobe S3Mock. `refused`: pages
   * are 501, only all of a listing can be had, as of s3proxy 2.1.0. Default `honoured`.
   */
  markers?: 'honoured' | 'ignored' | 'key only' | 'refused';
  /** What a truncated page says of the next one. `within a key`: an upload ID only where its last key goes on. Default `both`. */
  nextMarkers?: 'both' | 'key' | 'within a key' | 'none';
  /** In which order a page shows its uploads. It ends at the same upload. Default `key`. */
  pageOrder?: 'key' | 'upload ID';
  /**
   * How listings of uploads spell keys. `unsaid`: encoded, but the answer does not say so and its marker is raw. `claimed`: raw, and
   * the answer says that they are encoded. `raw`: so, and said so. `plus stays`: encoded but for plus signs. In all but the first,
   * which is the default, the server does not call itself AmazonS3. Default `encoded`.
   */
  keySpelling?: 'encoded' | 'unsaid' | 'claimed' | 'raw' | 'plus stays';
  /**
   * What CompleteMultipartUpload leaves of an upload. `remnant`: all of it, and an abort destroys the object: it can be listed and asked
   * about, but not read. Default `nothing`.
   */
  completedUploads?: 'nothing' | 'remnant';
  /** How many reads still show the lifecycle configuration of before, after it was put. Default 0. */
  lifecycleShownAfter?: number;
  /** What becomes of an UploadPart that was under way when its upload was aborted. Default `refused`. */
  partsInFlight?: 'refused' | 'land';
}

/** The lifecycle configuration of a bucket: its rules as text, as they were put. */
export interface Lifecycle {
  rules: string[];
  /** Of x-amz-transition-default-minimum-object-size. */
  minimumSize: string;
}

export interface Bucket extends Required<BucketOptions> {
  name: string;
  isDirectory: boolean;
  created: number;
  versioning: 'Enabled' | 'Suspended' | undefined;
  policy: string | undefined;
  lifecycle: Lifecycle | undefined;
  /** What so many reads still show. */
  staleLifecycle: { reads: number; before: Lifecycle | undefined };
  uploads: UploadStore;
  objects: ObjectStore;
}

export const DEFAULT_OWNER = '111122223333';

export function newBucket(name: string, options: BucketOptions, region: string, created: number): Bucket {
  const isDirectory = isDirectoryBucketName(name);
  return {
    owner: DEFAULT_OWNER,
    versioned: false,
    objectLock: false,
    mfaDelete: false,
    checksOwner: true,
    listsVersions: true,
    deletedWhole: false,
    requesterPays: false,
    region,
    refuseDeleteWithUploads: isDirectory,
    repeatAbort: 'no-such-upload',
    missingUpload: 'no-such-upload',
    endedMarker: 'refused',
    keyMarkerAlone: 'behind',
    markers: 'honoured',
    nextMarkers: 'both',
    pageOrder: 'key',
    keySpelling: 'encoded',
    completedUploads: 'nothing',
    lifecycleShownAfter: 0,
    partsInFlight: 'refused',
    ...options,
    name,
    isDirectory,
    created,
    versioning: options.versioned ? 'Enabled' : undefined,
    policy: undefined,
    lifecycle: undefined,
    staleLifecycle: { reads: 0, before: undefined },
    uploads: new UploadStore(isDirectory),
    objects: new ObjectStore(),
  };
}

export function isDirectoryBucketName(name: string): boolean {
  return name.endsWith('--x-s3');
}
