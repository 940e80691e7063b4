"""What is derived of an issue: tables of wordings, each with the values that it must give."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.derived import AIMS, labels, score
from corpus.as_json import as_json
from corpus.derive.guidelines import read_guidelines
from corpus.derive.modification import read_modification
from corpus.derive.prose import read_rationale, read_summary
from corpus.derive.section import Section
from corpus.derive.specialties import normal_specialties
from corpus.derive.treatment import read_treatment
from corpus.determination import Decision, Determination, Drug, Finding, Passage, SourceText
from corpus.parse import parse
from corpus.readers import list_files, read_letter
from corpus.repair import Repairer
from corpus.vocabulary.reasons import reasons

# A title: category, procedure, parts of the body
SERVICES = [
    ("Psych clearance for spinal cord stimulator trial", "Psych Services > E&M", "psychological consultation", []),
    ("MRI to evaluate for meniscectomy", "Diagnostic Testing > Imaging/Radiology", "MRI", ["knee"]),
    ("Post-op acupuncture for total knee replacement", "Rehabilitation > Acupuncture", "acupuncture", ["knee"]),
    ("Outpatient surgery for carpal tunnel release", "Surgery > Non-arthroscopic", "carpal tunnel release", ["wrist"]),
    ("Left de Quervain's release", "Surgery > Non-arthroscopic", "de Quervain release", ["left wrist"]),
    ("Repeat MRI left shoulder", "Diagnostic Testing > Imaging/Radiology", "MRI", ["left shoulder"]),
    ("MR arthrogram of the right hip", "Diagnostic Testing > Imaging/Radiology", "MR arthrogram", ["right hip"]),
    ("Chest x-ray, two views", "Diagnostic Testing > Imaging/Radiology", "x-ray", ["chest"]),
    ("Ultrasound of the right shoulder", "Diagnostic Testing > Imaging/Radiology", "ultrasound imaging", ["right shoulder"]),
    ("Therapeutic ultrasound, 6 sessions, right shoulder", "Rehabilitation > Other", "ultrasound therapy", ["right shoulder"]),
    ("EMG/NCV of the bilateral upper extremities", "Diagnostic Testing > EMG/NCV/NCS", "EMG/NCV", ["bilateral upper extremity"]),
    ("NCS RLE", "Diagnostic Testing > EMG/NCV/NCS", "EMG/NCV", ["right lower extremity"]),
    ("12-panel urine toxicology", "Diagnostic Testing > Lab & Pathology", "urine drug screen", []),
    ("UDS, one time", "Diagnostic Testing > Lab & Pathology", "urine drug screen", []),
    ("Labs to include: CBC, CMP, PT/PTT", "Diagnostic Testing > Lab & Pathology", "blood test", []),
    ("PT and PTT prior to surgery", "Diagnostic Testing > Lab & Pathology", "blood test", []),
    ("PT 2x6 for the lumbar spine", "Rehabilitation > PT/OT", "physical therapy", ["lumbar spine"]),
    ("Physical therapy 12 visits, cervical and lumbar spine", "Rehabilitation > PT/OT", "physical therapy", ["cervical spine", "lumbar spine"]),
    ("Chiropractic treatment 8 sessions to thoracolumbar spine", "Rehabilitation > Chiropractic", "chiropractic treatment", ["thoracic spine", "lumbar spine"]),
    ("Acupuncture, once weekly for 6 weeks, neck and right shoulder", "Rehabilitation > Acupuncture", "acupuncture", ["cervical spine", "right shoulder"]),
    ("Hand therapy 2 times a week for 4 weeks, left thumb", "Rehabilitation > PT/OT", "occupational therapy", ["left thumb"]),
    ("Electrical stimulation, manual therapy and infrared, 8 sessions", "Rehabilitation > Other", "electrical stimulation", []),
    ("TENS unit, 30 day rental", "DMEPOS > Electrical Stimulation", "TENS unit", []),
    ("Cold therapy unit, 14 day rental", "DMEPOS > DME", "cold therapy unit", []),
    ("Custom molded brace for the left wrist", "DMEPOS > Prosthetics/Orthotics", "wrist brace", ["left wrist"]),
    ("Right knee brace, hinged", "DMEPOS > Prosthetics/Orthotics", "knee brace", ["right knee"]),
    ("Medical supplies: gauze and tape", "DMEPOS > Supplies", "bandages", []),
    ("Extracorporeal shockwave therapy, right heel", "Therapies", "extracorporeal shockwave therapy", ["right heel"]),
    ("Home health aide 4 hours a day for 6 weeks", "Home Health", "home health care", []),
    ("Transportation to all medical appointments", "Transportation", "transportation", []),
    ("Gym membership, six months", "Programs", "gym membership", []),
    ("Cognitive behavioral therapy, 6 sessions", "Psych Services > Therapies", "cognitive behavioral therapy", []),
    ("Initial psychological evaluation", "Psych Services > E&M", "psychological consultation", []),
    ("Referral to a podiatrist", "Evaluation & Management > Medical Specialties", "podiatry consultation", []),
    ("Orthopedic consult for the left knee", "Surgery > Consult", "orthopedic consultation", ["left knee"]),
    ("Oral appliance for bruxism", "DMEPOS > Prosthetics/Orthotics", "oral appliance", ["jaw"]),
    ("Pre-operative medical clearance", "Surgery > Adjunct", "preoperative clearance", []),
    ("Exploration of the moons of Jupiter", None, None, []),
]  # fmt: skip

INJECTIONS_AND_SURGERIES = [
    ("Lumbar epidural steroid injection at L4-5 and L5-S1, left", "Injection > Injection", "epidural steroid injection", ["left lumbar spine L4-L5 L5-S1"]),
    ("Right L4-5 and L5-S1 transforaminal epidural steroid injection", "Injection > Injection", "epidural steroid injection", ["right lumbar spine L4-L5 L5-S1"]),
    ("C7-T1 interlaminar epidural steroid injection under fluoroscopy", "Injection > Injection", "epidural steroid injection", ["cervical spine C7-T1"]),
    ("Bilateral L3-L4, L4-L5 medial branch blocks", "Injection > Facet", "medial branch block", ["bilateral lumbar spine L3-L4 L4-L5"]),
    ("Radiofrequency ablation of the right L4-S1 facet joints", "Injection > Facet", "radiofrequency ablation", ["right lumbar spine L4-L5 L5-S1"]),
    ("RFA of the genicular nerves, left knee", "Injection > Facet", "radiofrequency ablation", ["left knee"]),
    ("Trigger point injections x4 to the trapezius", "Injection > Injection", "trigger point injection", []),
    ("Sacroiliac joint injection, left", "Injection > Injection", "sacroiliac joint injection", ["left sacroiliac joint"]),
    ("Kenalog 40mg injection, left wrist", "Injection > Injection", "steroid injection", ["left wrist"]),
    ("Depo-Medrol injection", "Injection > Injection", "steroid injection", []),
    ("Synvisc-One injection, right knee", "Injection > Injection", "viscosupplementation", ["right knee"]),
    ("Series of 3 hylan G-F 20 injections for the left knee", "Injection > Injection", "viscosupplementation", ["left knee"]),
    ("Botox 155 units, every 12 weeks", "Injection > Injection", "botulinum toxin injection", []),
    ("Right shoulder arthroscopy with rotator cuff repair and subacromial decompression", "Surgery > Arthroscopic", "rotator cuff repair", ["right shoulder"]),
    ("Left knee arthroscopy", "Surgery > Arthroscopic", "knee arthroscopy", ["left knee"]),
    ("Left knee arthroscopic partial medial meniscectomy", "Surgery > Arthroscopic", "meniscectomy", ["left knee"]),
    ("ACL reconstruction", "Surgery > Arthroscopic", "ACL reconstruction", ["knee"]),
    ("Right carpal tunnel release", "Surgery > Non-arthroscopic", "carpal tunnel release", ["right wrist"]),
    ("L4-L5 and L5-S1 laminectomy and posterior lumbar fusion", "Surgery > Spine", "lumbar fusion", ["lumbar spine L4-L5 L5-S1"]),
    ("ACDF C5-6", "Surgery > Spine", "cervical fusion", ["cervical spine C5-C6"]),
    ("L5-S1 microdiscectomy", "Surgery > Spine", "discectomy", ["lumbar spine L5-S1"]),
    ("Total hip replacement, left", "Surgery > Non-arthroscopic", "total hip arthroplasty", ["left hip"]),
    ("Physical therapy status post total knee replacement, left knee", "Rehabilitation > PT/OT", "physical therapy", ["left knee"]),
    ("Spinal cord stimulator trial", "Surgery > Spine", "spinal cord stimulator", []),
    ("Assistant surgeon", "Surgery > Adjunct", "assistant surgeon", []),
]  # fmt: skip


@pytest.mark.parametrize(("title", "category", "procedure", "parts"), [*SERVICES, *INJECTIONS_AND_SURGERIES])
def test_services(title: str, category: str | None, procedure: str | None, parts: list[str]) -> None:
    asked = read_treatment(title)
    assert (asked.category.name if asked.category else None) == category
    assert (asked.procedure.name if asked.procedure else None) == procedure
    assert [str(part) for part in asked.body_parts] == parts


# A title: name, class, dose, quantity, unit of each drug
PRESCRIPTIONS = [
    ("Norco 10/325mg, 1 tablet by mouth every 6 hours as needed, #120", [("hydrocodone", "opioid", "10/325 mg", 120, None)]),
    ("Tramadol ER 150mg 1 cap PO QD #30 x 3 refills", [("tramadol", "opioid", "150 mg", 30, None)]),
    ("Norco 5/325mg 1-2 tablets every 6 hours, qty 60", [("hydrocodone", "opioid", "5/325 mg", 60, None)]),
    ("Gabapentin 300mg 3 capsules per day", [("gabapentin", "anti-epilepsy", "300 mg", None, None)]),
    ("Celebrex 200mg, 60 capsules", [("celecoxib", "NSAID", "200 mg", 60, None)]),
    ("Ibuprofen 800mg and lidocaine patch 5% #30",
     [("ibuprofen", "NSAID", "800 mg", None, None), ("lidocaine", "topical analgesic", "5%", 30, None)]),
    ("Voltaren gel 1% 100g tube and ibuprofen 600mg #60",
     [("diclofenac", "topical analgesic", "1%", 100, "g"), ("ibuprofen", "NSAID", "600 mg", 60, None)]),
    ("Vitamin D level", []),
    ("Norco 10/325mg #60", [("hydrocodone", "opioid", "10/325 mg", 60, None)]),
    ("Norco 10/ 325, #60", [("hydrocodone", "opioid", "10/325", 60, None)]),
    ("Hydrocodone/acetaminophen 10-325 mg, #120", [("hydrocodone", "opioid", "10-325 mg", 120, None)]),
    ("Vicodin ES 7.5/300 #90 with 2 refills", [("hydrocodone", "opioid", "7.5/300", 90, None)]),
    ("Norco 10/325mg #60 per RFA dated 5/6/15", [("hydrocodone", "opioid", "10/325 mg", 60, None)]),
    ("Percocet 5/325mg qty: 60", [("oxycodone", "opioid", "5/325 mg", 60, None)]),
    ("Tylenol #3, #60", [("codeine", "opioid", None, 60, None)]),
    ("Flexeril (cyclobenzaprine) 7.5mg #60", [("cyclobenzaprine", "muscle relaxant", "7.5 mg", 60, None)]),
    ("Cyclobenzeprine 7.5mg", [("cyclobenzaprine", "muscle relaxant", "7.5 mg", None, None)]),
    ("Prilosec 20 mg, quantity 30.00", [("omeprazole", "PPI", "20 mg", 30, None)]),
    ("Lyrica 75 mg capsules, 1,000 count", [("pregabalin", "anti-epilepsy", "75 mg", 1000, None)]),
    ("Carafate (sucralfate) 1g #120", [("sucralfate", "GI agent", "1 g", 120, None)]),
    ("Advair 250/50mcg #1", [("salmeterol", "asthma", "250/50 mcg", 1, None)]),
    ("Fentanyl patch 25 mcg/hr #15", [("fentanyl", "opioid", "25 mcg/hr", 15, None)]),
    ("Voltaren 75mg #60", [("diclofenac", "NSAID", "75 mg", 60, None)]),
    ("Voltaren gel 1% 100g", [("diclofenac", "topical analgesic", "1%", 100, "g")]),
    ("Lidoderm 5% patches #30", [("lidocaine", "topical analgesic", "5%", 30, None)]),
    ("Ketoprofen 20% cream 120 grams", [("ketoprofen", "topical analgesic", "20%", 120, "g")]),
    ("Terocin lotion 240 ml", [("terocin", "topical analgesic", None, 240, "ml")]),
    ("Menthoderm ointment 106.32gm", [("menthoderm", "topical analgesic", None, 106.32, "g")]),
    ("Flurbiprofen 20%, lidocaine 5% in cream base, 180 gm", [("flurbiprofen", "topical compound", "20%", 180, "g"), ("lidocaine", "topical compound", "5%", 180, "g")]),
    ("Flurbiprofen/menthol cream 20%/4% 30gm", [("flurbiprofen", "topical compound", "20%", 30, "g"), ("menthol", "topical compound", "4%", 30, "g")]),
    ("Cyclophene 5% in PLO gel, 120 grams", [("cyclobenzaprine", "topical compound", "5%", 120, "g")]),
    ("Synapryn 10mg/1ml oral suspension 500ml", [("tramadol", "opioid", "10 mg/1ml", 500, "ml")]),
    ("Botulinum toxin injections, 155 units", [("onabotulinumtoxina", "other", "155 units", None, None)]),
    ("Toradol injection 60mg IM", [("ketorolac", "NSAID", "60 mg", None, None)]),
    ("Kenalog injection to the left wrist", [("triamcinolone", "steroid", None, None, None)]),
    ("Gabapentin 300mg #90, cyclobenzaprine 7.5mg #60 and omeprazole 20mg #30", [("gabapentin", "anti-epilepsy", "300 mg", 90, None), ("cyclobenzaprine", "muscle relaxant", "7.5 mg", 60, None), ("omeprazole", "PPI", "20 mg", 30, None)]),
    ("Vimovo 500/20mg #60", [("naproxen", "NSAID", "500/20 mg", 60, None)]),
    ("Unknown prescription of an unnamed remedy", []),
]  # fmt: skip


@pytest.mark.parametrize(("title", "drugs"), PRESCRIPTIONS)
def test_drugs(title: str, drugs: list[tuple[str, str, str | None, float | None, str | None]]) -> None:
    def values(drug: Drug) -> tuple[str, str, str | None, float | None, str | None]:
        return drug.name, drug.drug_class, drug.dose, drug.quantity, drug.unit

    asked = read_treatment(title)
    assert [values(drug) for drug in asked.drugs] == drugs
    if drugs and asked.procedure is None:
        assert asked.category
        assert asked.category.name == f"Pharmaceuticals > {drugs[0][1]}"


@pytest.mark.parametrize(
    ("title", "category", "drugs"),
    [
        ("Norco 10/325mg #60 and MRI of the lumbar spine", "Pharmaceuticals > opioid", ["hydrocodone"]),
        ("TENS unit and Norco 10/325mg #60", "DMEPOS > Electrical Stimulation", ["hydrocodone"]),
        ("MRI of the lumbar spine and Norco 10/325mg #60", "Diagnostic Testing > Imaging/Radiology", ["hydrocodone"]),
        ("Laboratory work: CBC, testosterone", "Diagnostic Testing > Lab & Pathology", []),
        ("Urine drug screen for Norco compliance", "Diagnostic Testing > Lab & Pathology", []),
    ],
)
def test_of_a_bundle_the_first_thing_counts(title: str, category: str, drugs: list[str]) -> None:
    asked = read_treatment(title)
    assert (asked.category and asked.category.name, [drug.name for drug in asked.drugs]) == (category, drugs)


REQUESTED = "Baclofen 10mg #30"
MODIFICATIONS = [
    (
        f"{REQUESTED} was the original request. Baclofen 10mg #20 was authorized by the Claims Administrator. The "
        "remaining IMR eligible portion of the original request, Baclofen 10mg #10 is",
        (REQUESTED, "Baclofen 10mg #20", "Baclofen 10mg #10"),
    ),
    (
        f"{REQUESTED} was the original request. The Claims Administrator authorized Baclofen 10mg #20, leaving "
        "remaining portion of Baclofen 10mg #10",
        (REQUESTED, "Baclofen 10mg #20", "Baclofen 10mg #10"),
    ),
    (
        f"Original request was for {REQUESTED}. Baclofen 10mg #20 was approved by the Claims Administrator.",
        (REQUESTED, "Baclofen 10mg #20", None),
    ),
    (f"{REQUESTED} was the original request.", (REQUESTED, None, None)),
    (REQUESTED, None),
    ("Physical therapy, as in the original request of May", None),
]


@pytest.mark.parametrize(("title", "portions"), MODIFICATIONS)
def test_narrated_modifications(title: str, portions: tuple[str | None, ...] | None) -> None:
    change = read_modification(title, 0, Repairer(title))
    if portions is None:
        assert change is None
        return
    assert change
    told = (change.requested, change.authorized, change.remaining)
    assert tuple(passage and passage.text for passage in told) == portions
    assert all(passage is None or title[passage.start : passage.end] == passage.text for passage in told)


# A statement: source, topic, edition of each citation
M, ODG = "MTUS", "ODG"
STATEMENTS = [
    ("Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies, and Chronic Pain Medical Treatment 2016, Section(s): Opioids.", [(M, "Low Back Complaints", "2004"), (M, "Chronic Pain Medical Treatment", "2016")]),
    ("Decision based on MTUS Chronic Pain Medical Treatment 2009, Section(s): Physical Medicine.", [(M, "Chronic Pain Medical Treatment", "2009")]),
    ("Decision based on MTUS Chronic Pain Treatment Guidelines Opioids Page(s): 78-80, and ACOEM Chapter 13 Knee Complaints Page(s): 299.", [(M, "Chronic Pain Medical Treatment", None), (M, "Knee Complaints", None)]),
    ("Decision based on MTUS Chronic Pain Treatment Guidelines. Decision based on Non-MTUS Citation ODG, Pain (Chronic), Urine drug testing.", [(M, "Chronic Pain Medical Treatment", None), (ODG, "Pain", None)]),
    ("Decision based on Non-MTUS Citation Official Disability Guidelines (ODG), Low Back Chapter, MRIs.", [(ODG, "Low Back", None)]),
    ("Decision based on Non-MTUS Citation Official Disability Guidelines (ODG) 2016, Knee & Leg.", [(ODG, "Knee and Leg", "2016")]),
    ("Decision based on Non-MTUS Citation ODG, Physical Therapy Guidelines.", [(ODG, None, None)]),
    ("The Claims Administrator based its decision on the MTUS ACOEM Chapter 12 Low Back Complaints, pages 303-305, which is part of the MTUS.", [(M, "Low Back Complaints", None)]),
    ("The Physician Reviewer based his/her decision on the Shoulder Complaints Chapter (ACOEM Practice Guidelines, 2nd Edition (2004), Chapter 9), pages 207-209, which is part of the MTUS.", [(M, "Shoulder Complaints", "2004")]),
    ("The Expert Reviewer relied on the Official Disability Guidelines (ODG), Neck and Upper Back Chapter, Massage section, which is not part of the MTUS.", [(ODG, "Neck and Upper Back", None)]),
    ("The Claims Administrator based its decision on the Official Disability Guidelines (ODG), Mental Illness and Stress Chapter, Anxiety medications in chronic pain section, which is not part of the MTUS.", [(ODG, "Mental Illness and Stress", None)]),
    ("The Claims Administrator based its decision on the ODG, Forearm, Wrist, and Hand Chapter, which is not part of the MTUS, and the MTUS Chronic Pain Medical Treatment Guidelines, page 60, which is part of the MTUS.", [(ODG, "Forearm, Wrist, and Hand", None), (M, "Chronic Pain Medical Treatment", None)]),
    ("The reviewer relied upon the Chronic Pain Medical Treatment Guidelines (2009), pages 98-99.", [(M, "Chronic Pain Medical Treatment", "2009")]),
    ("Decision based on MTUS Chronic Pain Medical Treatment Guidelines (Effective July 18, 2009), pages 63-66.", [(M, "Chronic Pain Medical Treatment", "2009")]),
    ("Decision based on Non-MTUS Citation ODG, Diabetes. Decision based on Non-MTUS Citation Marl V, et al, A fictional study of walking, J Fict Med 2005.", [(ODG, "Diabetes", None), ("study", None, None)]),
    ("The reviewer relied upon the Official Disability Guidelines (ODG), Diabetes Chapter, and the Marl V, et al, A fictional study of walking, J Fict Med 2005.", [(ODG, "Diabetes", None), ("study", None, None)]),
    ("Decision based on Non-MTUS Citation Marl V, et al, A fictional study of walking, J Fict Med 2005.", [("study", None, None)]),
    ("Decision based on Non-MTUS Citation http://www.uptodate.com/contents/walking.", [("UpToDate", None, None)]),
    ("Decision based on Non-MTUS Citation AAOS, and the Official Disability Guidelines, Shoulder.", [("AAOS", None, None), (ODG, "Shoulder", None)]),
    ("Decision based on Non-MTUS Citation American College of Occupational and Environmental Medicine (ACOEM), 2nd Edition, (2004), Chapter 7, Independent Medical Examinations and Consultations.", [("ACOEM", "Independent Medical Examinations and Consultations", "2004")]),
    ("Decision based on MTUS Postsurgical Treatment Guidelines.", [(M, "Postsurgical Treatment", None)]),
    ("Decision based on MTUS Acupuncture Treatment Guidelines.", [(M, "Acupuncture Treatment", None)]),
    ("Decision based on MTUS Acupuncture Medical Treatment Guidelines.", [(M, "Acupuncture Treatment", None)]),
    ("The Claims Administrator did not cite any medical evidence for its decision.", []),
    ("The Expert Reviewer did not base their decision on the MTUS.", []),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "wanted"), STATEMENTS)
def test_guidelines(statement: str, wanted: list[tuple[str, str | None, str | None]]) -> None:
    cited = list(read_guidelines(section(statement), "reviewer"))
    assert [(one.source, one.topic, one.edition) for one in cited] == wanted
    assert {one.by for one in cited} <= {"reviewer"}
    tiers = {"MTUS": 1, "ACOEM": 2, "ODG": 2, "AAOS": 3, "UpToDate": 4, "study": 4}
    assert [one.tier for one in cited] == [tiers[source] for source, _, _ in wanted]


def section(text: str) -> Section:
    return Section(Repairer(text), Passage(" ".join(text.split()), 0, len(text)))


SUMMARIES = [
    ("The diagnoses are cervical strain and lumbar radiculopathy.", {"cervical strain", "lumbar radiculopathy"}),
    ("Diagnoses include low back pain, insomnia and depression.", {"low back pain", "insomnia", "depression"}),
    ("She complained of low back pain and poor sleep.", set()),
    ("He has a history of hypertension.", {"hypertension"}),
    ("An MRI of the left knee showed a tear of the medial meniscus.", {"meniscal tear"}),
    ("An MRI of the lumbar spine showed a disc protrusion at L4-5.", {"lumbar disc disorder"}),
    ("There was no evidence of radiculopathy.", set()),
    ("There was no fracture, dislocation or infection.", set()),
    ("The patient denied diabetes.", set()),
    ("Carpal tunnel syndrome was ruled out.", set()),
    ("Possible rotator cuff tear.", set()),
    ("The impression was to rule out a meniscal tear.", set()),
    ("Electrodiagnostic studies confirmed carpal tunnel syndrome on the right.", {"carpal tunnel syndrome"}),
    ("The assessment was sprain of the left ankle and contusion of the foot.", {"ankle strain", "contusion"}),
    ("Diagnoses were cervical, thoracic and lumbar strain.", {"cervical strain", "thoracic strain", "lumbar strain"}),
    ("Physical examination revealed muscle spasm and positive impingement sign.", set()),
    ("Concussion without loss of consciousness was diagnosed.", {"concussion"}),
    ("Concussion without loss of consciousness, cervical strain.", {"concussion", "cervical strain"}),
    ("The film showed no change, without fracture, dislocation or osteoarthritis.", set()),
    ("Carpal tunnel syndrome was suspected.", set()),
    ("A rotator cuff tear cannot be excluded.", set()),
    ("He works at a cancer center.", set()),
    ("The patient is status post right shoulder rotator cuff tear.", {"rotator cuff tear"}),
    ("Diagnoses: lumbago; lateral epicondylitis; GERD.", {"low back pain", "lateral epicondylitis", "gastroesophageal reflux disease"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), SUMMARIES)
def test_diagnoses_of_a_summary(text: str, names: set[str]) -> None:
    assert {found.name for found in read_summary(section(text)).diagnoses} == names


RATIONALES = [
    ("The patient was diagnosed with carpal tunnel syndrome.", {"carpal tunnel syndrome"}),
    ("The injured worker has lumbar radiculopathy.", {"lumbar radiculopathy"}),
    ("Guidelines recommend this for patients with rotator cuff tear.", set()),
    ("The MTUS supports treatment of osteoarthritis.", set()),
    ("Splints help in carpal tunnel syndrome.", set()),
    ("This patient does not have a fracture.", set()),
]


@pytest.mark.parametrize(("text", "names"), RATIONALES)
def test_a_rationale_tells_of_the_patient_only_where_it_says_so(text: str, names: set[str]) -> None:
    assert {found.name for found in read_rationale(section(text), None).diagnoses} == names


# A reason: two sentences that give it, and one that is near it and does not
REASONS: dict[str, tuple[str, str, str]] = {
    "functional improvement not documented": (
        "There is no documentation of functional improvement from the earlier sessions.",
        "The records do not show pain relief with this medication.",
        "The patient reported functional improvement with the earlier sessions.",
    ),
    "functional improvement documented": (
        "The records document functional improvement with this medication.",
        "The patient has benefited from this medication and is able to work.",
        "There is no documentation of functional improvement in this patient.",
    ),
    "exceeds the guideline's number": (
        "The requested 24 visits exceed the guideline's recommendation.",
        "The number of visits requested is in excess of the MTUS guidelines.",
        "The request does not exceed the recommended number of visits.",
    ),
    "records or findings missing": (
        "There are no objective findings of radiculopathy documented for this patient.",
        "The medical records do not include a recent physical examination.",
        "The physical examination of this patient documented decreased sensation.",
    ),
    "findings documented": (
        "Given the patient's weakness of the right leg, the request is appropriate.",
        "Objective findings of radiculopathy are documented in this patient.",
        "There are no objective findings in this patient.",
    ),
    "request not specific": (
        "The request does not specify the frequency or duration.",
        "The quantity is not specified in this request.",
        "The request specifies twelve visits.",
    ),
    "no red flag": (
        "No red flags are documented in this patient.",
        "There is no evidence of a red flag condition.",
        "Red flags such as weight loss are documented in this patient.",
    ),
    "conservative treatment not tried": (
        "There is no documentation of failed conservative treatment in this case.",
        "The patient has not tried first-line therapy.",
        "The patient has failed conservative treatment.",
    ),
    "conservative treatment failed": (
        "The patient has failed conservative treatment.",
        "The patient has tried and failed physical therapy and medications.",
        "The patient is about to begin physical therapy.",
    ),
    "not recommended by the guideline": (
        "The requested treatment is not recommended by the guidelines.",
        "The MTUS does not support the use of this compound.",
        "The requested treatment is recommended by the guidelines.",
    ),
    "criteria met": (
        "The patient meets the guideline criteria for this procedure.",
        "The request is consistent with the guidelines.",
        "The patient does not meet the criteria for this procedure.",
    ),
    "criteria not met": (
        "The patient does not meet the criteria for this procedure.",
        "The guideline criteria have not been met in this case.",
        "The patient meets the criteria for this procedure.",
    ),
    "depends on a refused service": (
        "As the primary procedure is not medically necessary, none of the associated services are medically necessary.",
        "Since the surgery is not medically necessary, the assistant surgeon is not medically necessary.",
        "The surgery is medically necessary.",
    ),
    "duplicate or recent test": (
        "There has been no significant change that would call for a repeat MRI of this patient.",
        "A repeat MRI is not necessary, as there is no significant change since the previous MRI.",
        "The patient has never had an MRI.",
    ),
    "long-term use not advised": (
        "Long-term use of this medication is not recommended for this patient.",
        "Chronic use of this medication is not advised for this patient.",
        "The patient has used a cane for a long time.",
    ),
    "home exercise suffices": (
        "The patient could be instructed in a home exercise program instead.",
        "The patient should be transitioned to an independent home exercise program.",
        "The patient has no instruction in any exercise.",
    ),
    "result would not change treatment": (
        "There is no documentation that surgery is being considered.",
        "It is unclear how the results of this test would change the treatment plan.",
        "The patient is scheduled for surgery.",
    ),
    "contraindicated": (
        "This medication is contraindicated in this patient.",
        "The combination of these drugs is dangerous in this patient.",
        "No contraindication is documented in this patient.",
    ),
    "no gastrointestinal risk": (
        "There is no documentation that the patient is at risk for gastrointestinal events.",
        "The patient has no gastrointestinal symptoms.",
        "The patient has a history of a bleeding ulcer.",
    ),
}


def given_reasons(text: str, decision: Decision) -> set[str]:
    return {found.name for found in read_rationale(section(text), decision).reasons}


@pytest.mark.parametrize("name", REASONS)
def test_reasons(name: str) -> None:
    *telling, near = REASONS[name]
    decision = reasons()[name].speaks_for
    for sentence in telling:
        assert name in given_reasons(sentence, decision), sentence
    assert name not in given_reasons(near, decision)
    other: Decision = "upheld" if decision == "overturned" else "overturned"
    assert name not in given_reasons(" ".join(telling), other)


def test_there_is_a_case_for_each_reason() -> None:
    assert set(REASONS) == set(reasons())


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        (["Physical Medicine & Rehabilitation"], ("Physical Medicine and Rehabilitation",)),
        (["Orthopedic Surgeon", "orthopaedic surgery"], ("Orthopedic Surgery",)),
        (["Anesthesiology", "Pain Management"], ("Anesthesiology", "Pain Management")),
        (["Xenobotany"], ("Xenobotany",)),
        ([], ()),
    ],
)
def test_specialties_have_one_name(printed: list[str], names: tuple[str, ...]) -> None:
    assert normal_specialties(printed) == names


LETTER = """Case Number: CM17-9000777
Date Assigned: 03/02/2017 Date of Injury: 05/06/2014
Decision Date: 03/20/2017 UR Denial Date: 02/01/2017
Priority: Standard Application Received: 02/10/2017

