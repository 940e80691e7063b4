from datetime import date

import pytest

from corpus.facts import read_date_of_injury, read_header, read_patient, read_reviewer

INLINE = """Case Number: CM14-9000001
Date Assigned: 01/05/2015 Date of Injury: 03/04/2010
Decision Date: 02/06/2015 UR Denial Date: 12/20/2014
Priority: Standard Application
Received:
12/29/2014
"""
COLUMNS = """Case Number:
Date Assigned:
Decision Date:
Priority:

CM14-9000001
01/05/2015
02/06/2015
Standard

Date of Injury:
UR Denial Date:
Application
Received:

03/04/2010
12/20/2014
12/29/2014
"""
LAYOUT_KEPT = """Case Number:          CM14-9000001
Date Assigned:        01/05/2015       Date of Injury:    03/04/2010
Decision Date:        02/06/2015       UR Denial Date:    12/20/2014
Priority:             Standard         Application        12/29/2014
                                       Received:
"""


@pytest.mark.parametrize("block", [INLINE, COLUMNS, LAYOUT_KEPT], ids=["inline", "columns", "layout kept"])
def test_the_header_is_read_however_it_was_extracted(block: str) -> None:
    header = read_header(block)
    assert header.case_number == "CM14-9000001"
    assert header.priority == "Standard"
    assert header.date_assigned == date(2015, 1, 5)
    assert header.date_of_injury == date(2010, 3, 4)
    assert header.decision_date == date(2015, 2, 6)
    assert header.ur_denial_date == date(2014, 12, 20)
    assert header.application_received == date(2014, 12, 29)


def test_a_date_that_is_not_there_is_not_borrowed_from_the_next_label() -> None:
    header = read_header(INLINE.replace("12/20/2014", ""))
    assert header.ur_denial_date is None
    assert header.application_received == date(2014, 12, 29)
    assert header.decision_date == date(2015, 2, 6)


def test_a_label_takes_the_date_beside_it_though_there_are_as_many_others() -> None:
    header = read_header("Dated: August 15, 2013\nDate of Injury: February 11, 2013\nMRI (DOS 5/28/2013)\n")
    assert header.date_of_injury == date(2013, 2, 11)
    assert header.decision_date == date(2013, 8, 15)


def test_a_stray_date_shifts_no_other() -> None:
    header = read_header("Dated: 12/30/2016\n" + INLINE.replace("12/20/2014", ""))
    assert header.date_assigned == date(2015, 1, 5)
    assert header.ur_denial_date is None
    assert header.application_received == date(2014, 12, 29)


@pytest.mark.parametrize(
    ("block", "number"),
    [
        ("Case Number: CM16-00123\nClaim: 12-345678", None),
        ("Case Number: CM16–0012345", "CM16-0012345"),
        ("Claim: 12-345678", None),
    ],
)
def test_only_a_case_number_is_one(block: str, number: str | None) -> None:
    assert read_header(block).case_number == number


def test_a_date_that_no_calendar_has_is_null() -> None:
    assert read_header(INLINE.replace("03/04/2010", "13/45/2010")).date_of_injury is None


def test_the_first_postings_have_other_numbers() -> None:
    assert read_header("Case Number: 13-000004\n").case_number == "13-000004"


def test_no_header_is_all_null() -> None:
    header = read_header("")
    assert (header.case_number, header.priority, header.decision_date) == (None, None, None)


@pytest.mark.parametrize(
    ("section", "states", "specialties", "layouts"),
    [
        ("State(s) of Licensure: Texas,California\nCertification(s)/Specialty: Family Practice\n",
         ("Texas", "California"), ("Family Practice",), "E"),
        ("State(s) of Licensure: North Carolina \nCertification(s)/Specialty: Preventive Medicine, Occupational \nMedicine\n\n",
         ("North Carolina",), ("Preventive Medicine", "Occupational Medicine"), "E"),
        ("State(s) of Licensure: Ohio\nCertification(s)/Specialty: Physical Medicine & Rehabilitation, Pain Management\n",
         ("Ohio",), ("Physical Medicine & Rehabilitation", "Pain Management"), "E"),
        ("The expert reviewer is Board Certified in Physical Medicine and Rehabilitation, has a \nsubspecialty in Pain "
         "Medicine and is licensed to practice in California, Florida and New York. He/she",
         ("California", "Florida", "New York"), ("Physical Medicine and Rehabilitation", "Pain Medicine"), "ABCD"),
        ("The expert reviewer is Board Certified in Neurology and is licensed to practice in Ohio.",
         ("Ohio",), ("Neurology",), "ABCD"),
        ("The expert reviewer is a licensed Psychologist and is licensed to practice in Texas.",
         ("Texas",), ("Psychologist",), "ABCD"),
        ("The expert reviewer is a Chiropractor and is licensed to practice in Utah.", ("Utah",), ("Chiropractor",), "ABCD"),
        ("The expert reviewer has no affiliation with the employer.", (), (), ""),
    ],
)  # fmt: skip
def test_the_reviewer(section: str, states: tuple[str, ...], specialties: tuple[str, ...], layouts: str) -> None:
    reviewer, printed_by = read_reviewer(section)
    assert (reviewer.licensed_states, reviewer.specialties, printed_by) == (states, specialties, layouts)


