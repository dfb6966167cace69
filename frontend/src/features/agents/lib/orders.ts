/** In which order a list of agents may come. */
export const ORDERS = ["-updated_at", "-last_execution", "name", "-created_at"] as const;
export type Order = (typeof ORDERS)[number];
