import type { S3Client } from '@aws-sdk/client-s3';
import { type Behaviour, observe } from '../behaviour.ts';
import type { Section } from '../behaviours/index.ts';
import { consequenceOf, judge } from '../judge.ts';
import { asJson } from '../same.ts';
import type { CheckedBehaviour, CheckedSection } from './contract.ts';
import { inLanes } from './lanes.ts';
import { NotTried, type Places, placeFor } from './places.ts';
import { Requests } from './requests.ts';
import type { Belongings } from './tidy/belongings.ts';

export interface Trying {
  places: Places;
  belongings: Belongings;
  signal: AbortSignal;
  onTried(): void;
}

/** A difference that the product does not know is looked at once more: it may have been a hiccup. */
const LOOKS = 2;

/** Tries all, many at once. Rejects with the signal's reason. */
export async function tryBehaviours(sections: Section[], trying: Trying): Promise<CheckedSection[]> {
  const all = sections.flatMap(({ behaviours }) => behaviours);
  const checked = await inLanes(all, async (behaviour, at) => {
    const seen = await tryOne(behaviour, at + 1, trying);
    trying.onTried();
    return seen;
  });
  const byTitle = new Map(checked.map((behaviour) => [behaviour.title, behaviour]));
  return sections.map(({ title, behaviours }) => ({
    title,
    behaviours: behaviours.map((behaviour) => byTitle.get(behaviour.title) as CheckedBehaviour),
  }));
}

async function tryOne(behaviour: Behaviour, number: number, trying: Trying): Promise<CheckedBehaviour> {
  for (let look = 0; ; look += 1) {
    const requests = new Requests(trying.signal);
    const checked = await lookAt(behaviour, number + look * AFTER_THE_FIRST, requests, trying);
    trying.signal.throwIfAborted();
    if (checked.unknown === undefined || look + 1 === LOOKS) return checked;
  }
}

/** Numbers of the second looks, behind those of the first. */
const AFTER_THE_FIRST = 500;

async function lookAt(
  behaviour: Behaviour,
  number: number,
  requests: Requests,
  { places, belongings }: Trying,
): Promise<CheckedBehaviour> {
  const { title } = behaviour;
  const watched = (s3: S3Client) => {
    belongings.watch(s3);
    requests.watch(s3);
    return s3;
  };
  const place = await placeFor(behaviour, places, number, watched(places.store.clientWith({})));
  if (place instanceof NotTried) return { title, verdict: 'notTried', here: place.why };
  const clientWith: typeof place.clientWith = (settings) => {
    const client = place.clientWith(settings);
    belongings.watch(client);
    return client;
  };
  const seen = await observe(behaviour, { ...place, clientWith }).catch(asThrown);
  return judged(behaviour, seen, requests);
}

/** A behaviour that breaks has its say, too. */
function asThrown(error: unknown): unknown {
  return { throws: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

function judged(behaviour: Behaviour, seen: unknown, requests: Requests): CheckedBehaviour {
  const { title, asS3 } = behaviour;
  const judgment = judge(behaviour, seen);
  if (!judgment) return { title, verdict: 'asS3' };
  const { here, isKnown, dialect } = judgment;
  if (requests.denied && !isAboutDenial(asS3)) {
    return { title, verdict: 'notTried', here: `${requests.denied} is denied to these credentials` };
  }
  const consequence = consequenceOf(judgment);
  return {
    title,
    verdict: consequence?.effect ?? 'limited',
    here: here.replaceAll('`', ''),
    ...(consequence && { consequence: consequence.says.replaceAll('`', '') }),
    ...(dialect && { dialect }),
    ...(!isKnown && { unknown: { seen: asJson(seen), asS3: asJson(asS3) } }),
  };
}

function isAboutDenial(asS3: unknown): boolean {
  return JSON.stringify(asS3).includes('403 ');
}
