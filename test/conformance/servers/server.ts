/** An S3 server that runs on this machine. */
export interface Server {
  endpoint: string;
  credentials: Credentials;
  /** Stops it and starts it again with what it stored. */
  restart?(): Promise<void>;
  stop(): Promise<void>;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

export const CREDENTIALS: Credentials = { accessKeyId: 'conformance', secretAccessKey: 'conformance-secret' };
