import { test } from 'vitest'
import { DuckDBInstance } from '@duckdb/node-api'
import { somePlans, bound } from '/work/main/test/unit/workloads/ducklake-metadata-run.js'
test('prof', async () => {
  const t00=performance.now(); const plans = somePlans(20, true); console.log('gen ms/plan', (performance.now()-t00)/20, 'steps', plans.map(p=>p.steps.length).join(' '), 'bytes', plans.map(p=>JSON.stringify(p).length).join(' '))
  const ts:number[]=[]; 
  const by = new Map<string,[number,number]>()
  for (const threads of ['1','2']) {
  const t0=performance.now()
  for (const plan of plans.slice(0,8)) {
    const inst = await DuckDBInstance.create(':memory:', {threads})
    const cs = new Map<string,any>(); for (const s of plan.sessions) cs.set(s.name, await inst.connect())
    for (const st of plan.steps) { if (st.kind!=='statement') continue
      const t=performance.now(); try { await cs.get(st.session).runAndReadAll(bound(st.statement)) } catch {}
      const d=performance.now()-t; const k=threads+' '+st.statement.sql.trim().replace(/[\d]+/g,'#').slice(0,60); const e=by.get(k)??[0,0]; e[0]+=d;e[1]++; by.set(k,e) }
    for (const c of cs.values()) c.closeSync(); inst.closeSync()
  }
  console.log('threads',threads,'ms/plan',(performance.now()-t0)/8) }
  console.log([...by].sort((a,b)=>b[1][0]-a[1][0]).slice(0,24).map(([k,[s,n]])=>`${s.toFixed(0)}ms n=${n} ${(s/n).toFixed(1)} ${k}`).join('\n'))
}, 100000)