The Expert Reviewer has the following credentials:
State(s) of Licensure: California
Certification(s)/Specialty: Orthopedic Surgery

CLINICAL CASE SUMMARY
The expert reviewer developed the following clinical case summary based on a review of the case file, including all
medical records:

The applicant is a 50 year old female. The diagnoses are rotator
cuff\ftear and cervical strain.

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

Right shoulder arthroscopy with rotator
cuff repair: Upheld

Claims Administrator guideline: Decision based on MTUS Shoulder Complaints 2004, Section(s): Surgical Considerations.

MAXIMUS guideline: Decision based on Non-MTUS Citation Official Disability
Guidelines (ODG), Shoulder Chapter.

Decision rationale: There is no documentation of failed conservative
treatment in this case.

Assistant surgeon: Upheld

Claims Administrator guideline: The Claims Administrator did not cite any medical evidence for its decision.

MAXIMUS guideline: The Expert Reviewer did not cite any medical evidence for its decision.

Decision rationale: As the primary procedure is not medically necessary, none of the associated services are
medically necessary.

Cold therapy unit for the left knee: {decision}

Claims Administrator guideline: The Claims Administrator did not cite any medical evidence for its decision.

MAXIMUS guideline: The Expert Reviewer did not cite any medical evidence for its decision.

