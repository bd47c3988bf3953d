/** Where the development server finds the API gateway. */
export const GATEWAY_URL = process.env['CAUSERIE_GATEWAY_URL'] ?? 'http://127.0.0.1:3000';
