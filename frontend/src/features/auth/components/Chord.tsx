// A picture of a graph whose nodes sound together: notes on staves, joined by links.
const NOTES = [
  { x: 110, y: 330, r: 9 },
  { x: 230, y: 230, r: 13 },
  { x: 230, y: 430, r: 9 },
  { x: 370, y: 330, r: 17 },
  { x: 520, y: 180, r: 9 },
  { x: 520, y: 330, r: 11 },
  { x: 520, y: 480, r: 13 },
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
const STAVES = [180, 230, 280, 330, 380, 430, 480];

export function Chord() {
  return (
    <svg
      aria-hidden
      viewBox="0 0 640 800"
      preserveAspectRatio="xMidYMid slice"
      className="absolute inset-0 size-full"
    >
      <defs>
        <radialGradient id="glow" gradientUnits="userSpaceOnUse" cx="370" cy="330" r="420">
          <stop offset="0" stopColor="#6a5be8" stopOpacity="0.6" />
          <stop offset="1" stopColor="#1c1740" stopOpacity="0" />
        </radialGradient>
      </defs>
      <rect x="-640" y="-800" width="1920" height="2400" fill="url(#glow)" />
      {STAVES.map((y) => (
        <path key={y} d={`M-640 ${y}H1280`} stroke="#fff" strokeOpacity="0.06" />
      ))}
      {LINKS.map(([from, to]) => (
        <path
          key={`${from} ${to}`}
          d={curve(NOTES[from], NOTES[to])}
          fill="none"
          stroke="#a99fff"
          strokeOpacity="0.6"
          strokeWidth="1.5"
        />
      ))}
      {NOTES.map((note) => (
        <g key={`${note.x} ${note.y}`}>
          <circle cx={note.x} cy={note.y} r={note.r + 8} fill="#8f80ff" fillOpacity="0.18" />
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