Decision rationale: As the primary procedure is not medically necessary, none of the associated services are
medically necessary.
"""


def letter(text: str) -> Determination:
    return parse(SourceText("letter.txt", "letter", text))


def test_a_service_inherits_the_body_parts_of_the_refused_surgery_that_it_depends_on() -> None:
    surgery, assistant, cooling = letter(LETTER.format(decision="Upheld")).issues
    assert (surgery.about.depends_on, assistant.about.depends_on, cooling.about.depends_on) == (None, 1, 1)
    assert [str(part) for part in assistant.about.body_parts] == ["right shoulder"]
    assert [str(part) for part in cooling.about.body_parts] == ["left knee"], "its own title names one"
    assert letter(LETTER.format(decision="Overturned")).issues[2].about.depends_on is None
    spared = letter(LETTER.replace("cuff repair: Upheld", "cuff repair: Overturned").format(decision="Upheld"))
    assert [issue.about.depends_on for issue in spared.issues] == [None, None, None]
    assert spared.issues[1].about.body_parts == ()


def derived_spans(found: Determination) -> list[tuple[str, int, int]]:
    """Name and span of each derived value; a whole issue's values lie in its own sections or in the summary."""
    spans = []
    for issue in found.issues:
        about = issue.about
        spans += [(one.name, one.start, one.end) for one in (about.category, about.procedure) if one]
        spans += [(drug.name, drug.start, drug.end) for drug in about.drugs]
        spans += [(part.part, part.start, part.end) for part in about.body_parts]
        spans += [(cited.source, cited.start, cited.end) for cited in about.guidelines]
        spans += [(one.name, one.start, one.end) for one in (*about.diagnoses, *about.reasons)]
    return spans


