"""What people answer: begun by a link, saved page by page, sent once; drafts until then."""
