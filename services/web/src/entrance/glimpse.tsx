import { Avatar } from '@causerie/react';
import { useLooks } from '../looks.tsx';
import { entranceTexts } from '../texts/entrance.ts';

const DOCTOR = { side: 'professional', subject: '7' } as const;

/** A glimpse of a conversation; decoration that the texts beside it make superfluous for a reader. */
export function Glimpse() {
  const { language } = useLooks();
  const { glimpse } = entranceTexts[language];
  return (
    <div className="glimpse" aria-hidden="true">
      <div className="glimpse-screen">
        <div className="glimpse-head">
          <Avatar person={{ ...DOCTOR, name: glimpse.name }} size="small" online />
          <span>
            <b>{glimpse.name}</b>
            <small>{glimpse.status}</small>
          </span>
        </div>
        <p className="glimpse-day">{glimpse.day}</p>
        <div className="glimpse-bubble">
          {glimpse.theirs}
          <span className="glimpse-file">
            <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.75">
              <path d="M13.5 4H8a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h8a2 2 0 0 0 2-2V8.5L13.5 4Zm0 0v4.5H18" />
            </svg>
            {glimpse.file}
          </span>
        </div>
        <div className="glimpse-bubble glimpse-mine">
          {glimpse.mine}
          <svg width="17" height="17" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2.4">
            <path d="m.8 12.6 4.7 4.7 9.2-10M11 14.6l2.8 2.7 9.2-10" strokeLinecap="round" strokeLinejoin="round" />
          </svg>
          <span className="glimpse-reaction">❤️</span>
        </div>
        <div className="glimpse-appointment">
          <span>
            <b>{glimpse.appointment}</b>
            <small>{glimpse.appointmentTime}</small>
          </span>
          <span className="glimpse-join">{glimpse.call}</span>
        </div>
      </div>
    </div>
  );
}
