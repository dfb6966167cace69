/** `work`, done at once, and then at most once a pause, the last time after the last call. */
export function throttled(work: () => void, pauseMs: number): () => void {
  let [isResting, isAsked] = [false, false];
  return function ask() {
    if (isResting) {
      isAsked = true;
      return;
    }
    isResting = true;
    work();
    setTimeout(() => {
      isResting = false;
      if (!isAsked) return;
      isAsked = false;
      ask();
    }, pauseMs);
  };
}
