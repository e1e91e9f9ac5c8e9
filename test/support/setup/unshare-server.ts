import { unshareServer } from './share-server.ts';

/** jest wants a file for what comes after the last test. */
export default unshareServer;
