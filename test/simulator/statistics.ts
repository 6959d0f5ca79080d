/** Statistics of a series of readings at equal steps, as one would compute them of recordings of real rooms. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

/** @param share 0 is the smallest, 1 the largest */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = share * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? Number.NaN;
  const high = sorted[Math.ceil(position)] ?? Number.NaN;
  return low + (high - low) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const products = a.map((value, i) => (value - meanA) * ((b[i] ?? Number.NaN) - meanB));
  return mean(products) / (deviation(a) * deviation(b));
}

/** Correlation of the series with itself so many steps later. */
export function autocorrelation(values: readonly number[], lag: number): number {
  return correlation(values.slice(0, -lag), values.slice(lag));
}

/** Differences to the value so many steps before. */
export function differences(values: readonly number[], lag = 1): number[] {
  return values.slice(lag).map((value, i) => value - (values[i] ?? Number.NaN));
}

export function skewness(values: readonly number[]): number {
  const [centre, spread] = [mean(values), deviation(values)];
  return mean(values.map((value) => ((value - centre) / spread) ** 3));
}

export function excessKurtosis(values: readonly number[]): number {
  const [centre, spread] = [mean(values), deviation(values)];
  return mean(values.map((value) => ((value - centre) / spread) ** 4)) - 3;
}

/** Deviation of the steps as a share of the deviation of the values. */
export function roughness(values: readonly number[]): number {
  return deviation(differences(values)) / deviation(values);
}

/** Deviation of the sensor's own noise: second differences hold little else. */
export function rawNoise(values: readonly number[]): number {
  return deviation(differences(differences(values))) / Math.sqrt(6);
}

export function shareUnchanged(values: readonly number[]): number {
  return mean(differences(values).map((step) => (step === 0 ? 1 : 0)));
}

/** The mean of each stretch of so many values. */
export function averaged(values: readonly number[], count: number): number[] {
  return Array.from({ length: Math.floor(values.length / count) }, (_, i) =>
    mean(values.slice(i * count, (i + 1) * count)),
  );
}

/** The mean of each hour of the day, of values every minute from midnight on. */
export function hourlyProfile(perMinute: readonly number[]): number[] {
  const hours = averaged(perMinute, 60);
  return Array.from({ length: 24 }, (_, hour) => mean(hours.filter((_value, i) => i % 24 === hour)));
}

/** Highest minus lowest hour of the mean day. */
export function diurnalSwing(perMinute: readonly number[]): number {
  const profile = hourlyProfile(perMinute);
  return Math.max(...profile) - Math.min(...profile);
}

/** Share of the variance explained by the hour of the day. */
export function shareByHour(perMinute: readonly number[]): number {
  return (deviation(hourlyProfile(perMinute)) / deviation(averaged(perMinute, 60))) ** 2;
}

/** Grams of water in a cubic metre of air (Magnus). */
export function absoluteHumidity(celsius: number, percent: number): number {
  const saturation = (216.7 * 6.112 * Math.exp((17.62 * celsius) / (243.12 + celsius))) / (273.15 + celsius);
  return (percent / 100) * saturation;
}

/** The larger half of the temperature's half-hour moves, each with the move of the logarithm of humidity. */
export function jointMoves(temperature: readonly number[], humidity: readonly number[]) {
  const warmer = differences(averaged(temperature, 30));
  const moister = differences(averaged(humidity, 30).map(Math.log));
  const large = median(warmer.map(Math.abs));
  const chosen = warmer.flatMap((move, i) => (Math.abs(move) >= large ? [i] : []));
  const dT = chosen.map((i) => warmer[i] ?? Number.NaN);
  const dH = chosen.map((i) => moister[i] ?? Number.NaN);
  const r = correlation(dT, dH);
  return { correlation: r, slope: (r * deviation(dH)) / deviation(dT) };
}

/** Deviation as a normal distribution with this interquartile range would have it. */
export function robustDeviation(values: readonly number[]): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / 1.349;
}
