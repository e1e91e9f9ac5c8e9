import { devNull } from 'node:os';
import { runCommand } from '../rig/command.ts';
import { CREDENTIALS } from '../rig/simulated-s3.ts';
import { type Contender, uploadsBy } from './contender.ts';
import { pythonPackage } from './install.ts';

const VERSION = '1.46.3';

/** The answer that is found everywhere: a loop in the shell, one process an upload. An upload ID may begin with `-`. */
const LOOP = `
set -euo pipefail
aws s3api list-multipart-uploads --bucket "$1" --query 'Uploads[].[Key,UploadId]' --output text |
  while read -r key id; do
    aws s3api abort-multipart-upload --bucket="$1" --key="$key" --upload-id="$id"
  done`;

export function awsCli(): Contender {
  let bin = '';
  return {
    name: 'aws-cli in a shell loop',
    verifies: false,
    uploads: uploadsBy({ 0: 20 }),
    async prepare() {
      bin = await pythonPackage('awscli', VERSION);
      return VERSION;
    },
    clean: ({ endpoint, bucket }) =>
      runCommand('bash', ['-c', LOOP, 'bash', bucket], {
        PATH: `${bin}:${process.env.PATH}`,
        AWS_ENDPOINT_URL_S3: endpoint,
        AWS_REGION: 'us-east-1',
        AWS_CONFIG_FILE: devNull,
        AWS_SHARED_CREDENTIALS_FILE: devNull,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      }),
  };
}
