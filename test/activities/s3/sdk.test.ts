import { createGateway } from '../../../activities/s3/sdk.ts';
import { gatewayConformance } from './gateway-conformance.ts';

gatewayConformance('the gateway over the AWS SDK', createGateway);
