"""Onboarding without database, chat or clock: the questionnaire, the papers, the plan of tasks and the export."""
