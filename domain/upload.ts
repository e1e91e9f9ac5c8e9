/** One incomplete multipart upload. A key may have many: only the upload ID tells them apart. */
export interface Upload {
  key: string;
  uploadId: string;
  /** When S3 created it, as the listing said. */
  initiated: string;
}

/** Enough to ask S3 about an upload. */
export type UploadRef = Pick<Upload, 'key' | 'uploadId'>;

/** The keys after `after`, up to and including `through`. */
export interface KeyRange {
  /** Absent: from the first key on. */
  after?: string;
  /** Absent: to the last. */
  through?: string;
}
