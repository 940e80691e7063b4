r"""The letters' fixed wording: every heading, label and pattern the parser looks for.

White space between words is always `\s+`: lines wrap and pages break anywhere. The examples in the comments show the
printed forms; `tests/test_patterns.py` runs each pattern over a table of cases.
"""

import re
from dataclasses import dataclass
from typing import Literal

from corpus.wording import compile_wordings

Section = Literal["dispute", "reviewer", "documents", "summary", "issues"]
Part = Literal["title", "administrator", "reviewer", "guidelines", "rationale"]

_AS_PRINTED = re.VERBOSE | re.MULTILINE
_ANY_CASE = _AS_PRINTED | re.IGNORECASE

# --- headings -----------------------------------------------------------------------------------------------------
#
# Section -> how its heading is printed (`corpus.wording` has the notation) -> the layouts that print it so. Each starts
# with a capital, as prose does not. Extraction may fuse a heading with the line before or after it, so none is tied to
# a line, but for the one that is ordinary words.

HEADING_WORDINGS: dict[Section, dict[str, str]] = {
    # what is disputed, as a list; in layout B with the decisions
    "dispute": {
        "Issue(s) at Dispute:": "A",
        "Independent Medical Review Decision(s) [and|&] Rationale(s)(:)": "B",
    },
    # the reviewer's credentials
    "reviewer": {
        "How the imr final determination was made(:)": "CDE",
        "Medical Qualifications of the Expert Reviewer(:)": "B",
        "Medical Reviewer Qualifications(:)": "A",
    },
    "documents": {
        "Documents Reviewed for Determination(:)": "AB",
        "Documents Reviewed(:)¶": "C",
    },
    "summary": {
        "Clinical case summary(:)": "CDE",
        "Expert Reviewer Case Summary:": "B",
        "Case Summary:": "AB",
    },
    # the issues, one after the other; layouts A and B have no heading above them
    "issues": {
        "Imr Issue(s), decision(s), [and|&] rationale(s)(:)": "DE",
        "Imr Decision(s) [and|&] rationale(s)(:)": "C",
    },
}

DISPUTE = compile_wordings(HEADING_WORDINGS["dispute"])
REVIEWER = compile_wordings(HEADING_WORDINGS["reviewer"])
DOCUMENTS = compile_wordings(HEADING_WORDINGS["documents"])
SUMMARY = compile_wordings(HEADING_WORDINGS["summary"])
ISSUES = compile_wordings(HEADING_WORDINGS["issues"])
# What a letter's own head calls it; the group is named after the layouts that do.
NOTICE = re.compile(
    r"""M (?i: EDICAL ) \s+ P (?i: ROFESSIONAL ) \s+ R (?i: EVIEW ) \b (?P<A> )
      | M (?i: AXIMUS \s+ FEDERAL \s+ SERVICES ,? \s+ INC \.? \s+ INDEPENDENT \s+ MEDICAL \s+ REVIEW ) \b (?P<ABC> )
      | N (?i: OTICE \s+ OF ) \s+ I (?i: NDEPENDENT \s+ MEDICAL \s+ REVIEW \s+ DETERMINATION ) \b (?P<B> )""",
    _AS_PRINTED,
)
# One search a section costs half of one for all of them, which would look at every capital.
HEADINGS: dict[Section, re.Pattern[str]] = {
    "dispute": DISPUTE, "reviewer": REVIEWER, "documents": DOCUMENTS, "summary": SUMMARY, "issues": ISSUES,
}  # fmt: skip

# the form's sentence between the heading and the summary: "The expert reviewer developed the following clinical case
# summary based on a review of the case file, including all medical records:"; in layout B "Disclaimer: The following
# case summary was taken directly from the utilization review denial/modification dated July 19, 2013:"
SUMMARY_INTRODUCTION = re.compile(
    r"""\s* (?: The \s+ (?: expert \s+ | physician \s+ )? reviewer \s+ developed \b [^:]{0,250} :
             | Disclaimer \s* : \s* The \s+ following \s+ case \s+ summary \b [^:."“]{0,250} [:.]? )""",
    _ANY_CASE,
)

