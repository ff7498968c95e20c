"""The completion command: prints shell completion scripts."""

from __future__ import annotations

import click

from smsc_codec.cli.streams import put

__all__ = ["completion"]

_PROGRAM = "smsc-codec"
#: The environment variable through which the script calls the program; click derives this name.
_VARIABLE = "_SMSC_CODEC_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script that completes commands, options, reply names and words to explain.

    \b
    bash: eval "$(smsc-codec completion bash)"                                 in ~/.bashrc
    zsh:  eval "$(smsc-codec completion zsh)"                                  in ~/.zshrc
    fish: smsc-codec completion fish > ~/.config/fish/completions/smsc-codec.fish
    """  # noqa: D301 - click interprets \b
    from click.shell_completion import get_completion_class

    completion_class = get_completion_class(shell)
    assert completion_class is not None
    script = completion_class(context.find_root().command, {}, _PROGRAM, _VARIABLE)
    # Not script.source(), which runs the local bash to check its version.
    put((script.source_template % script.source_vars()).encode())
