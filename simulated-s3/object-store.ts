import { SortedChunks } from './sorted-chunks.ts';
import { compareUtf8 } from './utf8-order.ts';

export interface ObjectVersion {
  /** `null` in buckets without versioning. */
  versionId: string;
  size: number;
  etag: string;
  modified: number;
  isDeleteMarker: boolean;
  /** Under a legal hold: its deletion is refused. */
  isProtected: boolean;
  /** Milliseconds since 1970: until then, too. Absent: no retention period. */
  retainedUntil?: number;
  /** Its data is lost: it can be listed and asked about, but not read. */
  isDestroyed: boolean;
  /** Absent: it reads as zeros. */
  data?: Buffer | undefined;
}

/** A key and its versions, the latest first; never without any. */
export interface StoredObject {
  key: string;
  versions: ObjectVersion[];
}

/** The objects of one bucket. */
export class ObjectStore {
  readonly #byKey = new Map<string, StoredObject>();
  readonly listing = new SortedChunks<StoredObject>((a, b) => compareUtf8(a.key, b.key));

  get isEmpty(): boolean {
    return this.#byKey.size === 0;
  }

  /** Undefined also when the latest version is a delete marker. */
  latest(key: string): ObjectVersion | undefined {
    const version = this.#byKey.get(key)?.versions[0];
    return version?.isDeleteMarker ? undefined : version;
  }

  version(key: string, versionId: string): ObjectVersion | undefined {
    return this.#byKey.get(key)?.versions.find((version) => version.versionId === versionId);
  }

  /** Becomes the latest version; one of the same version ID gives way. */
  put(key: string, version: ObjectVersion): void {
    const object = this.#byKey.get(key);
    if (object)
      object.versions = [version, ...object.versions.filter((other) => other.versionId !== version.versionId)];
    else this.#create({ key, versions: [version] });
  }

  remove(key: string, versionId: string): void {
    const object = this.#byKey.get(key);
    if (!object) return;
    object.versions = object.versions.filter((version) => version.versionId !== versionId);
    if (object.versions.length > 0) return;
    this.#byKey.delete(key);
    this.listing.delete(object);
  }

  #create(object: StoredObject): void {
    this.#byKey.set(object.key, object);
    this.listing.insert(object);
  }
}
