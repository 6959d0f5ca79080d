import packageJson from '../package.json' with { type: 'json' };

/** The version of building-sim, as the package has it. */
export const VERSION: string = packageJson.version;
