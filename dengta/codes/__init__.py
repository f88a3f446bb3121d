"""Code tables, ID and credit-code arithmetic, dates, pinyin, capitals: facts without an office."""
