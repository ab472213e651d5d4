"""Districts and agencies, drawn: effects, funnels, staff reached."""
