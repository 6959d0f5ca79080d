import { maxPoints } from '../../check/exercise.ts';
import type { Task } from '../../check/task.ts';
import type { Language } from '../../check/words.ts';
import { DEFAULT_BUILDING } from '../../options/layout.ts';
import { SHIPPED_EXERCISES } from '../../shipped-exercises.ts';
import { loadExercise } from './exercise.ts';

/** The shipped exercises; or the task and the rules of one, with their points. */
export function listText(name: string | undefined, language: Language): string {
  const lines = name === undefined ? exerciseLines(language) : ruleLines(name, language);
  return `${lines.join('\n')}\n`;
}

function exerciseLines(language: Language): string[] {
  const width = Math.max(...SHIPPED_EXERCISES.map((name) => name.length));
  return SHIPPED_EXERCISES.flatMap((name) => {
    const exercise = loadExercise(name);
    const points = `${maxPoints(exercise)} ${language === 'es' ? 'puntos' : 'points'}`;
    return [`${name.padEnd(width)}  ${exercise.title[language]} (${points})`];
  });
}

function ruleLines(name: string, language: Language): string[] {
  const exercise = loadExercise(name);
  const task: Task = {
    ...{ prefix: undefined, building: DEFAULT_BUILDING, isBuildingFixed: exercise.isBuildingTold },
    ...{
      sensor: exercise.challenge?.sensor ?? 'TEMP',
      threshold: 28,
      challenge: undefined,
      seconds: exercise.seconds,
    },
  };
  const width = Math.max(...exercise.checks.map(({ id }) => id.length));
  return [
    exercise.title[language],
    exercise.task[language].replaceAll('{building}', DEFAULT_BUILDING),
    '',
    ...exercise.checks.map(
      ({ id, points, kind, parameters }) =>
        `${String(points).padStart(3)}  ${id.padEnd(width)}  ${kind.rule(parameters, task)[language]}`,
    ),
  ];
}
