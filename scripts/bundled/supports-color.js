// Takes the place of chalk's own look at the terminal in the bundle: building-sim decides about colours by itself, and a
// start without node:os and node:tty takes less time.
export default { stdout: false, stderr: false };
