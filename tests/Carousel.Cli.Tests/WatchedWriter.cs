namespace Carousel.Cli.Tests;

/// <summary>Keeps text, and does something once when a line holds what is waited for.</summary>
internal sealed class WatchedWriter : StringWriter
{
    private readonly string _text;
    private Action? _found;

    public WatchedWriter(string text, Action found)
    {
        (_text, _found) = (text, found);
        NewLine = "\n";
    }

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(_text, StringComparison.Ordinal) == true)
        {
            Action? found = _found;
            _found = null;
            found?.Invoke();
        }
    }
}
