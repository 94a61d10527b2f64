"""What a hand with a database tool may not do to what is on record, statement by statement."""

#: Notes published, ratification published, annulled, open, draft.
NOTES, VOTED, ANNULLED, OPEN, DRAFT = (
    f"(SELECT id FROM round WHERE number = {n})" for n in range(1, 6)
)
#: Tried on rounds of every state, an acta with an annex and all that goes with them.
REFUSED = f"""
    UPDATE result SET shown = '{{}}'
    UPDATE result SET computed_at = computed_at
    DELETE FROM result
    UPDATE journal SET reason = 'otra'
    UPDATE journal SET user_id = NULL
    DELETE FROM journal
    UPDATE published_figure SET numerator = '0'
    DELETE FROM published_figure
    UPDATE wording SET text = 'otro'
    DELETE FROM wording
    UPDATE commitment_update SET state = 'done'
    DELETE FROM commitment_update
    UPDATE submission SET late = TRUE
    DELETE FROM submission WHERE round_id IN (SELECT id FROM round WHERE state <> 'open')
    DELETE FROM submission WHERE late
    INSERT INTO ballot (id, round_id, sector_id, answer, reasons) VALUES ('x', {VOTED}, 1, '{{}}', '{{}}')
    INSERT INTO ballot (id, round_id, sector_id, answer, reasons) VALUES ('x', {ANNULLED}, 1, '{{}}', '{{}}')
    INSERT INTO ballot (id, round_id, sector_id, answer, reasons) VALUES ('x', {DRAFT}, 1, '{{}}', '{{}}')
    UPDATE ballot SET answer = '{{}}' WHERE round_id = {VOTED}
    UPDATE ballot SET voter_key = id WHERE round_id = {VOTED}
    UPDATE ballot SET round_id = {OPEN} WHERE round_id = {VOTED}
    UPDATE ballot SET round_id = {VOTED} WHERE round_id = {OPEN}
    DELETE FROM ballot WHERE round_id = {VOTED}
    DELETE FROM ballot
    INSERT INTO participation (round_id, seat_id, sector_id, channel) VALUES ({ANNULLED}, 1, 1, 'own')
    UPDATE participation SET channel = 'paper' WHERE round_id = {VOTED}
    UPDATE participation SET round_id = {ANNULLED} WHERE round_id = {OPEN}
    DELETE FROM participation WHERE round_id = {VOTED}
    INSERT INTO paper_ballot (round_id, seat_id) VALUES ({VOTED}, 2)
    UPDATE paper_ballot SET seat_id = 3 WHERE round_id = {VOTED}
    UPDATE paper_ballot SET round_id = {OPEN} WHERE round_id = {VOTED}
    DELETE FROM paper_ballot WHERE round_id = {VOTED}
    INSERT INTO typed_paper (round_id, number, sector_id) VALUES ({VOTED}, 'b', 1)
    UPDATE typed_paper SET number = 'b'
    DELETE FROM typed_paper
    INSERT INTO roll (round_id, sector_id, eligible, present, voted, channels, added) VALUES ({ANNULLED}, 1, 9, 9, 9, '{{}}', 0)
    UPDATE roll SET eligible = eligible + 1
    DELETE FROM roll
    INSERT INTO reason (id, round_id, option_code, stance, text, state) VALUES ('x', {VOTED}, 'OE1', 'no', 'y', 'shown')
    UPDATE reason SET text = 'otra'
    UPDATE reason SET sector_id = 2
    DELETE FROM reason
    UPDATE round SET question = 'otra' WHERE state <> 'draft'
    UPDATE round SET method_id = 'points' WHERE state = 'open'
    UPDATE round SET settings = '{{}}' WHERE id = {VOTED}
    UPDATE round SET electorate = '["com"]' WHERE state = 'open'
    UPDATE round SET secrecy = 'nominal' WHERE state = 'open'
    UPDATE round SET secrecy = 'nominal', visibility = 'live' WHERE state = 'open'
    UPDATE round SET visibility = 'live' WHERE id = {NOTES}
    UPDATE round SET previous_id = {NOTES} WHERE id = {VOTED}
    UPDATE round SET opened_at = NULL WHERE state = 'open'
    UPDATE round SET number = 9 WHERE state = 'open'
    UPDATE round SET opens_at = opened_at WHERE state = 'open'
    UPDATE round SET closes_at = opened_at WHERE state = 'open'
    UPDATE round SET closes_at = NULL WHERE state = 'open'
    UPDATE round SET closes_at = '2032-10-14' WHERE state = 'published'
    UPDATE extension SET reason = 'otra'
    DELETE FROM extension
    UPDATE round SET late_seats = TRUE WHERE state = 'open'
    UPDATE round SET state = 'draft' WHERE state = 'open'
    UPDATE round SET state = 'open' WHERE state = 'published'
    UPDATE round SET state = 'closed' WHERE state = 'published'
    UPDATE round SET state = 'closed' WHERE state = 'annulled'
    UPDATE round SET state = 'annulled', annul_reason = 'x' WHERE state = 'published'
    UPDATE round SET state = 'published' WHERE state = 'open'
    UPDATE round SET state = 'closed', method_version = 2 WHERE state = 'draft'
    UPDATE round SET state = 'closed' WHERE state = 'open'
    UPDATE round SET ballot_key = 'x' WHERE state = 'published'
    UPDATE round SET ballot_key = 'x' WHERE state = 'open'
    UPDATE round SET closed_at = NULL WHERE state = 'published'
    UPDATE round SET closing_at = NULL WHERE state = 'published'
    UPDATE round SET published_at = NULL WHERE state = 'published'
    UPDATE round SET annul_reason = 'otra' WHERE state = 'annulled'
    UPDATE round SET annul_reason = 'antes' WHERE state = 'open'
    DELETE FROM round WHERE state = 'annulled'
    INSERT INTO option (round_id, code, wording, option_group, position) VALUES ({OPEN}, 'X', 'x', '', 9)
    UPDATE option SET wording = 'otra' WHERE round_id = {OPEN}
    UPDATE option SET wording = 'otra' WHERE round_id = {VOTED}
    UPDATE option SET round_id = {DRAFT}, code = 'X' WHERE round_id = {VOTED}
    UPDATE option SET round_id = {OPEN}, code = code || 'X' WHERE round_id = {DRAFT}
    DELETE FROM option WHERE round_id = {OPEN}
    UPDATE process SET protocol = '{{}}'
    UPDATE process SET protocol_frozen_at = NULL
    UPDATE process SET simulated = TRUE
    DELETE FROM process
    INSERT INTO sector (uid, process_id, code, name, short_name, weight, position) VALUES ('x', 1, 'x', 'x', '', '1', 9)
    UPDATE sector SET weight = '3'
    UPDATE sector SET name = 'otro'
    DELETE FROM sector
    UPDATE item SET wording = 'otra' WHERE code = 'OE1'
    UPDATE item SET code = 'OE9' WHERE code = 'OE1'
    UPDATE item SET state = 'merged', merged_into_id = 1 WHERE code = 'OE1'
    DELETE FROM item WHERE code = 'OE1'
    UPDATE contribution SET text = 'otro'
    UPDATE contribution SET seat_id = NULL
    UPDATE contribution SET sector_id = NULL
    UPDATE contribution SET withdrawn = TRUE
    DELETE FROM contribution
    UPDATE merge SET detail = '{{}}'
    DELETE FROM merge
    UPDATE acta SET document = '{{}}' WHERE number = 0
    UPDATE acta SET pdf_sha256 = data_sha256 WHERE number = 0
    UPDATE acta SET remarks = 'otra' WHERE number = 0
    UPDATE acta SET state = 'draft', sealed_at = NULL WHERE number = 0
    UPDATE acta SET remarks = 'otra' WHERE number = 1
    UPDATE acta SET pdf_sha256 = data_sha256 WHERE number = 1
    DELETE FROM acta WHERE number = 1
    INSERT INTO correction (acta_id, seat_id, text, proposed_at, state, answer) VALUES (1, 1, 'x', '2022-10-14', 'proposed', '')
    UPDATE correction SET state = 'declined'
    UPDATE correction SET acta_id = 2
    DELETE FROM correction
    INSERT INTO correction_window (acta_id, opened_at, until, end_reason) VALUES (1, '2022-10-14', '2022-10-15', '')
    UPDATE correction_window SET until = '2032-10-14'
    UPDATE correction_window SET ended_at = opened_at, end_reason = 'x'
    DELETE FROM correction_window
    UPDATE sent_form SET leads_to = '/f/otra'
    UPDATE sent_form SET key = 'x'
    DELETE FROM sent_form
    UPDATE round SET open_reason = 'otra' WHERE id = {VOTED}
    UPDATE acta SET written_at = NULL WHERE number = 1
    UPDATE agreement SET text = 'otro' WHERE round_id IS NOT NULL
    UPDATE agreement SET text = 'otro' WHERE round_id IS NULL
    DELETE FROM agreement WHERE round_id IS NULL
""".strip().split("\n")
#: Tried on a closed wave (1) and an open one (2), a draft (3), and one closed with an answer still sealed (4).
OF_SURVEYS = """
    UPDATE instrument SET document = '{}'
    UPDATE instrument SET state = 'draft', published_at = NULL
    DELETE FROM instrument
    UPDATE wave SET mode = 'confidential' WHERE number = 2
    UPDATE wave SET mode = 'confidential' WHERE number = 1
    UPDATE wave SET consent = 'otra' WHERE number = 2
    UPDATE wave SET year = 1999 WHERE number = 2
    UPDATE wave SET state = 'draft', seal = NULL WHERE number = 2
    UPDATE wave SET state = 'open' WHERE number = 1
    UPDATE wave SET name = 'otra' WHERE number = 1
    UPDATE wave SET seal = opened_at WHERE number = 2
    DELETE FROM wave WHERE number = 2
    INSERT INTO survey_participation (id, wave_id, respondent_id, channel) SELECT 'x', 4, MAX(id), 'link' FROM respondent
    UPDATE survey_participation SET channel = 'paper'
    DELETE FROM survey_participation
    INSERT INTO envelope (id, wave_id, content) SELECT 'x', 1, content FROM envelope LIMIT 1
    UPDATE envelope SET wave_id = 1
    DELETE FROM envelope WHERE wave_id = 4
    INSERT INTO response (id, wave_id, by_open_link, consent_sha256) VALUES ('x', 1, FALSE, '')
    INSERT INTO response (id, wave_id, participation_id, by_open_link, consent_sha256) SELECT 'x', 2, MAX(id), FALSE, '' FROM survey_participation
    UPDATE response SET wave_id = 2
    UPDATE response SET participation_id = (SELECT MAX(id) FROM survey_participation) WHERE id = (SELECT MAX(id) FROM response)
    DELETE FROM response
    INSERT INTO answer (response_id, item_code, value, na) SELECT MAX(id), 'x', '1', FALSE FROM response
    UPDATE answer SET value = '1'
    DELETE FROM answer
    INSERT INTO comment (id, wave_id, item_code, text) VALUES ('x', 1, 'x', 'x')
    UPDATE comment SET text = 'otro'
    DELETE FROM comment
    INSERT INTO wave_member (wave_id, respondent_id, code, name, attributes) SELECT 3, MAX(id), 'x', 'x', '{}' FROM respondent
    UPDATE wave_member SET attributes = '{}'
    DELETE FROM wave_member
    UPDATE wave SET roll_at = opened_at WHERE number = 1
    UPDATE wave_groups SET document = '{}'
    DELETE FROM wave_groups
    UPDATE wave_import SET filename = 'x'
    DELETE FROM wave_import
    UPDATE wave SET rewriting = TRUE WHERE number = 2
    UPDATE wave SET anonymised_at = closed_at WHERE number = 1
    UPDATE wave SET keep_until = '2099-01-01' WHERE number = 2
    UPDATE wave SET consent_sha256 = 'x' WHERE number = 2
    UPDATE wave SET keep_until = '2099-01-01' WHERE number = 1
    UPDATE respondent SET name = 'Rosa', erased_at = NULL WHERE erased_at IS NOT NULL
    UPDATE data_request SET asked_by = 'x'
    UPDATE data_request SET did = 'x' WHERE done_on IS NOT NULL
    DELETE FROM data_request
    UPDATE answer_note SET text = 'x'
    DELETE FROM answer_note
    UPDATE erasure SET answers = 0
    DELETE FROM erasure
    UPDATE survey_result SET document = '{}'
    DELETE FROM survey_result
""".strip().split("\n")
#: Tried on rounds 1 and 2 of a series, of which the second found what moved, and on a draft (3) that asks again.
OF_SERIES = """
    UPDATE repetition SET shown = '{}'
    DELETE FROM repetition
    INSERT INTO kept_option (round_id, code, reason) SELECT id, 'F2', 'x' FROM round WHERE number = 2
    UPDATE kept_option SET round_id = (SELECT id FROM round WHERE number = 2)
    UPDATE kept_option SET reason = 'otra' WHERE round_id = (SELECT id FROM round WHERE number = 4)
    DELETE FROM kept_option WHERE round_id = (SELECT id FROM round WHERE number = 4)
    UPDATE series SET key = NULL, ended_at = '2022-10-14', id = id + 1000
    UPDATE series SET key = (SELECT ballot_key FROM round WHERE number = 4)
    DELETE FROM series
    UPDATE series_round SET series_id = series_id
    DELETE FROM series_round
""".strip().split("\n")
#: Tried on a plan whose only measurement is published, and one of a draft beside it.
OF_PLANS = """
    UPDATE plan_target SET value = 1
    DELETE FROM plan_target
    UPDATE plan_progress SET value = 1
    DELETE FROM plan_progress
    UPDATE plan_finance SET executed = programmed
    DELETE FROM plan_finance
    INSERT INTO measurement (indicator_id, period, value, note, evidence, evidence_type, evidence_sha256, state, entered_at, validated_at, published_at) SELECT indicator_id, '1999', 1, '', '', '', '', 'published', entered_at, entered_at, entered_at FROM measurement WHERE period = '2024'
    INSERT INTO measurement (indicator_id, period, value, note, evidence, evidence_type, evidence_sha256, state, entered_at, corrects_id) SELECT indicator_id, '1999', 1, 'x', '', '', '', 'draft', entered_at, id FROM measurement WHERE period = '2024'
    UPDATE measurement SET value = 1
    UPDATE measurement SET note = 'otra' WHERE state = 'draft'
    UPDATE measurement SET state = 'draft', validated_at = NULL, published_at = NULL WHERE state = 'published'
    UPDATE measurement SET state = 'published', validated_at = entered_at, published_at = entered_at WHERE state = 'draft'
    DELETE FROM measurement
    UPDATE measurement_input SET id = id + 100
    DELETE FROM measurement_input
    INSERT INTO measurement_place (measurement_id, territory_id, value) SELECT (SELECT id FROM measurement WHERE state = 'published'), id, '1' FROM territory
    UPDATE measurement_place SET value = '2'
    DELETE FROM measurement_place
    UPDATE variable_input SET id = id + 100
    DELETE FROM variable_input
""".strip().split("\n")


