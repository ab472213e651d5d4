"""The report on whether fewer referrals were better ones."""
