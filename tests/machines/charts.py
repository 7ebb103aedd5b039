"""The charts as they were agreed: (event, from, to, by). A machine may gain rows; it may lose none of these.

By: C client, F freelancer, M mediator, O operator, S the system. "–" is not there yet, "=" stays where it is.
"""

from __future__ import annotations

from typing import Final

from statemachines.machine import NEW, Role

Row = tuple[str, str, str, Role]
ROLES: Final = {"C": Role.CLIENT, "F": Role.FREELANCER, "M": Role.MEDIATOR, "O": Role.OPERATOR, "S": Role.SYSTEM}

CHARTS: Final[dict[str, str]] = {
    "job": """
        save           –                                               draft         C
        publish        draft                                           open          C
        edit           open                                            =             C
        fill           open                                            filled        S
        close          draft,open                                      closed        C
        expire         open                                            expired       S
        reopen         closed,expired                                  open          C
        remove         draft,open                                      removed       O
    """,
    "proposal": """
        send           –                                               submitted     F
        edit           submitted,shortlisted                           =             F
        shortlist      submitted                                       shortlisted   C
        unshortlist    shortlisted                                     submitted     C
        archive        submitted,shortlisted                           archived      C
        offer          submitted,shortlisted,archived                  offered       S
        hire           offered                                         hired         S
        reopen         offered                                         shortlisted   S
        decline        submitted,shortlisted,archived,offered          declined      C
        withdraw       submitted,shortlisted,offered                   withdrawn     F
        close          submitted,shortlisted,archived,offered          closed        S
    """,
    "contract": """
        offer          –                                               offered       C
        counter        offered                                         =             F
        approve_change offered                                         =             C
        reject_change  offered                                         =             C
        accept         offered                                         onboarding    F
        accept         offered                                         active        F
        decline        offered                                         declined      F
        withdraw       offered                                         withdrawn     C
        expire         offered                                         expired       S
        activate       onboarding                                      active        S
        cancel         onboarding                                      cancelled     CFS
        pause          active                                          paused        CO
        resume         paused                                          active        CO
        propose_change active                                          =             CF
        confirm_change active                                          =             CF
        refuse_change  active                                          =             CF
        end            active,paused                                   ended         CF
        suspend        active,paused                                   suspended     O
        restore        suspended                                       active        O
        restore        suspended                                       paused        O
        close          ended                                           closed        S
    """,
    "case": """
        open           –                                               in_progress   S
        complete       in_progress                                     complete      S
        reject         in_progress                                     rejected      S
        expire         in_progress                                     expired       S
        cancel         in_progress                                     cancelled     CF
    """,
    "task": """
        start          not_started                                     in_progress   CFO
        complete       in_progress                                     submitted     CFO
        complete       in_progress                                     done          CFO
        approve        submitted                                       done          CO
        return         submitted                                       in_progress   CO
        waive          not_started,in_progress,submitted               waived        CO
        classify       in_progress                                     done          CO
    """,
    "milestone": """
        add            –                                               agreed        C
        propose        –                                               proposed      F
        accept         proposed                                        agreed        C
        refuse         proposed                                        dropped       C
        withdraw       proposed                                        dropped       F
        edit           agreed                                          =             C
        remove         agreed                                          dropped       C
        fund           agreed                                          funded        CS
        submit         funded,revision                                 submitted     F
        ask_extend     submitted                                       =             C
        extend         submitted                                       =             F
        revise         submitted                                       revision      C
        approve        submitted,funded,revision                       released      C
        approve_part   submitted                                       released      C
        auto_release   submitted                                       released      S
        ask_refund     funded,revision,submitted                       refund_asked  C
        give_refund    refund_asked                                    refunded      FS
        refuse_refund  refund_asked                                    funded        F
        refuse_refund  refund_asked                                    revision      F
        refuse_refund  refund_asked                                    submitted     F
        dispute        funded,revision,submitted,refund_asked          disputed      S
        settle         disputed                                        settled       S
        undispute      disputed                                        funded        S
        undispute      disputed                                        revision      S
        undispute      disputed                                        submitted     S
        undispute      disputed                                        refund_asked  S
    """,
    "week": """
        open           –                                               open          S
        log            open,correcting                                 =             F
        edit           open,correcting                                 =             F
        delete         open,correcting                                 =             F
        object         open,correcting,review                          =             C
        answer         open,correcting,review                          =             F
        lock_entries   open                                            correcting    S
        invoice        correcting                                      review        S
        accept         review                                          accepted      CS
        dispute        review                                          disputed      S
        clear          accepted                                        paid          S
        settle         disputed                                        paid          S
        payment_failed review                                          unpaid        S
        retry          unpaid                                          review        C
    """,
    "entry": "",
    "timer": "",
    "diary": "",
    "dispute": """
        open           –                                               awaiting_response CF
        accept_claim   awaiting_response                               resolved      CF
        decline_claim  awaiting_response                               mediation     CF
        lapse          awaiting_response                               resolved      S
        offer          awaiting_response,mediation,proposed,unresolved,arbitration =             CF
        accept         awaiting_response,mediation,proposed,unresolved,arbitration resolved      CF
        reject         awaiting_response,mediation,proposed,unresolved,arbitration =             CF
        claim          mediation                                       =             M
        handover       mediation                                       =             M
        ask            mediation                                       =             M
        evidence       mediation                                       =             CF
        extend         awaiting_response,mediation,proposed,unresolved,arbitration =             M
        propose        mediation                                       proposed      M
        vote           proposed                                        resolved      CF
        vote           proposed                                        unresolved    CFS
        arbitrate      unresolved                                      arbitration   CF
        rule           arbitration                                     resolved      M
        withdraw       awaiting_response,mediation,proposed,unresolved,arbitration withdrawn     CF
        escalate       mediation                                       =             S
    """,
    "deposit": """
        ask            –                                               asked         C
        settle         asked                                           settled       S
        fail           asked                                           failed        S
        expire         asked                                           expired       S
        charge_back    settled                                         charged_back  S
    """,
    "withdrawal": """
        ask            –                                               requested     F
        send           requested                                       sending       S
        confirm        sending                                         paid          S
        fail           sending                                         failed        S
        unknown        sending                                         unknown       S
    """,
}

