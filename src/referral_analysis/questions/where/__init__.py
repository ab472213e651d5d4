"""Where and who: districts and agencies, pooled, by their workshops and by staff reached."""
