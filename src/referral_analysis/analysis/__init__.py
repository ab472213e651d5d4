"""What questions share: the plan, the county's months, and the models that the plan asks for."""