GAINED: Final[dict[str, str]] = {
    "proposal": """
        shortlist      archived                                        shortlisted   C
        withdraw       archived                                        withdrawn     F
    """,
    "contract": """
        decline        offered                                         declined      S
        withdraw       offered                                         withdrawn     S
        pause          active                                          paused        S
        resume         paused                                          active        S
        adjust         active,paused                                   =             CF
    """,
    "case": """
        remind         in_progress                                     =             S
        nudge          in_progress                                     =             CFO
    """,
    "task": """
        open           –                                               not_started   S
        attach         in_progress                                     =             CFO
        reuse          not_started,in_progress                         done          CFO
        assess         not_started,in_progress                         in_progress   CO
        classify       not_started                                     done          CO
        close          not_started,in_progress,submitted               closed        S
    """,
    "milestone": """
        claim          –                                               claimed       F
        pay_claim      claimed                                         released      C
        refuse_claim   claimed                                         dropped       C
        withdraw_claim claimed                                         dropped       F
        bonus          –                                               released      C
        pay_balance    agreed                                          released      C
        drop           proposed,agreed                                 dropped       S
        refuse_extend  submitted                                       =             F
        ask_refund     agreed                                          refund_asked  C
        refuse_refund  refund_asked                                    agreed        F
        give_refund    funded,revision,submitted                       refunded      F
        give_back      funded,revision,submitted,refund_asked,agreed   refunded      S
        clear          released,settled                                =             S
    """,
    "week": """
        log            open,correcting                                 =             S
        invoice        correcting                                      unbilled      S
        collect        review                                          =             S
        collect        unpaid,uncollected                              review        S
        reduce         review                                          =             F
        retry          uncollected                                     review        C
        lapse          unpaid                                          uncollected   S
        undispute      disputed                                        review        S
        clear          paid                                            =             S
    """,
    "entry": """
        log            –                                               logged        FS
        edit           logged,answered                                 =             F
        edit           objected                                        answered      F
        delete         logged,objected,answered                        deleted       F
        object         logged,answered                                 objected      C
        answer         objected                                        answered      F
        reduce         objected                                        answered      F
        reduce         answered                                        =             F
    """,
    "timer": """
        start          –                                               running       F
        nudge          running                                         nudged        S
        keep           nudged                                          running       F
        idle           nudged                                          idle          S
        stop           running,nudged,idle                             stopped       F
        cut            running,nudged,idle                             stopped       S
    """,
    "diary": """
        open           –                                               on            S
        prompt         on                                              =             S
        nudge          on                                              =             S
        digest         on                                              =             S
    """,
    "dispute": """
        evidence       awaiting_response,proposed,unresolved,arbitration =             CF
        claim          arbitration                                     =             M
        handover       mediation                                       =             O
        handover       arbitration                                     =             MO
        relieve        mediation,proposed,unresolved,arbitration       =             O
        escalate       arbitration                                     =             S
        propose        mediation                                       unresolved    S
        vote           proposed                                        =             CF
        arbitrate      unresolved                                      =             CF
        award          unresolved                                      resolved      S
        rule           arbitration                                     resolved      S
    """,
    "deposit": """
        ask            –                                               asked         S
        settle         expired                                         settled       S
    """,
    "withdrawal": """
        confirm        unknown                                         paid          S
        fail           requested,unknown                               failed        S
        inquire        unknown                                         =             S
    """,
}


def rows(chart: str) -> set[Row]:
    """The lines of a chart, one row for each state and role."""
    found: set[Row] = set()
    for line in chart.strip().splitlines():
        event, sources, target, by = line.split()
        for source in sources.split(","):
            found |= {
                (event, source.replace("–", NEW), source if target == "=" else target, ROLES[letter]) for letter in by
            }
    return found
