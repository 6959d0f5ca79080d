import 'uplot/dist/uPlot.min.css';
import './style.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { followKeys } from './keys.ts';
import { startLink } from './link.ts';
import { shownTheme } from './settings.ts';

effect(() => {
  document.documentElement.dataset.theme = shownTheme.value;
});
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
followKeys();
startLink();
