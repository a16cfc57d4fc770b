"""Who is in which sequence: enrolment, touches, dispatch, channels."""
