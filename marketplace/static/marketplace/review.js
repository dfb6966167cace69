// The page of a submission: a reason begins the note, and trial runs are followed until they end.
"use strict";

const LOOK_AGAIN_MS = 1500;

for (const select of document.querySelectorAll("select[data-fills]")) {
  select.addEventListener("change", () => {
    const note = document.getElementById(select.dataset.fills);
    if (select.value !== "") note.value = select.value;
    note.focus();
  });
}

async function follow(trial) {
  while (trial.dataset.moving === "yes") {
    await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS));
    const answer = await fetch(trial.dataset.trial, { credentials: "same-origin" });
    if (!answer.ok) return;
    const place = document.createElement("template");
    place.innerHTML = await answer.text();
    const now = place.content.firstElementChild;
    now.querySelector("details").open = trial.querySelector("details").open;
    trial.replaceWith(now);
    trial = now;
  }
}

for (const trial of document.querySelectorAll("[data-trial]")) void follow(trial);
