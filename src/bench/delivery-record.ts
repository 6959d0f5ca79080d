/** What one subscriber received of one sensor's numbered readings. */
export interface DeliveryCounts {
  /** Different readings that arrived. */
  readonly delivered: number;
  /** Arrivals of readings that had arrived before. */
  readonly duplicates: number;
  /** Arrivals after a later reading of the same sensor. */
  readonly outOfOrder: number;
}

export interface DeliveryRecord {
  readonly counts: DeliveryCounts;
  /** Takes an arrival; false for one that had arrived before, or is not among those that count. */
  add(seq: number): boolean;
}

/** How many gaps are remembered: enough for all that can be under way, and no more for a broker gone mad. */
const MAX_GAPS = 100_000;

/** Readings before `firstSeq` (of the warm-up) don't count. The memory taken is that of the gaps. */
export function createDeliveryRecord(firstSeq: number): DeliveryRecord {
  const gaps = new Set<number>();
  let next = firstSeq;
  let delivered = 0;
  let duplicates = 0;
  let outOfOrder = 0;

  const leaveGap = (upTo: number): void => {
    for (let seq = next; seq < upTo && gaps.size < MAX_GAPS; seq++) gaps.add(seq);
  };

  return {
    get counts() {
      return { delivered, duplicates, outOfOrder };
    },
    add(seq) {
      if (seq < firstSeq) return false;
      if (seq >= next) {
        if (seq > next) leaveGap(seq);
        next = seq + 1;
      } else if (gaps.delete(seq)) {
        outOfOrder++;
      } else {
        duplicates++;
        return false;
      }
      delivered++;
      return true;
    },
  };
}
