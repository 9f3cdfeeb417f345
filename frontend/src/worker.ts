import { type Task, tasks } from "./tasks.ts";

// The compiler knows this file as a page's; in a worker, postMessage takes the message only.
const answer = postMessage as (message: object) => void;

addEventListener("message", (event: MessageEvent<Task>) => {
  let last = 0;
  const progress = (done: number, total: number): void => {
    const now = performance.now();
    if (now - last > 50 || done === total) {
      last = now;
      answer({ done, total });
    }
  };
  // A task may answer at once or later.
  void Promise.resolve()
    .then(() => tasks[event.data.name](event.data.input as never, progress) as unknown)
    .then(
      (result) => {
        answer({ result });
      },
      (error: unknown) => {
        answer({ error: error instanceof Error ? error.message : String(error) });
      },
    );
});