# the form's sentence between the heading and the first issue: "The Final Determination was based on decisions for the
# disputed items/services set forth below:"
ISSUES_INTRODUCTION = re.compile(r"\S? \s* The \s+ Final \s+ Determination \b [^:]{0,200} :", _ANY_CASE)

# --- the labels of an issue ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LabelWording:
    """How a label is printed, by which layouts, and what it tells.

    `part` is the part of an issue it stands above; `guidelines` are both guideline statements in one. A label that
    `opens` begins an issue wherever it stands; another only below a title. One that is `stated` is the beginning of the
    part's own first sentence.
    """

    part: Part
    layouts: str
    wording: str
    opens: bool = False
    stated: bool = False


# Not only at the start of a line: extraction may fuse lines ("UpheldClaims Administrator guideline:"). Each starts with
# a capital, as prose ("the claims administrator guideline") does not.
LABEL_WORDINGS = (
    LabelWording("title", "B", "Regarding the request(s) for", opens=True),
    LabelWording("title", "C", "Decision for", opens=True),
    LabelWording("administrator", "DE", "Claims administrator('s) guideline(s):", opens=True),
    LabelWording("administrator", "C", "The Claims administrator based [its|their|his/her] decision on", stated=True),
    LabelWording("administrator", "C", "The Claims administrator did not [base|cite]", stated=True),
    LabelWording("reviewer", "DE", "Maximus('s) guideline(s):"),
    LabelWording("reviewer", "DE", "Expert reviewer('s) guideline(s):"),
    LabelWording("reviewer", "C", "The [Physician|Expert] reviewer based [his/her|their|its] decision on", stated=True),
    LabelWording("reviewer", "C", "The [Physician|Expert] reviewer did not [base|cite]", stated=True),
    LabelWording("reviewer", "A", "Medical Treatment Guideline(s) Relied Upon by … and Why…:", opens=True),
    LabelWording("guidelines", "B", "Section(s) of the Medical Treatment Utilization Schedule Relied Upon by the "
                 "Expert Reviewer to Make His/Her Decision(:)", opens=True),
    LabelWording("rationale", "DE", "Decision rationale:"),
    LabelWording("rationale", "C", "The [Physician|Expert] reviewer's decision rationale:"),
    LabelWording("rationale", "B", "Rationale for the Decision:"),
    LabelWording("rationale", "A", "Rationale for Why the Requested … Medically Necessary…:", opens=True),
)  # fmt: skip
ISSUE_LABEL = compile_wordings([label.wording for label in LABEL_WORDINGS], may_be_fused=True)

# The number above a label such as "Decision for", in a text that ends there: "2. ", "2) ".
NUMBER_ABOVE = re.compile(r"(?<! [\w.,/#-] ) (?P<number> \d{1,2} ) [ \t]* [.)] \s* \Z", _AS_PRINTED)
# A line that begins with a number: "1. Physical therapy 2 x 4 is not"
NUMBERED_LINE = re.compile(r"^ [ \t\f]* (?P<number> \d{1,2} ) [ \t]* [.)] [ \t]+ (?= \S )", _AS_PRINTED)
# The end of a title that stands on its own: "1) Regarding the request for crutches:"
TITLE_LINE_END = re.compile(r": [ \t]* (?= [\n\f] | \Z )", _AS_PRINTED)
# "... for item 2" in a label of layout A
ITEM = re.compile(r"\b item \s* (?: \# | no \.? )? \s* (?P<number> \d{1,2} ) \b", _ANY_CASE)

# --- what was decided ---------------------------------------------------------------------------------------------

# "is not medically necessary and appropriate", also "is notmedically necessary", "The request is medically necessary"
VERDICT = re.compile(
    r"""(?: \b The \s+ requests? \s+ )? (?: \b (?P<verb> is | are | was | were ) \s* )?
        (?: (?P<denied> \b n[o0]t ) \s* )? medically \s* necessary \b
        (?: \s+ (?: and | or ) \s+ (?: medically \s+ )? appropriate \b )?""",
    _ANY_CASE,
)

