import time, tracemalloc, resource, io, csv
from django.db import connection
from contacts import imports
from contacts.models import *
from contacts.merging import Merge
from contacts.directory import Directory
from contacts.incoming import read
from tenancy.actors import member
from tests.contacts.exports import _HEADER,_row

def big(n, title):
    t=io.StringIO(); w=csv.writer(t); w.writerow(_HEADER)
    for i in range(n):
        r=_row(i); r[9]=title; w.writerow(r)
    return t.getvalue().encode()

def test_big(in_acme):
    for n,title in ((100_000,"A"),(5000,"B"),(5000,"B")):
        f=imports.upload("x.csv",big(n,title),actor=member(in_acme.admin),seat=in_acme.admin)
        t=time.time(); p=imports.preview(f); print("preview",n,p.counts,p.complete,time.time()-t)
        imports.start(f,f.mapping,actor=member(in_acme.admin))
        t=time.time(); imports.run(f.pk,on_opt_out=lambda c:None); f.refresh_from_db()
        print("run",n,f.state,f.created,f.updated,f.unchanged,f.merged,f.rejected,time.time()-t, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss//1024)
        with connection.cursor() as c: c.execute("analyze contacts_contact") if False else None
    d=Directory(in_acme.workspace,lock=False)
    recs=[read({"external_id":str(10000+i),"email":f"p{i}@firma{i%400}.example"}) for i in range(500)]
    from django.db import connection as cn
    from django.test.utils import CaptureQueriesContext
    with CaptureQueriesContext(cn) as q: d.load(recs)
    with cn.cursor() as c:
        t=time.time(); c.execute("EXPLAIN ANALYZE "+q[-1]["sql"]); print("\n".join(r[0][:200] for r in c.fetchall()))
    assert 0
