// The look of each category of blocks.
import {
  ArrowRightFromLine,
  ArrowRightToLine,
  Blocks,
  Bot,
  Braces,
  Clapperboard,
  Code,
  Contact,
  Cpu,
  Globe,
  type LucideIcon,
  Megaphone,
  MessageSquare,
  Search,
  Shapes,
  Share2,
  ShieldCheck,
  Sparkles,
  Split,
  SquareCheck,
  StickyNote,
  Ticket,
  Type,
  UserCheck,
  Zap,
} from "lucide-react";
import type { BlockRead, CategoryEnum } from "@/api/schema";

interface Look {
  icon: LucideIcon;
  /** A hue, in degrees; the stylesheet makes light and dark colours of it. */
  hue: number;
}

const LOOKS: Record<CategoryEnum, Look> = {
  AI: { icon: Sparkles, hue: 295 },
  BASIC: { icon: Shapes, hue: 260 },
  COMMUNICATION: { icon: MessageSquare, hue: 200 },
  CRM: { icon: Contact, hue: 20 },
  DATA: { icon: Braces, hue: 185 },
  DEVELOPER_TOOLS: { icon: Code, hue: 230 },
  HARDWARE: { icon: Cpu, hue: 90 },
  INPUT: { icon: ArrowRightToLine, hue: 150 },
  ISSUE_TRACKING: { icon: Ticket, hue: 50 },
  LOGIC: { icon: Split, hue: 65 },
  MARKETING: { icon: Megaphone, hue: 350 },
  MULTIMEDIA: { icon: Clapperboard, hue: 330 },
  OUTPUT: { icon: ArrowRightFromLine, hue: 30 },
  PRODUCTIVITY: { icon: SquareCheck, hue: 170 },
  SAFETY: { icon: ShieldCheck, hue: 10 },
  SEARCH: { icon: Search, hue: 215 },
  SOCIAL: { icon: Share2, hue: 245 },
  TEXT: { icon: Type, hue: 220 },
  WEB: { icon: Globe, hue: 205 },
};
const KINDS: Record<string, LucideIcon> = { agent: Bot, review: UserCheck, trigger: Zap, note: StickyNote };

export function lookOf(block: BlockRead | undefined): Look {
  if (block === undefined) return { icon: Blocks, hue: 260 };
  const look = LOOKS[block.category];
  return { ...look, icon: KINDS[block.kind] ?? look.icon };
}