# Layout B: "1) MAXIMUS Federal Services, Inc. has determined the request for crutches is medically necessary and
# appropriate." What is requested may wrap.
STATEMENT = re.compile(
    r"""M (?i: AXIMUS \s+ Federal \s+ Services ,? \s+ Inc \.? \s+ has \s+ determined \s+ (?: that \s+ )?
        the \s+ requests? \s+ for ) \s+
        (?P<treatment> (?: (?! (?i: has \s+ determined | medically \s+ necessary ) ) . ){1,600}? )
        \s+ (?i: (?P<verb> is | are | was | were ) \s* (?P<denied> n[o0]t \s* )? medically \s* necessary \b )""",
    _AS_PRINTED | re.DOTALL,
)

# The number of one of several disputes of layout A: "2. "; the line above may be fused with it, or a page above
DISPUTE_NUMBER = re.compile(
    r"(?: ^ | (?<= [?\f] ) ) [ \t\f]* (?P<number> \d{1,2} ) [ \t]* [.)] [ \t]+ (?= \S )", _AS_PRINTED
)
# Layout A wraps what is in dispute: "Is the requested treatment/service physical therapy medically necessary?"
DISPUTE_LEAD = re.compile(
    r"""\s* (?: Whether | Is | Are | Was | Were ) \s+ the \s+ (?: requested \s+ | proposed \s+ )?
        (?: (?: treatments? | services? | requests? ) \b (?: \(s\) )? (?: \s* / \s* services? (?: \(s\) )? )? )? \s*
        (?: (?: of | for ) \b | [:,-] )? \s*""",
    _ANY_CASE,
)
DISPUTE_TRAIL = re.compile(
    r""",? \s* (?: \b (?: is | are | was | were ) \s+ )? medically \s+ necessary (?: \s+ and \s+ appropriate )?
        \s* [?.]? \s* \Z""",
    _ANY_CASE,
)

# Layout B gives both guideline statements as one text: sentences about the claims administrator come first.
SENTENCE = re.compile(
    r"""\S .*? (?: [.?!] [\])"'”’]* (?= \s+ [("'“]* [A-Z] | \s* \Z ) | \Z )""", _AS_PRINTED | re.DOTALL
)
ADMINISTRATORS_SENTENCE = re.compile(
    r"\A (?! .* \b (?: Expert | Physician | Professional ) \s+ Reviewer \b ) .* \b Claims \s+ Administrator \b",
    _ANY_CASE | re.DOTALL,
)

# A cover page decides the whole letter: "Final Determination: UPHOLD", OVERTURN, PARTIAL OVERTURN
LETTER_OUTCOME = re.compile(
    r"""Final \s+ Determination \s* : \s*
        (?: (?P<upheld> UPHOLD | UPHELD ) | (?P<overturned> OVERTURN (?: ED )? ) | (?P<partial> PARTIAL ) ) \b""",
    _ANY_CASE,
)

# What follows the last rationale: a signature, "Disclaimer: MAXIMUS is providing an independent review service ...", a
# typist's initials "/abc"
CLOSING = re.compile(
    r"""Sincerely [ \t]* ,? [ \t]* (?= [\n\f] | \Z ) | Disclaimer \s* : \s* MAXIMUS \s+ is \b
      | / (?<= \s / ) [A-Za-z]{2,4} \s* \Z""",
    _AS_PRINTED,
)

# The outcome that ends a title: "...: Upheld", "... 60 day supply: 30: Overturned", or alone on the next line. Without
# a colon it must be a capitalized word of its own, so that a sentence that ends in "is upheld" is none.
OUTCOME = re.compile(
    r"""\s* (?: (?: [:;] | \s [–—-] ) \s* (?P<after_colon> (?i: Upheld | Overturned ) )
           | \s (?P<bare> Upheld | Overturned | UPHELD | OVERTURNED ) ) [ .]? \Z""",
    _AS_PRINTED,
)

# --- titles and the rationales above them -----------------------------------------------------------------------

# A sentence that ends where its line does. Used to tell a title from the rationale that stands above it.
SENTENCE_END = re.compile(r"""[.?!] [\])"'”’]* \s* \Z""", _AS_PRINTED)

