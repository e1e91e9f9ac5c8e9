import type { DialectEntry } from '../../../../domain/s3/dialect.ts';
import type { Target } from '../../../contract.ts';
import type { DoubtfulKey, ListedPage, ListedUpload } from '../../gateway.ts';
import { nextMarker, type SaidMarkers } from '../listing/next-marker.ts';
import { sortedPage } from '../listing/sorted-page.ts';
import { type KeySpelling, type Reading, readKey, type SaidSpelling, spellingDiffers } from './key-spelling.ts';

/** A page as it was said: its keys are spelled in one way or another. */
export interface SpelledPage {
  uploads: ListedUpload[];
  /** Absent: the page is the last. */
  markers?: SaidMarkers;
  target: Target;
  said: SaidSpelling;
  differs: DialectEntry[];
}

/** The page with its keys read in the likeliest way; in doubt, with what there is to ask. */
export function readKeys(page: SpelledPage, spelling: KeySpelling): ListedPage {
  const { said, target, markers } = page;
  const spelled = page.uploads.map(({ key }) => key);
  const readings = spelling.readingsOf(said, spelled);
  const [likeliest] = readings as [Reading];
  const listed = page.uploads.map((upload) => ({ ...upload, key: readKey(likeliest, upload.key) }));
  const doubts = readings.length > 1 ? doubtsOf(page.uploads, readings) : [];
  const last = { spelled: spelled.at(-1), key: listed.at(-1)?.key };
  const saidNext = markers && { ...markers, key: readMarker(markers.key, last, likeliest) };
  const uploads = sortedPage(listed, saidNext, target);
  const next = saidNext && nextMarker(saidNext, uploads, target);
  const order = uploads === listed ? [] : ['listed-in-no-key-order' as const];
  const differs = [...page.differs, ...differencesOf(page, readings, last), ...order];
  return {
    uploads,
    ...(next && { next }),
    ...(differs.length > 0 && { differs }),
    ...(doubts.length > 0 && { doubts: { keys: doubts, settle } }),
  };

  function settle({ spelled: asSpelled }: DoubtfulKey, key: string): ListedPage {
    spelling.learn(said, asSpelled, key);
    return readKeys(page, spelling);
  }
}

function doubtsOf(uploads: ListedUpload[], readings: readonly Reading[]): DoubtfulKey[] {
  return uploads.flatMap(({ key: spelled, uploadId }) => {
    if (!/[%+]/.test(spelled)) return [];
    const keys = [...new Set(readings.map((reading) => readKey(reading, spelled)))];
    return keys.length > 1 ? [{ uploadId, spelled, keys }] : [];
  });
}

interface LastKey {
  spelled: string | undefined;
  key: string | undefined;
}

/**
 * Ceph RGW 16 encodes keys and not the marker, which is the last of them. docs/compatibility.md, Keys: "encodes the marker of the next
 * page under encoding-type=url, too".
 */
function readMarker(said: string, last: LastKey, likeliest: Reading): string {
  return said === last.spelled || said === last.key ? (last.key ?? said) : readKey(likeliest, said);
}

function differencesOf({ said, markers }: SpelledPage, readings: readonly Reading[], last: LastKey): DialectEntry[] {
  const spelling = spellingDiffers(said, readings);
  const isMarkerRaw = markers?.key === last.key && last.key !== undefined && last.key !== last.spelled;
  return [...(spelling ? [spelling] : []), ...(isMarkerRaw ? ['marker-not-encoded' as const] : [])];
}
