"""zz"""
from tests.enrollment.stage import *
from tests.enrollment.test_moving import *
def go(stage, m):
    with transaction.atomic():
        moving.start(m, **by(stage, "other_admin"))
    moving.run(m.pk)
def back(stage, m):
    with transaction.atomic():
        moving.roll_back(reload(m), reason="x", **by(stage, "other_admin"))
    moving.run(m.pk)
def touches_all(e):
    with transaction.atomic():
        return list(Touch.objects.filter(enrollment=e).select_related("step__version").order_by("pk"))
def show(e):
    return [(t.step.version.number, t.step.key, t.state, t.held) for t in touches_all(e)]
