import type { Progress } from "../protocol/ballots.ts";
import type { tasks } from "../tasks.ts";

type Tasks = typeof tasks;

interface Answer<R> {
  readonly done?: number;
  readonly total?: number;
  readonly result?: R;
  readonly error?: string;
}

/** Runs a long computation in a worker of its own. */
export function compute<N extends keyof Tasks>(
  name: N,
  input: Parameters<Tasks[N]>[0],
  progress: Progress = () => undefined,
): Promise<Awaited<ReturnType<Tasks[N]>>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker("/static/build/worker.js");
    worker.onmessage = ({ data }: MessageEvent<Answer<Awaited<ReturnType<Tasks[N]>>>>) => {
      if (data.done !== undefined) {
        progress(data.done, data.total ?? 0);
        return;
      }
      worker.terminate();
      if (data.error !== undefined) {
        reject(new Error(data.error));
      } else {
        resolve(data.result!);
      }
    };
    worker.onerror = (event) => {
      worker.terminate();
      reject(new Error(event.message || "worker.js"));
    };
    worker.postMessage({ name, input });
  });
}
