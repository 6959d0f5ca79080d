/**
 * Rounds a value to whole steps of a sensor, as the double nearest to the decimal: the value prints as `21.37`. Never
 * -0.
 */
export function quantise(value: number, quantum: number): number {
  return steps(Math.round(value / quantum), quantum);
}

/** So many steps of a sensor. Divides, because 0.01 has no exact double but 100 has. */
export function steps(count: number, quantum: number): number {
  const perUnit = Math.round(1 / quantum);
  return (quantum < 1 ? count / perUnit : count * quantum) + 0;
}
