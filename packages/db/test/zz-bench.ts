import { Pool } from 'pg';
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
const pool = new Pool({ connectionString: 'postgres://causerie@127.0.0.1:55431/bench', max: 1 });
const c = await pool.connect();
const pid=(await c.query('select pg_backend_pid() p')).rows[0].p;
const cpu=()=>{const f=readFileSync(`/proc/${pid}/stat`,'utf8').split(' ');return (Number(f[13])+Number(f[14]))*10;};
const u = () => { const b = randomBytes(16); b.writeUIntBE(Date.now(),0,6); b[6]=0x70|(b[6]!&15); b[8]=0x80|(b[8]!&63); const h=b.toString('hex'); return `${h.slice(0,8)}-${h.slice(8,12)}-${h.slice(12,16)}-${h.slice(16,20)}-${h.slice(20)}`; };
const rows = (await c.query(`select conversation_id, person_id from participants where role='client' limit 500`)).rows;
const b = () => JSON.stringify(rows.map((r:any)=>{const id=u(); return {i:id,c:r.conversation_id,a:r.person_id,k:id,t:'text',x:'Bonjour docteur, merci pour la consultation d’hier. Je me sens déjà un peu mieux.'}}));
await c.query('set plan_cache_mode=force_generic_plan; set enable_seqscan=off; set enable_hashjoin=off; set enable_mergejoin=off');
const REC=`jsonb_to_recordset($1::jsonb) as asked(i uuid, c uuid, a uuid, k text, t text, x text, m jsonb, r uuid)`;
const V: Record<string,string> = {
 parse: `select count(*) from ${REC}`,
 lock: `select count(*) from (select 1 from conversations c where c.id = any (array(select distinct (element ->> 'c')::uuid from jsonb_array_elements($1::jsonb) element)) order by c.id for no key update) x`,
 lookups: `select count(x), count(p.person_id), count(old.id) from ${REC} left join conversations c on c.id=asked.c and c.deleted_at is null left join participants p on p.conversation_id=c.id and p.person_id=asked.a left join messages old on old.conversation_id=asked.c and old.author_id=asked.a and old.client_key=asked.k`,
 insert: `insert into messages (id, number, conversation_id, seq, author_id, client_key, type, content, metadata, reply_to_id, created_at) select i, nextval('messages_number_seq'), c, nextval('messages_number_seq')+1000000, a, k, t, x, m, r, now() from ${REC}`,
 updconv: `update conversations set last_seq=last_seq+1, last_message_at=now(), updated_at=now() from ${REC} where conversations.id=asked.c`,
 updpart: `update participants p set sent_count=sent_count+1 from ${REC} where p.conversation_id=asked.c and p.person_id=asked.a`,
 persist: `select * from persist_messages_v1($1)`,
};
const only = process.argv.slice(2);
for (let k=0;k<2;k++) for (const [name, text] of Object.entries(V)) { if (only.length && !only.includes(name)) continue;
  const N=40; for(let i=0;i<3;i++){await c.query('begin'); await c.query({name, text, values:[b()]}); await c.query(name==='persist'||name==='insert'?'commit':'commit');}
  const bs=Array.from({length:N},b); const c0=cpu(); const t0=performance.now();
  for(const x of bs){ await c.query({name,text,values:[x],rowMode:'array'}); }
  console.log(name.padEnd(10), ((cpu()-c0)*1000/(N*500)).toFixed(1),'us cpu/msg', ((performance.now()-t0)*1000/(N*500)).toFixed(1),'us wall/msg');
}
await c.query(`delete from messages where seq > 1000000`); 
c.release(); await pool.end();