def test_every_span_points_at_the_words_that_gave_the_value() -> None:
    text = LETTER.format(decision="Upheld")
    found = letter(text)
    shown = {name: " ".join(text[start:end].split()) for name, start, end in reversed(derived_spans(found))}
    assert shown == {
        "Surgery > Arthroscopic": "rotator cuff repair",
        "Surgery > Adjunct": "Assistant surgeon",
        "DMEPOS > DME": "Cold therapy",
        "rotator cuff repair": "rotator cuff repair",
        "assistant surgeon": "Assistant surgeon",
        "cold therapy unit": "Cold therapy",
        "shoulder": "shoulder",
        "knee": "knee",
        "MTUS": "Shoulder Complaints",
        "ODG": "Shoulder Chapter",
        "rotator cuff tear": "rotator cuff tear",
        "cervical strain": "cervical strain",
        "conservative treatment not tried": shown["conservative treatment not tried"],
        "depends on a refused service": shown["depends on a refused service"],
    }
    assert "failed conservative" in shown["conservative treatment not tried"]
    assert "primary procedure is not medically necessary" in shown["depends on a refused service"]
    issue = as_json(found)["issues"][0]
    assert [text[start:end] for start, end in issue["spans"]["body_parts"]] == ["shoulder"]
    assert [len(issue["spans"][name]) for name in ("diagnoses", "guidelines", "reasons")] == [
        len(issue[name]) for name in ("diagnoses", "guidelines", "reasons")
    ]


