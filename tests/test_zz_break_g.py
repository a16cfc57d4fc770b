"""zz"""
import json, time, threading
from uuid import UUID
from tests.enrollment.conftest import *
from tests.enrollment.stage import *
from tests.enrollment.test_moving import *
from tests.test_zz_lib import *
from tenancy.services import create_key
from sequences.plans.document import Jump
from enrollment import services as es
ENG = asks("contact.title", "Engineer")

@pytest.mark.parametrize("how", ["pause", "hold"])
def test_aa(stage, version, active, sink, how):
    with transaction.atomic():
        if how == "pause": es.pause(reload_with_contact(active), reason=PauseReason.MANUAL, actor=member(stage.rep), until=clock.now()+timedelta(days=30))
        else: es.hold(reload_with_contact(active), note="x", actor=member(stage.rep))
    b = next_version(stage, version, *steps_of(version), THANKS)
    m = planned(stage, version, b, share=100, hold_minutes=0)
    go(stage, m)
    print("\n@@AA", how, reload(active).state, reload(active).pause_until)
    approve(stage, active); pass_time(stage, minutes=40)
    print("\n@@AA after approval", how, reload(active).state, len(sink.accepted), show(active))

def test_af_kept_task_on_positive(stage, peter, sink):
    a = live(stage, email("intro"), step("task", "t", 0, jumps=(Jump("p1", ENG),)), step("call", "m", 1),
        step("task", "p1", 0, track="positive"), step("call", "p2", 3, track="positive"), mode="smart")
    e = started(stage, a, peter); pass_time(stage, minutes=40)
    print("\n@@AF", show(e))
    (task,) = [t for t in touches(e) if t.state == "due"]
    s = {x.key: x for x in steps_of(a)}
    b = next_version(stage, a, s["intro"], s["t"], s["m"], step("sms", "q1", 0, track="positive"), s["p2"]) if False else next_version(stage, a, s["intro"], s["t"].__class__(**{**{f: getattr(s["t"], f) for f in s["t"].__dataclass_fields__}, "jumps": (Jump("q1", ENG),)}), s["m"], step("linkedin", "q1", 0, track="positive"), s["p2"])
    m = planned(stage, a, b, share=100, hold_minutes=0)
    print("\n@@AF dry", person(m, e).after)
    go(stage, m)
    manual.complete(reload(task), note="x", actor=member(stage.rep))
    print("\n@@AF after", show(e), reload(e).resume_key)

def test_ag_awaiting_on_positive(stage, peter, sink):
    a = live(stage, step("task", "t", 0, jumps=(Jump("p1", ENG),)), email("m", 1), email("p1", 0, track="positive"), email("p2", 3, track="positive"), mode="smart")
    with transaction.atomic(): Contact.objects.filter(pk=peter.pk).update(title="Boss")
    peter.refresh_from_db() if False else None
    e = enrol(stage, a, reload(peter))
    from compliance.models import Review
    print("\n@@AG enrolled", reload(e).state)
    if reload(e).state == "awaiting_review": approve(stage, e)
    with transaction.atomic(): Contact.objects.filter(pk=peter.pk).update(title="Engineer", updated_at=clock.now())
    pass_time(stage, minutes=40)
    print("\n@@AG", reload(e).state, show(e))
    def rv():
        with transaction.atomic(): return Review.objects.get(pk=Enrollment.objects.get(pk=e.pk).review_id)
    print("\n@@AG review", rv().state, getattr(rv(), "step_key", "?"))
    b = next_version(stage, a, *steps_of(a), THANKS)
    m = planned(stage, a, b, share=100, hold_minutes=0)
    print("\n@@AG dry", person(m, e).before, person(m, e).after)
    go(stage, m)
    print("\n@@AG moved", reload(e).state, show(e), rv().state, getattr(rv(), "step_key", "?"))
    approve(stage, e); pass_time(stage, minutes=40)
    print("\n@@AG sent", show(e), len(sink.accepted), [l for l in (sink.raw[0].decode().splitlines() if sink.raw else []) if l.startswith("Subject")])

def test_ah_canary_two_workers(stage, sink):
    from sequences.plans import Canary
    from enrollment.dispatch import run as drun
    a = live(stage, email("intro"), canary=Canary(share=0 if False else 1, people=1))
    with transaction.atomic():
        ps = [contact(f"q{i}@initech.example", owner=stage.rep) for i in range(6)]
    enrol(stage, a, *ps)
    with transaction.atomic(): rows = list(Enrollment.objects.filter(version=a).order_by("pk"))
    for r in rows: approve(stage, r)
    clock.advance(timedelta(minutes=1)); hear(stage)
    at_once(stage, lambda: drun.workspace_turn(), 3)
    print("\n@@AH", len(sink.accepted))

def test_ai_zone(stage, version, sink):
    from sequences.timetable import hours_for
    for i, kw in enumerate([dict(zone="../../etc", country="ZZ"), dict(zone="\u202e", country="ZZ", region="x"*90), dict(zone="", country="zz"), dict(zone="", country="us", region="ca"), dict(zone="", country="US", region="cAlIfOrNiA"), dict(zone="europe/berlin", country=""), dict(zone="", country="DE", region="bAYERN"), dict(zone="", country="DE", region="de-by"), dict(zone="EST5EDT", country="XK"), dict(zone="", country="US", region="us_ca"), dict(zone="", country="GB", region="SCOTLAND "), dict(zone="", country="CA", region="Québec")]):
        try:
            with transaction.atomic():
                c = contact(f"z{i}@initech.example", owner=stage.rep, **kw)
                t = hours_for(version, c, workspace=stage.workspace, closed=())
                print("\n@@AI", kw, t.zone.key, t.zone_source, t.country)
        except Exception as ex:
            print("\n@@AI raised", kw, type(ex).__name__, ex)