#: Tried on the demonstration with a survey, a sealed report and a scorecard.
OF_WHAT_FOLLOWS = """
    UPDATE mailing SET subject = 'x'
    DELETE FROM mailing
    UPDATE wave_summary SET approved_at = approved_at
    DELETE FROM wave_summary
    UPDATE recommendation_step SET state = 'done'
    DELETE FROM recommendation_step
    UPDATE plan_passage SET text = 'x'
    DELETE FROM plan_passage
    UPDATE plan_report SET reason = 'x'
    DELETE FROM plan_report
    UPDATE plan_review SET period = '1999'
    DELETE FROM plan_review
    UPDATE plan_question SET review_id = review_id
    DELETE FROM plan_question
    UPDATE plan_decision SET reason = 'x'
    DELETE FROM plan_decision
    UPDATE foda_edition SET reason = 'x'
    DELETE FROM foda_edition
    UPDATE scorecard_edition SET reason = 'x'
    DELETE FROM scorecard_edition
    UPDATE statement SET text = 'x'
    DELETE FROM statement
    UPDATE variable_value SET value = 1
    DELETE FROM variable_value
    INSERT INTO variable_value (variable_id, period, source, note, said_at, corrects_id) SELECT variable_id, '1999', 'x', 'x', said_at, id FROM variable_value WHERE id = (SELECT max(id) FROM variable_value)
    UPDATE variable_question SET item_id = item_id
    DELETE FROM variable_question
    UPDATE initiative_progress SET note = 'x'
    DELETE FROM initiative_progress
    UPDATE shared_value_step SET note = 'x'
    DELETE FROM shared_value_step
    UPDATE hybrid_metric SET lag = -lag
    DELETE FROM hybrid_metric
    UPDATE hybrid_comparison SET finding = 'supports'
    DELETE FROM hybrid_comparison
    UPDATE component_baseline SET value = '1'
    DELETE FROM component_baseline
    UPDATE effect_contribution SET sign = 'plus'
    DELETE FROM effect_contribution
    UPDATE effect_decision SET decided_by = 'x'
    DELETE FROM effect_decision
    UPDATE effect_question SET item_id = item_id
    DELETE FROM effect_question
    UPDATE effect_refusal SET reason = 'x'
    DELETE FROM effect_refusal
""".strip().split("\n")
REFUSED, OF_SURVEYS, OF_SERIES, OF_PLANS, OF_WHAT_FOLLOWS = (
    [statement.strip() for statement in each]
    for each in (REFUSED, OF_SURVEYS, OF_SERIES, OF_PLANS, OF_WHAT_FOLLOWS)
)
EVERY = (*REFUSED, *OF_SURVEYS, *OF_SERIES, *OF_PLANS, *OF_WHAT_FOLLOWS)
