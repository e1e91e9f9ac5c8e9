/**
 * What moto calls the root element of its answer to ListParts, which is `ListPartsResult` elsewhere. The SDK reads both.
 * docs/compatibility.md, Aborts and parts: "calls its answer to ListParts `ListPartsResponse`".
 */
export const PARTS_ROOT_OF_MOTO = 'ListPartsResponse';
