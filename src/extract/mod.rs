//! Article → passages: sections, people, places, quotes, dates, language. This file is the chain.
