// What starts before the rest of the app is there: it takes a while to load, and the server is idle meanwhile.
import { askEarly } from "@/api/early";
import { firstQuestions } from "@/api/lib/firstQuestions";
import { session } from "@/api/session";

if (session.isSignedIn()) askEarly(firstQuestions(window.location));