# A verdict that lost its full stop: "... is not medically necessary"
VERDICT_END = re.compile(
    r"\b medically \s+ (?: necessary (?: \s+ (?: and | or ) \s+ appropriate )? | appropriate | unnecessary ) \s* \Z",
    _ANY_CASE,
)

# A line break inside a title: the lower line goes on in lower case, or the upper one ends in something that wants more
GOES_ON_BELOW = re.compile(r"[ \t]* [a-z]", _AS_PRINTED)
GOES_ON_ABOVE = re.compile(
    r"(?: [,;&/(+-] | \b (?: of | the | for | and | or | with | to | a | an | in | at ) ) \s* \Z", _ANY_CASE
)

# A title that narrates what utilization review changed ends so: "The remaining IMR eligible portion of the original
# request, Tramadol 50mg #30 is", "leaving the original request IMR eligible. The original request, ... is"
NARRATED_REMAINDER = re.compile(r"\b (?: IMR [\s-]+ eligible \b | original \s+ request , | is \s* \Z )", _ANY_CASE)

# ... and begins so: "Tramadol 50mg #90 was the original request."
NARRATED_BEGINNING = re.compile(r"\b (?: was | were ) \s+ the \s+ original \s+ request \b", _ANY_CASE)

# --- page furniture ----------------------------------------------------------------------------------------------

# "Page 3 of 5", "Page | 3", "Final Determination Letter for IMR Case Number CM14-0000000 Page 3", alone on a line,
# which a page may begin or end
PAGE_FOOTER = re.compile(
    r"""(?: ^ | (?<= \f ) ) [ \t]*
        (?: Final \s Determination \s Letter \s for \s IMR \s Case \s Number [^\n\f]{0,60}
          | (?: - [ \t]* )? Page \s (?: \| \s )? \d{1,3} (?: \s of \s \d{1,3} )? (?: [ \t]* - )? )
        [ \t]* (?= $ | \f )""",
    _ANY_CASE,
)

# "3" or "- 3 -" as the first or last line of page 3
PAGE_NUMBER = re.compile(r"(?: - [ \t]* )? (?P<number> \d{1,3} ) (?: [ \t]* - )?", re.VERBOSE)

# --- the header block -------------------------------------------------------------------------------------------

# "Case Number: CM14-0012345", in the first postings "13-000004"; composed letters past the millionth have eight digits.
# In another column it is known by its letters only.
CASE_NUMBER = re.compile(
    r"""Case \s+ Number \s* :? \s*
        (?: (?P<number> CM \d\d [-‐–] \d{7,8} | \d\d [-‐–] \d{6,7} )
          | .{0,300}? \b (?P<far> CM \d\d - \d{7,8} ) ) \b""",
    _ANY_CASE | re.DOTALL,
)

# The labels of the dates, each named as the field it fills, and the dates. Extraction may give them line by line or
# column by column ("Date Assigned:" / "Decision Date:" / "01/05/2015" / "02/06/2015"), but keeps both in order.
# Layout B has some in prose: "An application for Independent Medical Review was filed on 7/26/2013".
HEADER_LABEL = re.compile(
    r"""[DdUuAa] (?i:
          (?<=D) ate \s+ (?: (?P<date_assigned> Assigned ) | (?P<date_of_injury> of \s+ Injury ) )
        | (?<=D) (?P<decision_date> ecision \s+ Date )
        | (?P<ur_denial_date> (?<=U) R \s+ Denial \s+ Date | (?<=U) tilization \s+ Review \s+ Denial \s+ dated
                            | (?<=D) ate \s+ of \s+ UR \s+ (?: Decision | Denial ) )
        | (?<=A) (?P<application_received> pplication
              (?: (?= \s+ (?: \d | Received ) ) | \s+ for \s+ [\w\s]{1,60} \s filed \s+ on ) ) )""",
    _AS_PRINTED,
)
HEADER_DATE = re.compile(r"\b (?P<month> \d{1,2} ) / (?P<day> \d{1,2} ) / (?P<year> \d{4} ) \b", _AS_PRINTED)
# "Dated: 10/15/2013" is what layout B calls the date of the decision
DATED = re.compile(r"\b Dated \s* : \s*", _ANY_CASE)
# What may stand between a label and its own date
HEADER_GAP = re.compile(r"\s* (?: Received )? \s* :? \s*", _ANY_CASE)

