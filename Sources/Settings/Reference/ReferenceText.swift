/// What the reference says beside its tables.
enum ReferenceText {
    static let rules = """
        Nothing starts half-configured: every mistake in every file is reported at once, each with file, line, key, what is
        wrong, what is allowed and what was probably meant.

        - Files are UTF-8 YAML (JSON is YAML too), one document each. An unknown key, a key that stands twice, and a key
          without a value are mistakes. Anchors, aliases, merge keys and tags are not read.
        - A duration is a whole number with a unit, or several, the largest first: `90s`, `5m`, `1h30m`, `7d`. Memory is in MiB.
        - A path may be absolute, begin with `~/`, or be relative: to the directory of the file it stands in; from a variable or
          the command line, to the current directory.
        - In a pattern `?` is one character and `*` any number of them, but not `/`; `**` is anything. A value that begins
          with `*` must be in quotes.
        - A secret is given as exactly one of `file: PATH`, `env: NAME`, `value: TEXT`. The last one works, with a warning. The
          secret itself is read when it is needed; one that is missing or empty is a mistake then.

        """

    static let service = """
        Looked for at `--config FILE`, else `$XDG_CONFIG_HOME/bunsen/bunsen.yaml`, else `~/.config/bunsen/bunsen.yaml`; without
        one, all defaults hold. A variable goes before the file, an option on the command line before the variable. The
        variable's name is `BUNSEN_` and the key in capitals, with `_` for the dots. A variable that is set but empty is a mistake.

        """

    static let project = """
        Projects stand under `projects` in `bunsen.yaml`, or one in a file: in `projects.d/` beside `bunsen.yaml`, or in
        `projects.d/` in the state directory, where `bunsen hook install` puts them. The file's name without `.yaml` is the
        project's name, which is a letter or digit and then letters, digits, `.`, `_` and `-`. One name may stand in one place only.

        """

    static let repository = """
        At most 64 KiB, read at the commit that is run. It holds what anyone who may push may choose; keys of the other two
        tables are refused here with the place where they belong.

        """
}
