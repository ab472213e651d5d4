"""What is said of counts of which nothing is told, in any report of a district or an agency."""


def left_out(column: str, spans: str, places: str) -> str:
    """Say of which months a column tells nothing, of all districts or all agencies."""
    return (
        f"{column}, {spans}: left empty for all {places}, as beside what was published "
        "before c and 0 by themselves would tell too much."
    )
