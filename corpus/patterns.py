r"""The letters' fixed wording: every heading, label and pattern the parser looks for.

White space between words is always `\s+`: lines wrap and pages break anywhere. The examples in the comments show the
printed forms; `tests/test_patterns.py` runs each pattern over a table of cases.
"""

import re

_AS_PRINTED = re.VERBOSE | re.MULTILINE
_ANY_CASE = _AS_PRINTED | re.IGNORECASE

# --- headings, in printed order ---------------------------------------------------------------------------------
#
# Extraction may fuse a heading with the line before or after it, so none is tied to a line's start; each starts with a
# capital, as prose does not. That capital stands first in its pattern because Python's matcher then skips from one to
# the next.

# "HOW THE IMR FINAL DETERMINATION WAS MADE"
HOW_MADE = re.compile(
    r"H (?<! \w H ) (?i: OW \s+ THE \s+ IMR \s+ FINAL \s+ DETERMINATION \s+ WAS \s+ MADE )", _AS_PRINTED
)

# "CLINICAL CASE SUMMARY", in some letters with a colon
SUMMARY = re.compile(r"C (?<! \w C ) (?i: LINICAL \s+ CASE \s+ SUMMARY ) [ \t]* :?", _AS_PRINTED)

# the form's sentence between the heading and the summary: "The expert reviewer developed the following clinical case
# summary based on a review of the case file, including all medical records:"
SUMMARY_INTRODUCTION = re.compile(
    r"\s* The \s+ (?: expert \s+ | physician \s+ )? reviewer \s+ developed \b [^:]{0,250} :", _ANY_CASE
)

# "IMR ISSUES, DECISIONS AND RATIONALES"
ISSUES = re.compile(
    r"""I (?<! \w I ) MR \s+ I (?i: SSUES? (?: \(s\) )? ,? \s+ DECISIONS? (?: \(s\) )? ,? \s+ (?: AND | & )
        \s+ RATIONALES? (?: \(s\) )? )""",
    _AS_PRINTED,
)

# the form's sentence between the heading and the first issue: "The Final Determination was based on decisions for the
# disputed items/services set forth below:"
ISSUES_INTRODUCTION = re.compile(r"\s* The \s+ Final \s+ Determination \b [^:]{0,200} :", _ANY_CASE)

# --- the labels of an issue ---------------------------------------------------------------------------------------

# "Claims Administrator guideline:", "MAXIMUS guideline:", "Decision rationale:". Not only at the start of a line:
# extraction may fuse lines ("UpheldClaims Administrator guideline:"). They start with a capital, as prose ("the claims
# administrator guideline") does not; it stands first in the pattern because Python's matcher then skips from capital
# to capital.
ISSUE_LABEL = re.compile(
    r"""[CMED] (?: (?<=C) (?P<administrator> (?i: laims \s+ administrator (?:'s|’s)? \s+ guidelines? ) )
                 | (?<=[ME]) (?P<reviewer> (?i: (?: aximus | xpert \s+ reviewer ) (?:'s|’s)? \s+ guidelines? ) )
                 | (?<=D) (?P<rationale> (?i: ecision \s+ rationale ) )
              ) [ \t]* :""",
    re.VERBOSE,
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
NARRATED_REMAINDER = re.compile(r"\b (?: IMR [\s-]+ eligible \b | original \s+ request , )", _ANY_CASE)

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
HEADER_LABEL = re.compile(
    r"""(?P<date_assigned> Date \s+ Assigned ) | (?P<date_of_injury> Date \s+ of \s+ Injury )
      | (?P<decision_date> Decision \s+ Date ) | (?P<ur_denial_date> UR \s+ Denial \s+ Date )
      | (?P<application_received> Application (?= \s+ (?: \d | Received ) ) )""",
    _ANY_CASE,
)
HEADER_DATE = re.compile(r"\b \d{1,2} / \d{1,2} / \d{4} \b", _AS_PRINTED)
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

# Citations: `Section(s):` is layout E's form, `Page(s):` layout D's
SECTION_CITATION = re.compile(r"\b Sections? \(s\) \s* :", _ANY_CASE)
PAGE_CITATION = re.compile(r"\b Pages? \(s\) \s* :", _ANY_CASE)

# Commas part a list; inside parentheses they don't.
LIST_COMMA = re.compile(r"\s* [,;] \s* (?! [^()]{0,80} \) )", _AS_PRINTED)
# "California, Florida and New York"
STATE_SEPARATOR = re.compile(r"\s* [,;] \s* (?: and \s+ )? | \s+ (?: and | & ) \s+", _ANY_CASE)
# In prose "and" joins two specialties, unless it stands inside the name of one: "Physical Medicine and Rehabilitation"
SPECIALTY_SEPARATOR = re.compile(
    r"""\s* [,;] \s* (?: and \s+ )?
      | \s+ and \s+ (?! Rehabilitation | Palliative | Gynecology | Immunology | Maxillofacial )""",
    _ANY_CASE,
)

# --- the patient, in the repaired summary -------------------------------------------------------------------------

_MALE, _FEMALE = r"male|man|gentleman|boy", r"female|woman|lady|girl"
# Between the patient and the noun stand adjectives, never a word that brings in somebody else.
_ADJECTIVE = r"""(?! (?: who | whose | with | that | which | was | is | has | had | for | of | by | to ) \b )
                 \(? \w+ (?: ['’/-] \w+ )* \)?"""
# "a 48-year-old right-handed male", "now 63-year old woman", "51 y/o gentleman"
AGE = re.compile(
    rf"""\b (?P<age> \d{{1,3}} ) [\s-]*
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