WORDS = st.sampled_from(
    "norco 10/325mg #60 lumbar L4-5 C7-T1 S1-L9 right left, bilateral knee fusion no not evidence of strain MTUS ODG "
    "2016 (2004) cream 5% 1,000 was the original request. Non-MTUS Citation Chapter patient RFA PT PTT ' - / ; \n \f \u2019 \u00e9 \u0130".split(" ")
)  # fmt: skip
TEXTS = st.text(max_size=200) | st.lists(WORDS, max_size=60).map(" ".join)
DECISIONS = st.sampled_from(["upheld", "overturned", None])


def inside(text: str, spans: list[tuple[int, int]]) -> bool:
    return all(0 <= start < end <= len(text) for start, end in spans)


@settings(max_examples=300)
@given(TEXTS, DECISIONS)
def test_any_text_is_read_and_spans_stay_inside_it(text: str, decision: Decision | None) -> None:
    asked = read_treatment(text)
    cited = read_guidelines(section(text), "administrator")
    findings: list[Finding] = [*read_rationale(section(text), decision).reasons, *read_summary(section(text)).diagnoses]
    findings += read_rationale(section(text), None).diagnoses
    findings += [one for one in (asked.category, asked.procedure) if one]
    placed = [*asked.drugs, *asked.body_parts, *cited, *findings]
    assert inside(text, [(one.start, one.end) for one in placed])
    change = read_modification(text, 0, Repairer(text))
    portions = (change.requested, change.authorized, change.remaining) if change else ()
    assert inside(text, [(portion.start, portion.end) for portion in portions if portion])
    normal_specialties([text])


