import type { ConnectionOptions } from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type Call = ReturnType<Interceptor>;

/** gRPC's CANCELLED, which nobody retries. */
const CANCELLED = 1;

/**
 * Ends a request that comes after the connection was closed. The SDK repeats requests from timers that closing leaves alone
 * (makeGrpcRetryInterceptor in @temporalio/client), and grpc-js throws there: "Channel has been shut down" ended the process.
 */
export const endAfterClose: Interceptor = (options, nextCall) => {
  try {
    // Its type asks for the class, grpc-js itself for the interface alone.
    return nextCall(options) as Call;
  } catch {
    return endedCall();
  }
};

/** As much of grpc-js's InterceptingCall as interceptors use. */
function endedCall(): Call {
  const call: Pick<Call, 'start' | 'sendMessage' | 'sendMessageWithContext' | 'startRead' | 'halfClose'> &
    Pick<Call, 'cancelWithStatus' | 'getPeer'> = {
    start(metadata, listener) {
      queueMicrotask(() => {
        listener?.onReceiveMessage?.(null);
        listener?.onReceiveStatus?.({ code: CANCELLED, details: 'the connection is closed', metadata });
      });
    },
    sendMessage() {},
    sendMessageWithContext() {},
    startRead() {},
    halfClose() {},
    cancelWithStatus() {},
    getPeer: () => 'closed',
  };
  return call as Call;
}
