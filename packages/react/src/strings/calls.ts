/** Texts of calls. */
export interface CallsStrings {
  title: string;
}

export const callsFr: CallsStrings = {
  title: 'Appels',
};

export const callsEn: CallsStrings = {
  title: 'Calls',
};
