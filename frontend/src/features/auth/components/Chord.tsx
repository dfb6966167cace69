// A picture of a graph whose nodes sound together: notes on staves, joined by links.
const NOTES = [
  { x: 90, y: 250, r: 13 },
  { x: 220, y: 170, r: 18 },
  { x: 220, y: 330, r: 13 },
  { x: 360, y: 250, r: 22 },
  { x: 500, y: 130, r: 13 },
  { x: 500, y: 250, r: 15 },
  { x: 500, y: 370, r: 18 },
] as const;
const LINKS = [
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 3],
  [3, 4],
  [3, 5],
  [3, 6],
] as const;
const STAVES = [130, 190, 250, 310, 370];

export function Chord() {
  return (
    <svg
      aria-hidden
      viewBox="0 0 590 500"
      preserveAspectRatio="xMidYMid slice"
      className="absolute inset-0 size-full"
    >
      <defs>
        <radialGradient id="glow" cx="0.6" cy="0.4" r="0.7">
          <stop offset="0" stopColor="#6a5be8" stopOpacity="0.55" />
          <stop offset="1" stopColor="#1c1740" stopOpacity="0" />
        </radialGradient>
      </defs>
      <rect width="590" height="500" fill="url(#glow)" />
      {STAVES.map((y) => (
        <path key={y} d={`M0 ${y}H590`} stroke="#fff" strokeOpacity="0.07" />
      ))}
      {LINKS.map(([from, to]) => (
        <path
          key={`${from} ${to}`}
          d={curve(NOTES[from], NOTES[to])}
          fill="none"
          stroke="#a99fff"
          strokeOpacity="0.6"
          strokeWidth="2"
        />
      ))}
      {NOTES.map((note) => (
        <g key={`${note.x} ${note.y}`}>
          <circle cx={note.x} cy={note.y} r={note.r + 9} fill="#8f80ff" fillOpacity="0.16" />
          <circle cx={note.x} cy={note.y} r={note.r} fill="#f2f0ff" />
        </g>
      ))}
    </svg>
  );
}

function curve(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const middle = (from.x + to.x) / 2;
  return `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
}
