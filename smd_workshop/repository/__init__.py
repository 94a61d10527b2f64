"""The repository of variables: what is counted about a territory, as files bring it, people search it and workshops rate it."""
