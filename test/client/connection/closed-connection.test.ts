import { openConnection } from '../../../client/connection/connect.ts';
import { eventually } from '../../support/poll.ts';

/** As grpc-js numbers them. */
const TRANSIENT_FAILURE = 3;

describe('a connection that is closed', () => {
  /** To where nobody listens: its requests fail, and are repeated. */
  const open = () => openConnection({ address: '127.0.0.1:1' });

  it('ends a request that waits to be repeated, and not the process', async () => {
    const connection = open();
    const request = connection.workflowService.getSystemInfo({});
    const rejected = expect(request).rejects.toMatchObject({ code: 1 });
    const channel = Reflect.get(connection, 'client').getChannel();
    await eventually(() => channel.getConnectivityState(false) === TRANSIENT_FAILURE);

    await connection.close();

    await rejected;
  });

  it('refuses a request that begins afterwards', async () => {
    const connection = open();
    await connection.close();

    await expect(connection.workflowService.getSystemInfo({})).rejects.toMatchObject({ code: 1 });
  });
});
