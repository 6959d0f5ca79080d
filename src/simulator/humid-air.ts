/** Water in saturated air, in g/m³: Magnus' formula over the ideal gas. */
export function saturation(celsius: number): number {
  return (216.7 * 6.112 * Math.exp((17.62 * celsius) / (243.12 + celsius))) / (273.15 + celsius);
}
