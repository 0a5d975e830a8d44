"""All actions of the window as one list of records, which menus, toolbar, palette and the shortcut page read.

Owns names, texts, shortcuts and when an action makes sense; what a record holds is `action_record`'s. What an action does is
a handler that takes the window.
"""

from __future__ import annotations

from collections.abc import Callable

from . import adjudication_actions as settling
from . import agreement_actions as agreement
from . import care_actions as care
from . import coder_actions as coder
from . import coding_actions as coding
from . import codings_actions as codings
from . import comfort_actions as comfort
from . import content_actions as content
from . import dashboard_actions as dashboard
from . import event_actions as events
from . import guide_actions as guiding
from . import handing_out_actions as handing
from . import help_actions as helping
from . import incident_actions as incidents
from . import map_actions as maps
from . import package_actions as packages
from . import project_actions as project
from . import register_actions as register
from . import release_actions as releasing
from . import remark_actions as remarks
from . import review_actions as reviewing
from . import screening_actions as screening
from . import training_actions as training
from . import undo_actions as undoing
from .action_record import ARTICLE, EDIT, EVENT, EVIDENCE, FILE, HELP, INCIDENT, SETTLE, TEAM, VIEW, ActionRecord
from .action_record import translatable as _t
from .situation import (
    Situation,
    answering,
    at_event,
    at_field,
    checking,
    coding_it,
    comparing,
    deciding,
    in_code,
    judging,
    leading,
    of_the_lead,
    packaged,
    reading,
    remarking,
    undecided,
    with_project,
    writing,
)


def _settle(
    name: str, text: str, keys: str | tuple[str, ...], when: Callable[[Situation], bool] = deciding, deed: str = "", *told: int
) -> ActionRecord:
    """An action of adjudication; its deed has its name where none is given."""
    lane = told[0] if told else -1
    shown = (lambda now: now.lanes > lane) if told else comparing
    handler = settling.deed(deed or name, *told)
    return ActionRecord(f"adjudication_{name}", text, SETTLE, handler, keys, when, shown=shown, place="review")


SETTLING = (
    *(_settle(f"take_{at + 1}", f"Take what coder {at + 1} says", str(at + 1), deciding, "take", at) for at in range(9)),
    *(
        _settle(
            f"event_{at + 1}", f"Take all that is open as coder {at + 1} has it", f"Shift+{at + 1}", deciding, "take_all", at
        )
        for at in range(9)
    ),
    _settle("most", _t("Take what &most say"), "M", deciding, "take_most"),
    _settle("write", _t("&Write a value of your own…"), "W"),
    _settle("reason", _t("&Reason…"), "R", deciding, "give_reason"),
    _settle("span", _t("Whose wor&ds in the text…"), "S", deciding, "take_span"),
    _settle("selected", _t("Take the words &selected in the text"), "V", deciding, "write_span"),
    _settle("add", _t("M&ake it an event of its own…"), "A", deciding, "add"),
    _settle("add_new", _t("Add an e&vent that no coder has"), "Shift+A"),
    _settle("drop", _t("It is &no event, drop it"), "X", deciding, "drop"),
    _settle("divide", _t("D&ivide the event…"), "D", deciding, "divide"),
    _settle("combine", _t("&Combine with another event…"), "C", deciding, "combine"),
    _settle("overrule", _t("Overru&le the error…"), "O"),
    _settle("fold", _t("Show or hide what all &gave alike"), "G", comparing, "fold"),
    _settle("next", _t("Next &open question"), "N", comparing, "next_open"),
    _settle("text", _t("Go to the &text, and back"), "T", comparing, "show_text"),
    _settle("next_case", _t("Next cas&e"), "Shift+N", comparing, "next_case"),
    _settle("finish", _t("&Finish, and next case"), ("Ctrl+Return", "Ctrl+Enter"), deciding, "finish"),
    _settle("reopen", _t("O&pen it again"), (), deciding, "reopen"),
)
"""The keys of adjudication: letters and digits, as they act on a table and nothing is typed there."""


