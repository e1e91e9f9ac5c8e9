import type { ConnectionOptions } from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type Call = ReturnType<Interceptor>;

/** CANCELLED of gRPC, which nobody retries. */
const CANCELLED = 1;

/**
 * Ends a request that comes after the connection was closed. Closing does not stop the timers from which the SDK
 * repeats requests (makeGrpcRetryInterceptor in @temporalio/client). grpc-js throws in them: "Channel has been shut
 * down" ended the process.
 */
export const endAfterClose: Interceptor = (options, nextCall) => {
  try {
    // The type asks for the class. grpc-js itself needs only its interface.
    return nextCall(options) as Call;
  } catch {
    return endedCall();
  }
};

/** The part of InterceptingCall of grpc-js that interceptors use. */
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