# "Priority: Standard", the value perhaps in another column
PRIORITY = re.compile(
    r"\b Priority \b .{0,300}? \b (?P<priority> Standard | Expedited | Regular | Urgent ) \b", _ANY_CASE | re.DOTALL
)

# --- the reviewer's credentials -----------------------------------------------------------------------------------

# Layout E: "State(s) of Licensure: California, Texas" / "Certification(s)/Specialty: Family Practice". Both may wrap.
LICENSURE = re.compile(r"S (?i: tates? (?: \(s\) )? \s+ of \s+ Licensure ) \s* :", _AS_PRINTED)
SPECIALTY = re.compile(
    r"C (?i: ertifications? (?: \(s\) )? \s* / \s* Special (?: ty | ties ) (?: \(s\) )? ) \s* :", _AS_PRINTED
)

# Layout D: "The expert reviewer is Board Certified in Neurology, has a subspecialty in Pain Medicine and is licensed to
# practice in Ohio."; also "is a licensed Psychologist ..."
CREDENTIALS_PROSE = re.compile(
    r"""[Rr] eviewer \s+ is \s+
        (?: Board [\s-]+ Certified \s+ in \s+ | licensed \s+ in \s+ | an? \s+ (?: licensed \s+ )? )
        (?P<specialty> [^.]{1,300}? )
        (?: ,? \s+ (?: and \s+ )? has \s+ an? \s+ sub-?specialty \s+ in \s+ (?P<subspecialty> [^.]{1,300}? ) )?
        ,? \s+ and \s+ is \s+ licensed \s+ to \s+ practice \s+ in \s+ (?P<states> [^.]{1,500}? ) \s* \.""",
    _ANY_CASE,
)

# Citations: `Section(s):` is layout E's form, `Page(s):` layout D's, which prints its titles in capitals
SECTION_CITATION = re.compile(r"\b Sections? \(s\) \s* :", _ANY_CASE)
PAGE_CITATION = re.compile(r"\b Pages? \(s\) \s* :", _ANY_CASE)

# Commas part a list; inside parentheses they don't.
LIST_COMMA = re.compile(r"\s* [,;] \s* (?! [^()]{0,80} \) )", _AS_PRINTED)
# "California, Florida and New York"
STATE_SEPARATOR = re.compile(r"\s* [,;] \s* (?: and \s+ )? | \s+ (?: and | & ) \s+", _ANY_CASE)
# In prose "and" joins two specialties, unless it stands inside the name of one: "Physical Medicine and Rehabilitation"
SPECIALTY_SEPARATOR = re.compile(
    r"""\s* [,;] \s* (?: and \s+ )?
      | \s+ and \s+ (?! Rehabilitation | Palliative | Gynecology | Immunology | Maxillofacial | Ankle | Neck )""",
    _ANY_CASE,
)

# --- the patient, in the repaired summary -------------------------------------------------------------------------

_MALE, _FEMALE = r"male|man|gentleman|boy", r"female|woman|lady|girl"
# Between the patient and the noun stand adjectives, never a word that brings in somebody else.
_ADJECTIVE = r"""(?! (?: who | whose | with | that | which | was | is | has | had | for | of | by | to ) \b )
                 \(? \w+ (?: ['’/-] \w+ )* \)?"""
