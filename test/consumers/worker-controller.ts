/**
 * The custom resources of the Temporal Worker Controller as types, for `tsc` to hold a manifest against. Source: its custom resource definitions,
 * temporalio/temporal-worker-controller at 9cd89c0 (2026-08-07). No registry has them.
 */
export const WORKER_CONTROLLER_TYPES = `
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
interface IConnection {
  apiVersion: 'temporal.io/v1alpha1';
  kind: 'Connection';
  metadata: { name: string };
  spec: {
    hostPort: string;
    apiKeySecretRef?: { key: string; name?: string };
    mutualTLSSecretRef?: { name: string };
    tls?: { serverName?: string; caCertSecretRef?: { name: string } };
  };
}
interface IWorkerDeployment {
  apiVersion: 'temporal.io/v1alpha1';
  kind: 'WorkerDeployment';
  metadata: { name: string };
  spec: {
    replicas?: number;
    minReadySeconds?: number;
    progressDeadlineSeconds?: number;
    rollout: {
      strategy: 'Manual' | 'AllAtOnce' | 'Progressive';
      steps?: Array<{ rampPercentage: number; pauseDuration: string }>;
    };
    sunset: { scaledownDelay?: string; deleteDelay?: string };
    template: IPodTemplateSpec;
    workerOptions: { connectionRef: { name: string }; temporalNamespace: string; unsafeCustomBuildID?: string };
  };
}
`;
