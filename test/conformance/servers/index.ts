import { CEPH } from '../differences/ceph.ts';
import { GARAGE } from '../differences/garage.ts';
import { LOCALSTACK } from '../differences/localstack.ts';
import { MINIO } from '../differences/minio.ts';
import { MOTO } from '../differences/moto.ts';
import { S3PROXY } from '../differences/s3proxy.ts';
import { SEAWEEDFS } from '../differences/seaweedfs.ts';
import { VERSITYGW } from '../differences/versitygw.ts';
import type { Differences } from '../specify.ts';
import { startCeph } from './ceph.ts';
import { startGarage } from './garage.ts';
import { startLocalStack } from './localstack.ts';
import { startMinio } from './minio.ts';
import { startMoto } from './moto.ts';
import { startS3Proxy } from './s3proxy.ts';
import { startSeaweedFS } from './seaweedfs.ts';
import type { Server } from './server.ts';
import { startVersityGateway } from './versitygw.ts';

export interface KnownServer {
  start: () => Promise<Server>;
  differences: Differences;
}

export type ServerName = 's3proxy' | 'versitygw' | 'moto' | 'MinIO' | 'Ceph' | 'SeaweedFS' | 'Garage' | 'LocalStack';

/** S3 servers that are not ours. */
export const SERVERS: Record<ServerName, KnownServer> = {
  s3proxy: { start: startS3Proxy, differences: S3PROXY },
  versitygw: { start: startVersityGateway, differences: VERSITYGW },
  moto: { start: startMoto, differences: MOTO },
  MinIO: { start: startMinio, differences: MINIO },
  Ceph: { start: startCeph, differences: CEPH },
  SeaweedFS: { start: startSeaweedFS, differences: SEAWEEDFS },
  Garage: { start: startGarage, differences: GARAGE },
  LocalStack: { start: startLocalStack, differences: LOCALSTACK },
};
