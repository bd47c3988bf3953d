import { useEffect } from 'react';
import { useLooks } from '../../looks.tsx';
import { operatorTexts } from '../../texts/operator.ts';

const LOOK_AGAIN_MS = 5_000;

/** One process of the demonstration, as its own port tells of it. */
interface ServiceLook {
  name: string;
  state: 'ready' | 'not-ready' | 'down';
  checks: Record<string, { ok: boolean; facts?: Record<string, string | number | boolean> }>;
  metrics: Record<string, number>;
  deadLetters: unknown[] | null;
}

/** What the demonstration shows its operator. */
export interface DemoOperator {
  token: string;
  services: readonly ServiceLook[];
}

export interface ServicesProps {
  /** Null in production, where the gateway leads to none of these ports. */
  demo: DemoOperator | null;
  onAgain(): void;
}

/** How each process is, where that can be seen from here. */
export function Services({ demo, onAgain }: ServicesProps) {
  const { language } = useLooks();
  const text = operatorTexts[language];
  const isShown = demo !== null;
  useEffect(() => {
    if (!isShown) return;
    const timer = setInterval(onAgain, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isShown, onAgain]);
  return (
    <section className="page-section" aria-labelledby="services">
      <h2 id="services">{text.services}</h2>
      {demo === null ? (
        <p className="page-lead" data-testid="services-hidden">
          {text.servicesHidden}
        </p>
      ) : (
        <ul className="services">
          {demo.services.map((service) => (
            <li key={service.name}>
              <ServiceCard service={service} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const TONES = { ready: 'pill pill-good', 'not-ready': 'pill pill-warm', down: 'pill pill-bad' } as const;

function ServiceCard({ service }: { service: ServiceLook }) {
  const { language } = useLooks();
  const text = operatorTexts[language];
  const numbers = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  return (
    <article className="card service" data-testid="service" data-state={service.state}>
      <h3>{service.name}</h3>
      <span className={TONES[service.state]}>{text.states[service.state]}</span>
      {Object.keys(service.checks).length > 0 && (
        <p className="service-checks">
          {Object.entries(service.checks).map(([name, { ok }]) => (
            <span key={name} className={ok ? 'pill' : 'pill pill-bad'}>
              {name}
            </span>
          ))}
        </p>
      )}
      <dl>
        {Object.entries(service.metrics).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{numbers.format(value)}</dd>
          </div>
        ))}
      </dl>
      {service.deadLetters !== null && <p>{text.deadLetters(service.deadLetters.length)}</p>}
    </article>
  );
}
