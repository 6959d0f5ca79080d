import { AlarmPanel } from './alarm-panel.tsx';
import { Header } from './header.tsx';
import { link, openRoom } from './link.ts';
import { Notice } from './notice.tsx';
import { PacketPanel } from './packet-panel.tsx';
import { BuildingPlan } from './plan.tsx';
import { RoomPanel } from './room-panel.tsx';
import { panel } from './settings.ts';
import { TrafficPanel } from './traffic-panel.tsx';

/** The page: the plan, beside it the open room and the alarms. */
export function App() {
  return (
    <>
      <Header />
      <Notice />
      {link.value !== 'no-token' && panel.value === 'traffic' && (
        <main class="single">
          <TrafficPanel />
        </main>
      )}
      {link.value !== 'no-token' && panel.value === 'packets' && (
        <main class="packets">
          <PacketPanel />
        </main>
      )}
      {link.value !== 'no-token' && panel.value === 'building' && (
        <main>
          <BuildingPlan />
          <aside>
            {openRoom.value !== null && <RoomPanel key={openRoom.value} topic={openRoom.value} />}
            <AlarmPanel />
          </aside>
        </main>
      )}
    </>
  );
}
