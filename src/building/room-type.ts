/** The uses of rooms. An `interior` is an office without a window. */
export const ROOM_TYPES = ['office', 'interior', 'meeting', 'corridor', 'server', 'plant'] as const;
export type RoomType = (typeof ROOM_TYPES)[number];
