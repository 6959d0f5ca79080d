/** The numbered readings of one sensor at one subscriber. */
export interface DeliveryCounts {
  /** Different readings that arrived. */
  readonly delivered: number;
  /** Second and later arrivals of a reading. */
  readonly duplicates: number;
  /** Arrivals after a later reading of the same sensor. */
  readonly outOfOrder: number;
}

export interface DeliveryRecord {
  readonly counts: DeliveryCounts;
  /** Counts an arrival. Returns false for a duplicate, and for a reading of the warm-up. */
  add(seq: number): boolean;
}

/** The limit of gaps: more than the readings under way, and a bound of the memory if a broker misbehaves. */
const MAX_GAPS = 100_000;

/** Readings before `firstSeq` belong to the warm-up and don't count. Memory grows with the gaps only. */
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