@settings(max_examples=100)
@given(TEXTS, TEXTS, TEXTS)
def test_spans_stay_inside_the_letter_whatever_its_sections_hold(title: str, statement: str, rationale: str) -> None:
    text = LETTER.format(decision="Upheld")
    for old, new in (("Assistant surgeon", title), ("Decision based on MTUS", statement), ("There is no", rationale)):
        text = text.replace(old, f"{old} {new}", 1)
    assert inside(text, [(start, end) for _, start, end in derived_spans(letter(text))])


READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "titles": (read_treatment, "Norco 10/325mg #60, right L4-5 fusion for the left knee cream 5%; "),
    "statements": (lambda text: list(read_guidelines(section(text), "reviewer")), "ODG, Low Back; MTUS Shoulder Complaints, et al. "),
    "modifications": (lambda text: read_modification(text, 0, Repairer(text)), "was the original request. x was authorized "),
    "reasons": (lambda text: read_rationale(section(text), "upheld"), "no documentation of failed conservative treatment, "),
    "diagnoses": (lambda text: read_summary(section(text)), "Diagnoses of strain of the lumbar spine. "),
}  # fmt: skip


def least_seconds(read: Callable[[str], object], text: str) -> float:
    def once(number: int) -> float:
        begin = time.process_time()
        read(f"{number} {text}")  # another text each time, as some readers remember what they read
        return time.process_time() - begin

    return min(once(number) for number in range(3))


