import type { Group } from '../alarm/engine/group.ts';
import type { Point } from '../alarm/engine/point.ts';
import type { GroupSilence, SensorAlarm } from './messages.ts';

/** The alarm of a sensor as pages show it; null for a normal sensor. */
export function sensorAlarmOf(point: Point): SensorAlarm | null {
  const { lead, hiddenBy, shelvedUntilMs } = point;
  const isSilent = point.liveness !== 'live';
  const isInvalid = !Number.isNaN(point.invalidSinceMs);
  const isShelved = shelvedUntilMs !== -Infinity;
  if (lead === undefined && !isSilent && !isInvalid && !isShelved) return null;
  return {
    phase: phaseOf(point),
    isAcknowledged: point.acked,
    isSilent,
    isInvalid,
    ...(lead !== undefined && {
      level: lead.limit.level,
      rule: lead.rule.name,
      limit: lead.limit.value,
      sinceMs: point.raisedAtMs,
      ...(Number.isFinite(point.peak) && { peak: point.peak }),
    }),
    ...(isShelved && { shelvedUntil: shelvedUntilMs === Infinity ? 'once' : shelvedUntilMs }),
    ...(hiddenBy !== undefined && hiddenBy !== 'shelved' && { suppressedBy: hiddenBy }),
  };
}

function phaseOf(point: Point): SensorAlarm['phase'] {
  if (point.lead === undefined) return 'normal';
  return point.plan.conditions.some((_, i) => point.phase(i) === 'active') ? 'active' : 'clearing';
}

/** The silence of a room, wing, floor or building; undefined if it is heard. */
export function groupSilenceOf({ topic, watch, isStale, heardAtMs }: Group): GroupSilence | undefined {
  if (!isStale) return undefined;
  const { rule, silence } = watch;
  return { topic, place: silence.each, level: silence.level, rule: rule.name, sinceMs: heardAtMs };
}
