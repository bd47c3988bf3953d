export { CallsProvider, type CallsProviderProps, useCalls } from './components/calls/calls-provider.tsx';
