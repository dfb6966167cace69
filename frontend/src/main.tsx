import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { queryClient } from "@/api/queryClient";
import { reloadOnNewVersion } from "@/app/lib/newVersion";
import { router } from "@/app/router";
import { listenForShortcuts } from "@/app/store/shortcuts";
import "@/styles.css";
import { TooltipProvider } from "@/ui/Tooltip";

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no #root.");
listenForShortcuts();
reloadOnNewVersion();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>
        <RouterProvider router={router} />
      </TooltipProvider>
    </QueryClientProvider>
  </StrictMode>,
);