def _incident(
    name: str, text: str, keys: str | tuple[str, ...], when: Callable[[Situation], bool] = incidents.linking, line: bool = False
) -> ActionRecord:
    """An action of tab Incidents; its deed has its name."""
    return ActionRecord(
        f"incidents_{name}",
        text,
        INCIDENT,
        incidents.deed(name),
        keys,
        when,
        separated=line,
        shown=incidents.here,
        place="events",
    )


INCIDENTS = (
    _incident("same", _t("They tell the &same incident"), "S"),
    _incident("not", _t("They are &not the same"), "N"),
    _incident("later", _t("&Later: the next one"), "L", incidents.here),
    _incident("leave_out", _t("Lea&ve the event in view out, or take it in"), "X"),
    _incident("settle", _t("Settle the &field in view…"), "W", line=True),
    _incident("let_go", _t("Let the settled value &go"), ("Delete", "Backspace")),
    _incident("reason", _t("Give a &reason…"), "R"),
    _incident("add", _t("Link &another event…"), "A", line=True),
    _incident("separate", _t("Se&parate the event in view"), "P"),
    _incident("also", _t("The event in view tells another incident, &too…"), "Shift+A"),
    _incident("combine", _t("&Combine with another incident…"), "C"),
    _incident("open", _t("&Open the article of the event in view"), "O", incidents.here, line=True),
    _incident("all", _t("Show or hide what is said alik&e"), "G", incidents.here),
    _incident("below", _t("Timeline or &map"), "M", incidents.here),
    _incident("table", _t("From the list to the ta&ble, and back"), "T", incidents.here),
    _incident("look", _t("Loo&k for candidates"), "F", incidents.here, line=True),
    _incident("find", _t("F&ind among all linked"), "/", incidents.here),
    *(
        _incident(kind, text, str(at), incidents.here, at == 1)
        for at, (kind, text) in enumerate(
            (
                ("link", _t("Candidates")),
                ("duplicate", _t("Duplicates")),
                ("doubt", _t("Doubtful links")),
                ("tie", _t("Ties")),
                ("linked", _t("All linked")),
            ),
            start=1,
        )
    ),
)
"""The keys of tab Incidents: letters and digits, as they act on a table and lists, and nothing is typed there."""

