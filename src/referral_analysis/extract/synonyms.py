"""What councils' systems call the columns and codes of a referral, for proposing a mapping.

Compiled from the census guide's own names, Annex A, and the usual headers of case-management
exports; every entry is only ever proposed, and a person accepts it.
"""

from collections.abc import Mapping

from referral_analysis.extract import columns as c

HEADERS: Mapping[str, tuple[str, ...]] = {
    c.REFERRAL_ID: ("referral number", "referral ref", "contact referral id", "episode id",
                    "referral reference", "referral key", "referral no", "ref no", "ref",
                    "reference number", "unique reference", "case reference"),
    c.CHILD_ID: ("person id", "client id", "pseudo id", "child unique id", "la child id",
                 "person number", "service user id", "child reference", "client number",
                 "swift id", "ics id", "pseudonym"),
    c.REFERRED_ON: ("referral date", "date of referral", "cin referral date", "date referred",
                    "date received", "referral start date", "received date"),
    c.DISTRICT: ("district name", "area", "locality", "local authority district", "borough",
                 "district council", "home district", "area name"),
    c.REFERRAL_SOURCE: ("source of referral", "referred by", "referrer", "agency", "source",
                        "referring agency", "referral source code", "referrer type",
                        "referrer agency"),
    c.PRIMARY_NEED: ("primary need code", "need code", "cin code", "category of need", "need",
                     "primary need category", "child in need code"),
    c.IS_NFA: ("nfa", "referral nfa", "no further action", "nfa flag", "outcome nfa",
               "nfa indicator", "referral no further action"),
    c.INITIAL_ASSESSED_ON: ("initial assessment date", "ia date", "ia completed",
                            "date of initial assessment", "initial assessment end date",
                            "ia end date", "assessment authorisation date",
                            "initial assessment completed", "assessment completion date"),
    c.CORE_ASSESSED_ON: ("core assessment date", "ca date", "ca completed",
                         "date of core assessment", "core assessment end date", "ca end date",
                         "core assessment completed"),
    c.SINGLE_ASSESSED_ON: ("single assessment date", "single assessment end date",
                           "single assessment completed", "date of single assessment",
                           "c and f assessment end date", "child and family assessment date"),
    c.SECTION_47_ON: ("section 47 date", "s47 date", "s47 start date", "s47 actual start date",
                      "section 47 start date", "date of section 47", "s47 enquiry date",
                      "strategy discussion date"),
    c.CHILD_PROTECTION_PLAN_ON: ("cpp start date", "cpp start", "cpp date",
                                 "child protection plan date", "child protection plan start date",
                                 "cp plan start", "cp plan start date", "cp plan date",
                                 "cp start date", "date of child protection plan",
                                 "date became subject of plan", "became subject to plan date"),
    c.CLOSED_ON: ("closure date", "date closed", "cin closure date", "case closed", "end date",
                  "referral end date", "date of closure", "close date"),
    c.CLOSURE_REASON: ("reason for closure", "reason closed", "closure code", "end reason",
                       "reason for closure code", "closing reason"),
    c.AGE_AT_REFERRAL: ("age", "age of child years", "age years", "age at date of referral",
                        "child age"),
}  # fmt: skip
"""Our column -> headers that mean it, in words; our own name is one without saying."""

AGENCIES: Mapping[str, tuple[str, ...]] = {
    "1A": ("family", "parent", "mother", "father", "relative", "carer", "family member"),
    "1B": ("neighbour", "acquaintance", "friend"),
    "1C": ("self", "self referral", "child"),
    "1D": ("individual", "member of public", "member of the public", "other individual"),
    "2A": ("school", "schools", "primary school", "secondary school", "academy"),
    "2B": ("education", "education services", "education welfare", "education welfare officer"),
    "3A": ("gp", "general practitioner", "gp surgery", "doctor"),
    "3B": ("health visitor", "hv"),
    "3C": ("school nurse",),
    "3D": ("midwife", "primary health", "other primary health services"),
    "3E": ("a e", "accident and emergency", "a and e", "emergency department"),
    "3F": ("hospital", "health", "camhs", "other health services", "ambulance"),
    "4": ("housing", "housing association", "housing department"),
    "5A": ("social care", "social services", "adult social care", "la social care"),
    "5B": ("council department", "la other internal", "internal"),
    "5C": ("other local authority", "other la", "la external"),
    "5D": ("early help", "la early help"),
    "6": ("police", "police service", "kent police", "constabulary"),
    "7": ("probation", "court", "cafcass", "prison", "other legal agency", "youth offending"),
    "8": ("children s centre", "childrens centre", "voluntary", "voluntary organisation",
          "charity", "nursery", "other"),
    "9": ("anonymous", "anon"),
    "10": ("unknown", "not known", "not recorded", "not stated"),
}  # fmt: skip
"""ReferralSource code -> what a council may write for it, in words."""
