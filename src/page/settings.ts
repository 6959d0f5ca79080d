import { computed, signal } from '@preact/signals';
import type { SensorKind } from '../building/sensors.ts';

/** The looks of the plan: grey with the alarms, or a kind's values in colours. */
export type Look = 'alarms' | SensorKind;
export type Theme = 'system' | 'light' | 'dark';
export type Panel = 'building' | 'traffic' | 'packets';

export const panel = signal<Panel>('building');
export const look = signal<Look>('alarms');
/** The key of the building on the plan; undefined for the first. */
export const chosenBuilding = signal<string | undefined>(undefined);
/** The large floor, if there are too many floors to show all. */
export const chosenFloor = signal<number | undefined>(undefined);

const THEME_KEY = 'theme';
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export const theme = signal<Theme>(storedTheme());

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
const isSystemDark = signal(systemIsDark.matches);
systemIsDark.addEventListener('change', ({ matches }) => {
  isSystemDark.value = matches;
});

/** The colours on the page: the chosen theme, or the system's. */
export const shownTheme = computed(() => {
  if (theme.value !== 'system') return theme.value;
  return isSystemDark.value ? 'dark' : 'light';
});

/** Turns to the next theme, and keeps it for the next visit. */
export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'system';
  localStorage.setItem(THEME_KEY, theme.value);
}

function storedTheme(): Theme {
  const stored = localStorage.getItem(THEME_KEY);
  return THEMES.find((known) => known === stored) ?? 'system';
}
