"""python -m referral_analysis: the command line."""

from referral_analysis.cli import main

main()
