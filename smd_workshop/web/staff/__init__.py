"""What the pages of all staff begin with: who may enter, whether the form was here before, and what is refused."""

#: The blueprints of staff: who is not signed in is led to the sign-in, and an administrator to a second step.
BLUEPRINTS = ("facilitator", "manager", "planner")
