"""The command completion: the script that has a shell complete our commands."""

from __future__ import annotations

import click

from smsc_codec.cli.streams import put

__all__ = ["completion"]

_PROGRAM = "smsc-codec"
#: What click looks at when the program starts: its own name for a program of this name.
_VARIABLE = "_SMSC_CODEC_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that completes commands, options, names of replies and words to explain.

    \b
    bash: eval "$(smsc-codec completion bash)"                                 in ~/.bashrc
    zsh:  eval "$(smsc-codec completion zsh)"                                  in ~/.zshrc
    fish: smsc-codec completion fish > ~/.config/fish/completions/smsc-codec.fish
    """  # noqa: D301 - click reads the sign
    from click.shell_completion import get_completion_class

    completing = get_completion_class(shell)
    assert completing is not None
    made = completing(context.find_root().command, {}, _PROGRAM, _VARIABLE)
    # Not made.source(): for bash it would run the bash of this machine, which need not be the one that reads the script.
    put((made.source_template % made.source_vars()).encode())
