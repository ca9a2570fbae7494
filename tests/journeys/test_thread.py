"""The thread from end to end, as two people walk it: order in, proof out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys import case_steps, delivery_steps, order_steps, report_steps
from tests.journeys.conftest import Scene
from tests.journeys.desk import Desk
from tests.worker import Worker

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def test_order_in_proof_out(
    scene: Scene, worker: Worker, desk_at: Callable[[int], Desk], tmp_path: Path
) -> None:
    hers, coordinators = desk_at(1280), desk_at(1280)
    paper = order_steps.paper_of(scene.court, tmp_path)

    hers.sign_in(scene.worker)
    case_steps.open_cases_of_two_siblings(hers)
    case_steps.see_both_in_one_household(hers)
    case_steps.take_an_educator_into_the_teams(hers, scene.educator)
    case_steps.write_in_the_diary_of_both(hers)

    order_steps.register_the_order(hers, paper)
    order_steps.see_dates_and_their_reasons(hers, paper)
    order_steps.see_deadlines_on_the_case_and_today(hers)

    report_steps.scheduled_job_opens_the_report(hers)
    report_steps.report_is_filled_from_the_diary(hers)
    report_steps.write_the_report(hers)
    report_steps.submit(hers)

    coordinators.sign_in(scene.coordinator)
    report_steps.return_with_a_comment(coordinators)
    report_steps.answer_the_comment(hers)
    report_steps.submit(hers)
    report_steps.author_cannot_approve(hers)
    psychologists = desk_at(1280)
    psychologists.enter(scene.educator)
    psychologists.open("/")
    report_steps.sign_beside(psychologists)
    report_steps.approve(coordinators)

    delivery_steps.see_it_leave(coordinators)
    order_steps.see_the_deadline(hers, fulfilled=False)
    delivery_steps.see_it_arrive(coordinators)
    pdf = delivery_steps.download_the_pdf(coordinators, paper, tmp_path)
    delivery_steps.download_the_proof(coordinators, pdf, tmp_path)
    order_steps.see_the_deadline(hers, fulfilled=True)

    hers.assert_quiet()
    coordinators.assert_quiet()
    assert worker.process.poll() is None