@pytest.mark.parametrize("name", READERS)
def test_twice_the_text_takes_about_twice_the_time(name: str) -> None:
    read, piece = READERS[name]
    small, large = (least_seconds(read, piece * (size // len(piece))) for size in (10_000, 40_000))
    assert large < 10 * small + 0.05


def test_an_endless_list_of_diagnoses_takes_no_longer() -> None:
    read, piece = READERS["diagnoses"]
    endless = piece.replace(".", ",")
    small, large = (least_seconds(read, endless * (size // len(piece))) for size in (10_000, 40_000))
    assert large < 10 * small + 0.02


def test_real_letters_are_read_as_well_as_is_aimed_at(real_letters: Path) -> None:
    scores = score((parse(read_letter(path)) for path in list_files(real_letters).files), labels())
    assert scores.keys() == AIMS.keys()
    for name, (precision, recall) in AIMS.items():
        assert scores[name].right, name
        assert scores[name].precision >= precision, (name, scores[name].extra)
        assert scores[name].recall >= recall, (name, scores[name].missing)


def test_at_least_150_issues_are_labelled_with_values_and_no_sentence_of_a_letter() -> None:
    assert len(labels()) >= 150
    labelled = (Path(__file__).parent / "cases" / "derived.jsonl").read_text()
    assert max(len(value.split()) for value in re.findall(r'"([^"]*)"', labelled)) < 15
