"""The pages of accounts: signing in, users and the organisation, and second factors."""
