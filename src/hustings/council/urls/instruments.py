"""Instruments and consultations."""

from django.urls import path

from hustings.council.views import consultations, instruments, office_instruments, units

_instrument = "instruments/<slug:slug>/"
_version = f"{_instrument}versions/<number:number>/"
_proposal = "office/proposals/<number:proposal>/"
_consultation = "office/consultations/<number:consultation>/"

urlpatterns = [
    path("instruments/", instruments.index, name="instruments"),
    path(_instrument, instruments.instrument, name="instrument"),
    path(_version, instruments.version, name="version"),
    path(f"{_instrument}versions/<number:number>.pdf", instruments.version_file, name="version_pdf"),
    path(f"{_version}changes/", instruments.changes, name="changes"),
    path(f"{_instrument}clauses/<str:clause>/", instruments.clause, name="clause"),
    path(f"{_instrument}proposals/<number:number>/", instruments.proposal, name="proposal"),
    path("source-texts/<number:source>/", instruments.source, name="source"),
    path("consultations/", consultations.index, name="consultations"),
    path("consultations/<number:consultation>/", consultations.consultation, name="consultation"),
    path("office/for-unit/consultations/", units.desk, name="unit_desk"),
    path(
        "office/for-unit/consultations/<number:consultation>/units/<number:unit>/", units.position, name="unit_position"
    ),
    path("me/consultations/<number:consultation>/units/<number:unit>/", consultations.my_position, name="my_position"),
    path("office/instruments/", office_instruments.index, name="office_instruments"),
    path("office/consultations/", office_instruments.consultations, name="office_consultations"),
    path("office/source-texts/", office_instruments.sources, name="office_sources"),
    path("office/new-instrument/", office_instruments.create, name="instrument_new"),
    path("office/source-texts/new/", office_instruments.add_source, name="source_new"),
    path("office/instruments/<slug:slug>/", office_instruments.instrument, name="office_instrument"),
    path("office/instruments/<slug:slug>/propose/", office_instruments.propose, name="propose"),
    path("office/instruments/<slug:slug>/repeal/", office_instruments.repeal, name="repeal"),
    path(_proposal, office_instruments.proposal, name="office_proposal"),
    path(f"{_proposal}clauses/<str:clause>/", office_instruments.rule, name="rule_on_clause"),
    path(f"{_proposal}motion/", office_instruments.bind, name="bind_proposal"),
    path(f"{_proposal}adopt/", office_instruments.adopt, name="adopt"),
    path("office/consultations/new/", consultations.create, name="consultation_new"),
    path(_consultation, consultations.office, name="office_consultation"),
    path(f"{_consultation}units/<number:unit>/", consultations.position, name="position"),
    path(f"{_consultation}motion/", consultations.bind, name="bind_consultation"),
    path(f"{_consultation}if-<str:outcome>/", consultations.respond, name="respond"),
]
