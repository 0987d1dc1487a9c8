"""Opens the files of a report with readers that others wrote."""

import json
import pathlib
import sys

import openpyxl
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding

for folder in map(pathlib.Path, sys.argv[1:]):
    report = json.loads((folder / "report.json").read_text())
    events = json.loads((folder / "findings.ocsf.json").read_text())
    resolved = (report["changes"] or {}).get("resolved", [])
    if folder.name == "compared":
        assert resolved and report["changes"]["new"] and report["changes"]["bindings"]["gone"], report["changes"]
    assert len(events) == len(report["findings"]) + len(resolved), folder
    known = set(ComplianceFinding.model_fields)
    for event in events:
        ComplianceFinding.model_validate(event)
        assert set(event) <= known, set(event) - known
        for key in ("finding_info", "compliance", "remediation", "metadata"):
            nested = ComplianceFinding.model_validate(event).__dict__[key]
            unknown = set(event[key]) - set(type(nested).model_fields) - {"status"}
            assert not unknown, (key, unknown)

    book = openpyxl.load_workbook(folder / "report.xlsx")
    assert book.sheetnames[:2] == ["Summary", "Findings"], book.sheetnames
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref, sheet.title
        formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert not formulas, formulas
    savings = book["Savings"]
    head = [cell.value for cell in savings[1]]
    money = head.index("annual_list_cost") + 1
    for line in range(2, savings.max_row + 1):
        cell = savings.cell(line, money)
        assert cell.value is None or (cell.data_type == "n" and cell.number_format == "#,##0.00"), cell.value
    print(f"readers: {folder.name}: {len(events)} OCSF events, {len(book.sheetnames)} sheets")
