// Takes the place of node:module in the bundle. yargs makes a `require` with it for files of configuration, and
// building-sim reads its own.
export function createRequire() {
  return (id) => {
    throw new Error(`${id} is not in the bundle`);
  };
}
