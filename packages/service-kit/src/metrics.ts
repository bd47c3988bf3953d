import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The numbers of one process, scraped at `/metrics`. Asking twice for the same name returns the same instrument. */
export interface Metrics {
  readonly registry: Registry;
  /** A number that only grows. */
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  /** A number that moves both ways. */
  gauge(name: string, help: string, labels?: readonly string[]): Gauge;
  /** A distribution; `buckets` are upper bounds in the unit that ends the name. */
  histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Histogram;
}

/** Creates the registry of one service, with Node's own figures (event loop lag, heap, handles) already in it. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });

  function once<M extends Counter | Gauge | Histogram>(
    name: string,
    kind: new (...args: never[]) => M,
    make: () => M,
  ): M {
    const known = registry.getSingleMetric(name);
    if (known === undefined) return make();
    if (known instanceof kind) return known;
    throw new Error(`The metric ${name} already exists with another kind`);
  }

  return {
    registry,
    counter: (name, help, labels = []) =>
      once(name, Counter, () => new Counter({ name, help, labelNames: [...labels], registers: [registry] })),
    gauge: (name, help, labels = []) =>
      once(name, Gauge, () => new Gauge({ name, help, labelNames: [...labels], registers: [registry] })),
    histogram: (name, help, buckets, labels = []) =>
      once(
        name,
        Histogram,
        () => new Histogram({ name, help, buckets: [...buckets], labelNames: [...labels], registers: [registry] }),
      ),
  };
}
