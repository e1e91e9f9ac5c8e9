import { createGateway } from '../../../../activities/s3/create-gateway.ts';
import { gatewayConformance } from '../gateway-conformance.ts';

gatewayConformance('the lean gateway', createGateway);
