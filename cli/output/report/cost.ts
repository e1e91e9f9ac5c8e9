const GIB = 2 ** 30;

/** What stored bytes cost a month at a price that the user gave. */
export interface Cost {
  pricePerGibMonth: number;
  /** In the currency of the price. An estimate: S3 bills by the hour, and by storage class. */
  estimatePerMonth: number;
}

/** Null where nothing was measured. */
export function costOf(
  { measured }: { measured?: { bytes: number } | null },
  pricePerGibMonth: number | undefined,
): Cost | null {
  if (!measured || pricePerGibMonth === undefined) return null;
  return { pricePerGibMonth, estimatePerMonth: (measured.bytes / GIB) * pricePerGibMonth };
}

/** `about 12.34 a month (an estimate, at 0.023 for a GiB and month)`. */
export function renderCost({ pricePerGibMonth, estimatePerMonth }: Cost): string {
  const amount = estimatePerMonth.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `about ${amount} a month (an estimate, at ${pricePerGibMonth} for a GiB and month)`;
}
