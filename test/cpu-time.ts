/** How many milliseconds of the processor something takes here, which doesn't depend on who else uses the machine. */
export function cpuMs(task: () => void): number {
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
