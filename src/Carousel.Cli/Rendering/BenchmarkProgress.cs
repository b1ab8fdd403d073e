namespace Carousel.Cli.Rendering;

/// <summary>Says on standard error which measurement runs: one line that is drawn again on a terminal, a line each in a log.</summary>
/// <param name="terminal">Where to, or null for nowhere.</param>
/// <param name="count">How many measurements there are.</param>
internal sealed class BenchmarkProgress(Terminal? terminal, int count) : IDisposable
{
    private int _number;
    private int _width;

    /// <summary>A measurement begins.</summary>
    /// <param name="what">What is measured.</param>
    public void Begin(string what)
    {
        _number++;
        string line = $"  timing {_number}/{count}: {what}";
        if (terminal is { ErrorIsTerminal: true })
        {
            string shown = line[..Math.Min(line.Length, terminal.Width - 1)];
            terminal.Error.Write("\r" + shown.PadRight(_width));
            _width = shown.Length;
        }
        else
        {
            terminal?.Error.WriteLine(line);
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (terminal is { ErrorIsTerminal: true })
        {
            terminal.Error.Write("\r" + new string(' ', _width) + "\r");
        }
    }
}