# It begins with a digit, not with the border before it, because Python's matcher then skips from digit to digit:
# "a 48-year-old right-handed male", "now 63-year old woman", "51 y/o gentleman"
AGE = re.compile(
    rf"""(?P<age> [0-9] (?<! \w [0-9] ) [0-9]{{0,2}} ) [\s-]*
         (?: (?: year | yr ) s? \.? [\s-]* (?: old \b | of \s age \b | (?= (?: {_MALE} | {_FEMALE} ) \b ) )
           | y/?o \b | y\.o\. )
         (?: (?: [\s,-]{{1,3}} {_ADJECTIVE} ){{0,5}}? [\s,-]{{1,3}}
             (?: (?P<male> {_MALE} ) | (?P<female> {_FEMALE} ) ) \b )?""",
    _ANY_CASE,
)
_PATIENT = r"(?: patient | worker | claimant | employee | applicant )"
# Where no age is given: "is a female who ...", "The patient, a right-handed man, ...", "This case involves a woman",
# "the female injured worker"
SEX = re.compile(
    rf"""\b (?: is | was | {_PATIENT} , | involve[sd] | describes? | concerns? ) \s+ an? (?: \s+ {_ADJECTIVE} ){{0,4}}?
         \s+ (?: (?P<male> {_MALE} ) | (?P<female> {_FEMALE} ) ) \b
       | \b (?: (?P<male_noun> male ) | (?P<female_noun> female ) ) \s+ (?: injured \s+ )? {_PATIENT} \b""",
    _ANY_CASE,
)

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
# "03-15-2004", "7-7-06", "1/6/2011", "February 3, 2006"
DATE = re.compile(
    rf"""\b (?: (?P<month> \d{{1,2}} ) (?P<mark> [/-] ) (?P<day> \d{{1,2}} ) (?P=mark) (?P<year> \d{{4}} | \d{{2}} )
              | (?P<month_name> {_MONTH} ) \.? \s+ (?P<named_day> \d{{1,2}} ) (?: st | nd | rd | th )? ,? \s+
                (?P<named_year> \d{{4}} ) ) \b""",
    _ANY_CASE,
)
_INJURY_DATE = r"(?: dates? \s+ of \s+ injury (?: \s* \( DOI \) )? | DOI | D\.O\.I\. )"
_ON = r"""(?: on | of | from | is | was | dated | date )
          (?: \s+ (?: or \s+ (?: about | around ) | about | approximately ) )?"""
# What stands before the date of injury and names it: "with a date of injury of", "DOI:"
INJURY_DATE_LEAD = re.compile(rf"\b {_INJURY_DATE} (?: \s+ {_ON} )? \s* [:(]? \s* \Z", _ANY_CASE)
# ... or, in the same sentence, tells of it: "sustained an industrial injury on", "was reportedly injured on", "an
# occupational claim from". An "injured worker" who "was seen on" some day was not injured on it.
INJURY_LEAD = re.compile(
    rf"""\b (?: injury | injuries | injured (?! \s+ {_PATIENT} ) | (?: occupational | industrial ) \s+ claim
             | cumulative \s+ trauma | accident ) \b
         (?: (?! \b (?: seen | evaluat | examin | present | report | note | visit | MRI | underw | denied | denial
                      | review | request | surger | x-?ray ) ) [^.;] ){{0,120}}?
         \b {_ON} \s+ \Z""",
    _ANY_CASE,
)
# ... and what stands behind it: "with a 7/7/2006 date of injury"
INJURY_TRAIL = re.compile(rf",? \s+ (?: {_INJURY_DATE} | industrial \s+ injury \b )", _ANY_CASE)

# --- repair -------------------------------------------------------------------------------------------------------

# The end of a line inside a word: after a hyphen ("non-\ncertified", also with the blank that justified text leaves
# behind), or after a slash with no blank ("10/10/\n2016").
LINE_END_IN_WORD = re.compile(r"[-‐/] [ \t]* [\n\f] \s*", re.VERBOSE)
WORD_BEFORE = re.compile(r"[^\W_]+ \Z", re.VERBOSE)
WORD_AFTER = re.compile(r"[^\W_]+", re.VERBOSE)

# Prefixes that are written with a hyphen as often as without: a line end after one proves nothing.
HYPHENATED_PREFIXES = frozenset({"anti", "co", "mid", "multi", "non", "post", "pre", "re", "self", "semi", "sub"})

# "pre- and postoperative": here the hyphen stands for a word, and the blank after it is meant.
SUSPENDED_HYPHEN = frozenset({"and", "or", "to", "nor", "through"})
