export { buildApp, type GatewayDeps } from './app.ts';
export { renderNginx, type NginxOptions } from './nginx.ts';
export { createReplicas, type Replica, type Replicas } from './replicas.ts';
export { findRoute, routes, type Route, type UpstreamName } from './routes.ts';