@pytest.mark.parametrize(
    ("summary", "age", "sex"),
    [
        ("The injured worker is a 48 year old male who fell.", 48, "male"),
        ("A now 63-year-old right-handed woman.", 63, "female"),
        ("This is a 40-year old gentleman.", 40, "male"),
        ("The 35 year old male injured worker", 35, "male"),
        ("a(n) 57 year old male", 57, "male"),
        ("He is a 51 y/o male", 51, "male"),
        ("The 45 year old injured worker slipped. He has pain.", 45, None),
        ("He has had back pain.", None, None),
        ("The patient is a female who was hurt.", None, "female"),
        ("The female injured worker was hurt.", None, "female"),
        ("The patient, a right-handed man, was hurt.", None, "male"),
        ("This case involves a woman with a sprain.", None, "female"),
        # other people, and spans of time
        ("The injured worker is a 44 year old female. Her 13 year old boy is well.", 44, "female"),
        ("She has had pain for 10 years. The patient is a 61-year-old woman.", 61, "female"),
        ("Pain for 12 years.", None, None),
        ("He has had 2 years manual therapy. The patient is 45 years old.", 45, None),
        ("A 145 year old building. The patient is a 45 year old man.", 45, "male"),
        ("She was helped by a male nurse.", None, None),
        ("A 44 year old employee who was assisting a male client.", 44, None),
        ("The patient is a home aide for a female client.", None, None),
    ],
)
def test_the_patient(summary: str, age: int | None, sex: str | None) -> None:
    patient = read_patient(summary)
    assert (patient.age, patient.sex) == (age, sex)


@pytest.mark.parametrize(
    ("summary", "day"),
    [
        ("who sustained an industrial injury on 03-15-2004. Seen on 06-24-2015.", date(2004, 3, 15)),
        ("with a date of injury on 7-7-06.", date(2006, 7, 7)),
        ("sustained an industrial injury on February 3, 2006.", date(2006, 2, 3)),
        ("has a history of a back injury on 1/6/2011. MRI on 3/10/2011", date(2011, 1, 6)),
        ("was reportedly injured on October 27, 1993.", date(1993, 10, 27)),
        ("an injury date of 10-16-98", date(1998, 10, 16)),
        ("a date of injury of Sept. 4, 2012", date(2012, 9, 4)),
        ("chronic pain associated with an industrial injury of October 26, 2010.", date(2010, 10, 26)),
        ("cumulative trauma at work first claimed on March 2, 2012.", date(2012, 3, 2)),
        ("a 50 year old with a 7/7/2006 date of injury", date(2006, 7, 7)),
        ("with a date of injury January 5, 2009", date(2009, 1, 5)),
        ("DOI: 3/4/12", date(2012, 3, 4)),
        ("Date of injury (DOI): 05/06/2012", date(2012, 5, 6)),
        ("D.O.I. 5/6/2012", date(2012, 5, 6)),
        ("injured on or around 4/4/2004", date(2004, 4, 4)),
        ("sustained an injury; MRI of the injury area on 7/8/2013. DOI 1/1/2011", date(2011, 1, 1)),
        ("injured on 2/3/99", date(1999, 2, 3)),
        ("The injured worker was seen on 06-24-2015.", None),
        ("For the injury he was evaluated on 06-24-2015.", None),
        ("The injured worker fell and was injured on 6/2/2014.", date(2014, 6, 2)),
        ("Seen on 06-24-2015 for low back pain.", None),
        ("injured at work. On 06-24-2015 he was seen", None),
        ("date of injury of 13/45/2012", None),
    ],
)
def test_the_date_of_injury(summary: str, day: date | None) -> None:
    assert read_date_of_injury(summary) == day
