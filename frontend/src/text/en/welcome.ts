export const welcome = {
  examplesTitle: "Examples",
  examplesIntro:
    "Agents that are ready to run, without any key. Try one, then look into it in the builder and make it yours.",
  introEmpty: "Try one of these: it runs at once, without any key. Or make your own.",
  tryIt: "Try it",
  tryLabel: "Try it: {title}",
  installed: "“{title}” is among your agents now. Its inputs are filled in: press Run.",
  fromExample: "From an example",
  draw: "Draw your own",
  tour: {
    offer: "Show me around",
    command: "Show me around",
    label: "A look around",
    step: "{number} of {count}",
    next: "Next",
    back: "Back",
    done: "Done",
    skip: "Skip",
    steps: {
      agents: {
        title: "Agents",
        text: "An agent is a graph of blocks: what comes out of one goes into the next. They all live here, with how their last run went.",
      },
      make: {
        title: "Make one",
        text: "Draw a new one, start from an example, or bring one in as a file: drop it anywhere on this page.",
      },
      build: {
        title: "The builder",
        text: "Place blocks, link their pins, and run it from here. Every change can be undone, and what you do is kept as you go.",
      },
      runs: {
        title: "Runs",
        text: "Every run is kept, step by step, and you can watch it live. Whatever failed can go on from where it stopped.",
      },
      reviews: {
        title: "Reviews",
        text: "Agents can stop and ask a person. Their questions wait here, also for days.",
      },
      search: {
        title: "Everything by keyboard",
        text: "Search opens agents, runs and commands. Press ? on any page for its shortcuts.",
      },
    },
  },
} as const;
