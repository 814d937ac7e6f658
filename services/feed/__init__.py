"""Where items come in. A source yields `RawItem`s; `publish` puts them on `wire.raw`, and nothing else knows about either."""
