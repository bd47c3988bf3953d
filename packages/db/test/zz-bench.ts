import { Pool } from 'pg';
import { migrate, createRepositories } from '/work/main/packages/db/src/index.ts';
const admin = new Pool({ connectionString: 'postgres://causerie@127.0.0.1:55431/postgres' });
await admin.query('drop database if exists bench with (force)'); await admin.query('create database bench');
const conns = Number(process.argv[2] ?? 1), CONV = Number(process.argv[3] ?? 500), batches = Number(process.argv[4] ?? 120);
const pool = new Pool({ connectionString: 'postgres://causerie@127.0.0.1:55431/bench', max: conns });
await migrate(pool);
const r = createRepositories(pool);
const {randomBytes} = await import('node:crypto');
let n = 0;
const u = () => { const b = randomBytes(16); b.writeUIntBE(Date.now(),0,6); b[6]=0x70|(b[6]!&15); b[8]=0x80|(b[8]!&63); const h=b.toString('hex'); return `${h.slice(0,8)}-${h.slice(8,12)}-${h.slice(12,16)}-${h.slice(16,20)}-${h.slice(20)}`; };
const convs: any[] = [];
for (let i=0;i<CONV;i++){ const p = await r.directory.put(u(), {side:'professional',subject:`p${i}`,name:`P ${i}`}); const c = await r.directory.put(u(), {side:'client',subject:`c${i}`,name:`C ${i}`}); const o = await r.conversations.openPair({id:u(),professionalId:p.id,clientId:c.id,subject:null}); convs.push({id:o.conversation.id,p,c}); }
const text = 'Bonjour docteur, merci pour la consultation d’hier. Je me sens déjà un peu mieux.';
const batch = () => Array.from({length:500},(_,i)=>{ const cv=convs[(n++*7+i)%CONV]; const id=u(); return {id, conversationId:cv.id, author: n%2?cv.p:cv.c, clientMessageId:id, type:'text' as const, content:text, metadata:null, replyToId:null, requestId:null}; });
for (let i=0;i<10;i++) await r.messages.persist(batch());
const fs=await import('node:fs'); const pids=(await pool.query("select pid from pg_stat_activity where datname='bench'")).rows.map((x:any)=>x.pid);
const pgcpu=()=>{let t=0; for(const p of pids){ const f=fs.readFileSync(`/proc/${p}/stat`,'utf8').split(' '); t+=Number(f[13])+Number(f[14]); } return t*10;};
const extra=process.argv[5]; if(extra) await admin.query(extra.startsWith('alter table')?'select 1':'select 1'), await pool.query(extra);
for (let round=0; round<3; round++){
const pg0=pgcpu(); const cpu0=process.cpuUsage(); const t0=performance.now();
await Promise.all(Array.from({length:conns}, async()=>{ for(let i=0;i<batches/conns;i++) await r.messages.persist(batch()); }));
const ms=performance.now()-t0; const cpu=process.cpuUsage(cpu0);
console.log(`${conns} conn ${CONV} conv: ${Math.round(batches*500/ms*1000)} msg/s, ${(ms/batches).toFixed(1)} ms/batch, node cpu ${((cpu.user+cpu.system)/(batches*500)).toFixed(1)} us/msg, pg backend cpu ${((pgcpu()-pg0)*1000/(batches*500)).toFixed(1)} us/msg`);
}
await pool.end(); await admin.end();
