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
    commandBuilder: "Show me around the builder",
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
      palette: {
        title: "Blocks are the steps",
        text: "Say what you want done in your own words: notify, scrape, if, wait. Enter places the block; or drag it. The filters leave only what you can use.",
      },
      pins: {
        title: "Link what comes out to what goes in",
        text: "Drag from a dot at the right to a dot at the left. The + beside an output offers the blocks that fit, and Shift+A does the same.",
      },
      inspector: {
        title: "Settings of a step",
        text: "Select a node and fill in what no link brings. With nothing selected, these are the settings of the agent.",
      },
      run: {
        title: "Run it",
        text: "It asks for the inputs, and you watch every step on the canvas, with what went in and what came out.",
      },
      save: {
        title: "Save versions",
        text: "Each save is a version that you can compare and bring back. Until then a working copy is kept, and every change can be undone.",
      },
      keys: {
        title: "Everything by keyboard",
        text: "The search has all commands, this look around too. Press ? for the shortcuts of the canvas.",
      },
    },
  },
} as const;