RECORDS: tuple[ActionRecord, ...] = (
    ActionRecord("new_project", _t("&New project…"), FILE, project.new, "Ctrl+Shift+N", icon="new"),
    ActionRecord("open_project", _t("&Open project…"), FILE, project.open_, "Ctrl+O", icon="open"),
    ActionRecord("open_recent", _t("Open &recent…"), FILE, project.open_recent, "Ctrl+Shift+O"),
    ActionRecord("open_sample", _t("Open the &sample"), FILE, project.open_sample),
    ActionRecord("import", _t("&Import…"), FILE, project.import_, "Ctrl+I", writing, "import", True, of_the_lead),
    ActionRecord("note_languages", _t("Note the languages of articles…"), FILE, project.note_languages, when=writing,
                 shown=of_the_lead),
    ActionRecord(
        "import_codings", _t("Import codings from else&where…"), FILE, codings.import_codings,
        when=lambda now: now.writable and now.lead, shown=of_the_lead,
    ),
    ActionRecord("export", _t("&Export…"), FILE, project.export, "Ctrl+Shift+S", with_project, "export"),
    ActionRecord("splits", _t("Train, dev and test…"), FILE, releasing.splits, when=leading, shown=of_the_lead),
    ActionRecord("release", _t("Release…"), FILE, releasing.release, "Ctrl+Shift+X", leading, shown=of_the_lead),
    ActionRecord("searches", _t("Lo&g of searches…"), FILE, releasing.searches, when=leading, shown=of_the_lead),
    ActionRecord("copies", _t("Articles that are copies…"), FILE, care.copies, when=leading, shown=of_the_lead),
    ActionRecord("change_coder", _t("&Who codes…"), TEAM, coder.change, when=writing, shown=of_the_lead),
    ActionRecord(
        "people", _t("&People…"), TEAM, coder.people, when=lambda now: now.project and now.lead and not now.packaged
    ),
    ActionRecord("kept", _t("What is &kept about me…"), TEAM, coder.kept, when=with_project),
    ActionRecord(
        "hand_out", _t("&Hand out…"), TEAM, handing.hand_out, "Ctrl+Shift+T", when=lambda now: now.writable and now.lead,
        shown=of_the_lead, separated=True,
    ),
    ActionRecord(
        "withhold_offers", _t("Withhold &offers…"), TEAM, care.withhold_offers, when=lambda now: now.writable and now.lead,
        shown=of_the_lead,
    ),
    ActionRecord(
        "remove_offers", _t("Take a model's offers away…"), TEAM, codings.remove_offers, shown=of_the_lead,
        when=lambda now: now.writable and now.lead,
    ),
    ActionRecord(
        "make_packages", _t("&Make packages…"), TEAM, packages.make, when=packages.hands_out, shown=of_the_lead, separated=True
    ),
    ActionRecord(
        "bring_back", _t("&Bring work back…"), TEAM, packages.bring_back, when=packages.hands_out, shown=of_the_lead
    ),
    ActionRecord("hand_in", _t("Hand &in…"), TEAM, packages.hand_in, when=packaged, shown=packaged, separated=True),
    ActionRecord(
        "take_in", _t("&Take in an update…"), TEAM, packages.bring_back, when=packages.works_alone, shown=packaged
    ),
    ActionRecord("shared_folder", _t("Shared &folder…"), TEAM, packages.choose_shared_folder, when=packages.meets),
    ActionRecord("packages", _t("Packa&ges and conflicts"), TEAM, packages.show, when=with_project),
    ActionRecord(
        "save_dashboard", _t("Save picture of the dashboard…"), FILE, dashboard.save_picture, when=with_project
    ),
    ActionRecord(
        "number_events", _t("N&umber incidents…"), FILE, project.number_incidents,
        when=lambda now: now.writable and now.lead and now.numbered, shown=of_the_lead, separated=True,
    ),
    ActionRecord(
        "adopt_codebook", _t("&Adopt a codebook version…"), FILE, project.adopt_codebook,
        when=lambda now: now.writable and now.lead, shown=of_the_lead,
    ),
    ActionRecord("save_codebook", _t("Sa&ve the codebook as a file…"), FILE, project.save_codebook, when=with_project),
    ActionRecord("save_manual", _t("Save the codebook's &manual…"), FILE, releasing.save_manual, when=with_project),
    ActionRecord("check_project", _t("Chec&k project…"), FILE, care.check, "Ctrl+Shift+K", with_project),
    ActionRecord(
        "offer_figures", _t("&How far offers led…"), FILE, care.offer_figures, when=lambda now: with_project(now) and now.lead
    ),
    ActionRecord("verify_project", _t("Veri&fy the file…"), FILE, care.verify, when=with_project, separated=True),
    ActionRecord("back_up", _t("&Back up now"), FILE, project.back_up, when=with_project),
    ActionRecord("restore", _t("Res&tore a backup…"), FILE, project.restore, when=with_project),
    ActionRecord("registers", _t("Actors, places an&d sources…"), FILE, register.show, "Ctrl+Shift+A", with_project),
    ActionRecord("purge", _t("&Purge a text or words…"), FILE, care.purge, when=lambda now: now.writable and now.lead),
    ActionRecord("make_places", _t("Make the &list of places…"), FILE, care.make_places, separated=True),
    ActionRecord("close_project", _t("&Close project"), FILE, lambda window: window.close_project(), "Ctrl+W", with_project),
    ActionRecord("quit", _t("&Quit"), FILE, lambda window: window.close(), "Ctrl+Q", separated=True),
    ActionRecord("undo", _t("&Undo"), EDIT, undoing.step_back, "Ctrl+Z", lambda now: now.undo, "undo"),
    ActionRecord(
        "redo", _t("&Redo"), EDIT, undoing.step_forward, ("Ctrl+Shift+Z", "Ctrl+Y"), lambda now: now.redo,
        "redo",
    ),
    ActionRecord("history", _t("&History…"), EDIT, care.history, "Ctrl+H", with_project),
    ActionRecord("find", _t("&Find in article…"), EDIT, coding.find, "Ctrl+F", reading, "search", True),
    ActionRecord("search", _t("&Search articles…"), EDIT, coding.search, "Ctrl+Shift+F", in_code),
    ActionRecord("filter_articles", _t("Fil&ter articles…"), EDIT, coding.filter_articles, "Ctrl+Shift+L", in_code),
    ActionRecord("palette", _t("Find an a&ction, field or article…"), EDIT, helping.palette, "Ctrl+K"),
    ActionRecord(
        "next_article", _t("&Next article"), ARTICLE, coding.next_article, ("Alt+Down", "Ctrl+PgDown"), in_code, "down"
    ),
    ActionRecord(
        "previous_article", _t("&Previous article"), ARTICLE, coding.previous_article, ("Alt+Up", "Ctrl+PgUp"), in_code, "up"
    ),
    ActionRecord("next_to_do", _t("Next &to do"), ARTICLE, coding.next_to_do, "Ctrl+Shift+Return", in_code),
    ActionRecord(
        "done", _t("&Done, and next to do"), ARTICLE, coding.done, ("Ctrl+Return", "Ctrl+Enter"), coding_it, "done", True,
        place="code",
    ),
    ActionRecord("choose_round", _t("C&hoose the round…"), ARTICLE, training.choose_round, "Ctrl+Shift+R", in_code),
    ActionRecord(
        "take_as_standard", _t("Take as standard of…"), ARTICLE, training.take_as_standard,
        when=lambda now: coding_it(now) and now.lead,
    ),
    ActionRecord("reopen", _t("&Reopen"), ARTICLE, coding.reopen, when=lambda now: coding_it(now) and now.done),
    ActionRecord("no_event", _t("N&o event…"), ARTICLE, coding.no_event, "Ctrl+Shift+E", undecided, separated=True),
    ActionRecord("unusable", _t("&Unusable…"), ARTICLE, coding.unusable, "Ctrl+Shift+U", undecided),
    ActionRecord(
        "memo", _t("&Memo on the article"), ARTICLE, lambda window: window.code().article_panel.focus_memo(), "Ctrl+Shift+M",
        reading, separated=True,
    ),
    ActionRecord(
        "correct_article", _t("&Correct the article's data…"), ARTICLE,
        lambda window: window.code().article_panel.edit_metadata(), "Ctrl+Shift+D", coding_it, shown=of_the_lead,
    ),
    ActionRecord(
        "correct_text", _t("Correct the te&xt…"), ARTICLE, care.correct_text, when=lambda now: coding_it(now) and now.lead,
        shown=of_the_lead,
    ),
    ActionRecord("flag", _t("&Flag…"), ARTICLE, remarks.flag, "Ctrl+G", remarking, separated=True),
    ActionRecord("comment", _t("Comm&ent…"), ARTICLE, remarks.comment, "Ctrl+Shift+C", remarking),
    ActionRecord("ask_lead", _t("&Ask the lead…"), ARTICLE, remarks.ask, "Ctrl+Shift+H", coding_it),
    ActionRecord(
        "mark_content", _t("Mark the content…"), ARTICLE, content.mark, when=lambda now: reading(now) and now.writable
    ),
    ActionRecord("agreement", _t("Work out agr&eement"), TEAM, agreement.work_out, when=agreement.compares, separated=True),
    ActionRecord("agreement_report", _t("Agreement report…"), TEAM, agreement.write("report"), when=agreement.compares),
    ActionRecord(
        "agreement_figures", _t("Agreement figures as CSV…"), TEAM, agreement.write("figures"), when=agreement.compares
    ),
    ActionRecord("agreement_json", _t("Agreement as JSON…"), TEAM, agreement.write("json"), when=agreement.compares),
    ActionRecord("methods", _t("Copy the methods paragraph"), TEAM, agreement.copy_methods, when=agreement.compares),
    ActionRecord("approve", _t("&Approve, and next to check"), TEAM, reviewing.approve, "F7", checking, separated=True),
    ActionRecord("send_back", _t("&Send back…"), TEAM, reviewing.send_back, "Shift+F7", checking),
    ActionRecord("next_to_check", _t("&Next to check"), TEAM, reviewing.next_to_check, "F11", checking),
    ActionRecord(
        "back_to_own", _t("Back to m&y own work"), TEAM, reviewing.back, "Shift+F11",
        lambda now: now.project and now.looks_on,
    ),
    ActionRecord(
        "screen_relevant", _t("First pass: re&levant"), ARTICLE, screening.judge("relevant"), ("R", "1"), judging,
        separated=True, place="first_pass",
    ),
    ActionRecord("screen_not", _t("First pass: not rele&vant"), ARTICLE, screening.judge("not"), ("N", "2"), judging,
                 place="first_pass"),
    ActionRecord("screen_unsure", _t("First pass: un&sure"), ARTICLE, screening.judge("unsure"), ("U", "3"), judging,
                 place="first_pass"),
    ActionRecord("screen_back", _t("First pass: take &back"), ARTICLE, screening.take_back, ("Backspace", "Left"), judging,
                 place="first_pass"),
    ActionRecord(
        "screen_open", _t("First pass: code &it"), ARTICLE, screening.open_current, "O", lambda now: now.place == "first_pass",
        place="first_pass",
    ),
    *SETTLING,
    *INCIDENTS,
    ActionRecord("add_event", _t("&Add event"), EVENT, coding.add_event, "Ctrl+N", coding_it, "add"),
    ActionRecord(
        "take_model_event", _t("Take an event that a model &found…"), EVENT, codings.take_model_event, "Shift+F5", coding_it
    ),
    ActionRecord("copy_event", _t("&Copy event"), EVENT, coding.copy_event, "Ctrl+D", at_event, "copy"),
    ActionRecord("remove_event", _t("&Remove event"), EVENT, coding.remove_event, "Ctrl+Shift+Backspace", at_event, "remove"),
    ActionRecord(
        "take_from_previous", _t("&Take the field from the event before"), EVENT, events.take_from_previous, "F5",
        lambda now: at_event(now) and now.field,
    ),
    ActionRecord("divide_event", _t("&Divide event…"), EVENT, events.divide, "Ctrl+Shift+J", at_event),
    ActionRecord("combine_events", _t("Comb&ine with the next event…"), EVENT, events.combine, "Ctrl+J", at_event),
    ActionRecord(
        "coded_before", _t("Coded bef&ore…"), EVENT, lambda window: window.code().show_coded_before(), "Ctrl+Shift+B",
        lambda now: reading(now) and now.event,
    ),
    ActionRecord(
        "incident_of_event", _t("Its incident"), EVENT, incidents.of_event, "Ctrl+Shift+I", incidents.has_event,
        shown=lambda now: now.lead and of_the_lead(now),
    ),
    ActionRecord("move_event_left", _t("Move event &left"), EVENT, coding.move_left, "Alt+Shift+Up", at_event),
    ActionRecord("move_event_right", _t("Move event ri&ght"), EVENT, coding.move_right, "Alt+Shift+Down", at_event),
    ActionRecord(
        "propose_name", _t("Propose the na&me for the register"), EVENT, register.propose, "Ctrl+Shift+P",
        lambda now: at_field(now) and now.named, separated=True,
    ),
    ActionRecord("next_event", _t("&Next event"), EVENT, coding.next_event, ("Alt+Right", "Ctrl+Tab"), reading, separated=True),
    ActionRecord(
        "previous_event", _t("&Previous event"), EVENT, coding.previous_event, ("Alt+Left", "Ctrl+Shift+Tab"), reading
    ),
    ActionRecord("next_problem", _t("Next pro&blem"), EVENT, coding.next_problem, "F8", reading, "problem", True),
    ActionRecord("ways_out", _t("&Ways out of the problem: fix, overrule…"), EVENT, coding.ways_out, "Ctrl+.", coding_it),
    ActionRecord("take_offer", _t("Take what the text o&ffers"), EVIDENCE, coding.take_offer, "F2", at_event),
    ActionRecord("add_offer", _t("Take it as on&e more"), EVIDENCE, coding.add_offer, "Shift+F2", at_event),
    ActionRecord("next_offer", _t("Ne&xt offer"), EVIDENCE, coding.step_offer(1), "F3", at_event),
    ActionRecord("previous_offer", _t("&Previous offer"), EVIDENCE, coding.step_offer(-1), "Shift+F3", at_event),
    ActionRecord("switch_offers", _t("&Offers on or off"), VIEW, coding.switch_offers, when=in_code),
    ActionRecord(
        "attach_selection", _t("&Attach selection to the field"), EVIDENCE, coding.attach,
        "Ctrl+E", answering, "attach",
    ),
    ActionRecord(
        "take_value", _t("&Take the value from the selection"), EVIDENCE, coding.take,
        "Ctrl+T", answering, "take",
    ),
    ActionRecord(
        "mention", _t("&Mention, not coded…"), EVIDENCE, lambda window: window.reader().mention_selection(), "Ctrl+M", coding_it
    ),
    ActionRecord("select_sentence", _t("&Select the sentence"), EVIDENCE, coding.select_sentence, "Ctrl+L", reading),
    ActionRecord(
        "status_inferred", _t("The value is &inferred"), EVIDENCE, coding.status("inferred"), "Ctrl+1", at_field, separated=True
    ),
    ActionRecord("status_article", _t("It is the article's &own data"), EVIDENCE, coding.status("article"), "Ctrl+2", at_field),
    ActionRecord(
        "status_outside", _t("It comes from another so&urce"), EVIDENCE, coding.status("outside"), "Ctrl+3", at_field
    ),
    ActionRecord(
        "status_not_in_text", _t("It is &not in the text"), EVIDENCE, coding.status("not_in_text"), "Ctrl+4", at_field
    ),
    ActionRecord(
        "start_earlier", _t("Start its evidence a &word earlier"), EVIDENCE, coding.move_edge("start", -1),
        ("Alt+,", "Ctrl+Alt+Left"), coding_it, separated=True,
    ),
    ActionRecord(
        "start_later", _t("Start its evidence a wor&d later"), EVIDENCE, coding.move_edge("start", 1),
        ("Alt+.", "Ctrl+Alt+Right"), coding_it,
    ),
    ActionRecord(
        "end_earlier", _t("End its evidence a word earlier"), EVIDENCE, coding.move_edge("end", -1), "Alt+Shift+Left",
        coding_it,
    ),
    ActionRecord(
        "end_later", _t("End its evidence a word &later"), EVIDENCE, coding.move_edge("end", 1), "Alt+Shift+Right", coding_it
    ),
    ActionRecord(
        "start_letter_earlier", _t("Start its evidence a letter earlier"), EVIDENCE,
        coding.move_edge("start", -1, by_character=True), when=coding_it,
    ),
    ActionRecord(
        "start_letter_later", _t("Start its evidence a letter later"), EVIDENCE,
        coding.move_edge("start", 1, by_character=True), when=coding_it,
    ),
    ActionRecord(
        "end_letter_earlier", _t("End its evidence a letter earlier"), EVIDENCE,
        coding.move_edge("end", -1, by_character=True), when=coding_it,
    ),
    ActionRecord(
        "end_letter_later", _t("End its evidence a letter later"), EVIDENCE,
        coding.move_edge("end", 1, by_character=True), when=coding_it,
    ),
    ActionRecord(
        "remove_evidence", _t("&Remove the field's evidence"), EVIDENCE, coding.remove_evidence, "Ctrl+5",
        lambda now: at_field(now) and now.evidence, separated=True,
    ),
    ActionRecord("place_code", _t("&Code"), VIEW, lambda window: window.show_place("code"), "Alt+1", with_project),
    ActionRecord("place_events", _t("&Events"), VIEW, lambda window: window.show_place("events"), "Alt+2", with_project),
    ActionRecord("place_dashboard", _t("Dashboard"), VIEW, dashboard.show, "Alt+Shift+2", with_project),
    ActionRecord(
        "place_review", _t("Re&view"), VIEW, lambda window: window.show_place("review"), "Alt+3", leading, shown=of_the_lead
    ),
    ActionRecord(
        "place_adjudication", _t("Adjudication"), VIEW, settling.show, "Alt+Shift+3", leading, shown=of_the_lead
    ),
    ActionRecord("place_incidents", _t("Incidents"), VIEW, incidents.show, "Ctrl+Alt+I", leading, shown=of_the_lead),
    ActionRecord("place_team", _t("&Team"), VIEW, lambda window: window.show_place("team"), "Alt+6", with_project),
    ActionRecord("place_codebook", _t("Code&book"), VIEW, guiding.show, "Alt+4", with_project),
    ActionRecord(
        "place_first_pass", _t("First p&ass"), VIEW, lambda window: window.show_place("first_pass"), "Alt+5", with_project
    ),
    ActionRecord("next_panel", _t("Next &panel (queue, reader, form)"), VIEW, coding.next_panel, "F6", in_code, separated=True),
    ActionRecord("go_queue", _t("Go to the &queue"), VIEW, lambda window: coding.go(window, "articles"), "Ctrl+Alt+Q", in_code),
    ActionRecord("go_reader", _t("Go to the &reader"), VIEW, lambda window: coding.go(window, "reader"), "Ctrl+Alt+R", reading),
    ActionRecord("go_form", _t("Go to the &form"), VIEW, lambda window: coding.go(window, "form"), "Ctrl+Alt+F", reading),
    ActionRecord("show_map", _t("&Map; again: larger"), VIEW, maps.show, ("F4", "Shift+F4"), reading),
    ActionRecord(
        "toggle_queue", _t("&Hide or show the queue"), VIEW, lambda window: window.code().toggle_queue(), "F9", in_code
    ),
    ActionRecord("zoom_in", _t("&Larger"), VIEW, lambda window: window.zoom(1), ("Ctrl++", "Ctrl+="), separated=True),
    ActionRecord("zoom_out", _t("&Smaller"), VIEW, lambda window: window.zoom(-1), "Ctrl+-"),
    ActionRecord("zoom_usual", _t("&Usual size"), VIEW, lambda window: window.zoom(0), "Ctrl+0"),
    ActionRecord(
        "text_narrower", _t("Narrower lines"), VIEW, comfort.measure(-1), "Alt+-", with_project, separated=True
    ),
    ActionRecord("text_wider", _t("Wider lines"), VIEW, comfort.measure(1), ("Alt+=", "Alt++"), with_project),
    ActionRecord(
        "theme_system", _t("Colours of the &desktop"), VIEW, lambda window: window.set_theme("system"), separated=True
    ),
    ActionRecord("theme_light", _t("L&ight"), VIEW, lambda window: window.set_theme("light")),
    ActionRecord("theme_dark", _t("Dar&k"), VIEW, lambda window: window.set_theme("dark")),
    ActionRecord("guidance", _t("&Explain the field or answer"), HELP, guiding.explain, "Shift+F1", reading),
    ActionRecord("shortcuts", _t("&Keyboard shortcuts"), HELP, helping.shortcuts, ("F1", "Ctrl+/")),
    ActionRecord("show_hints", _t("Show the &hints again"), HELP, comfort.show_hints),
    ActionRecord("about", _t("&About Annotator"), HELP, helping.about),
)  # fmt: skip
TOOLBAR = (
    "previous_article", "next_article", "done", "", "undo", "redo", "", "add_event", "copy_event", "", "attach_selection",
    "take_value", "", "next_problem",
)  # fmt: skip
