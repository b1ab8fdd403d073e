using Carousel.Cli.Rendering;

namespace Carousel.Benchmarks.Rendering;

/// <summary>
/// Says on standard error which measurement runs: one line that is drawn again on a terminal, a line each in a log.
/// </summary>
/// <param name="terminal">Where to, or null for nowhere.</param>
/// <param name="doing">What is done with it.</param>
internal sealed class CountedProgress(Terminal? terminal, string doing) : IDisposable
{
    /// <summary>A measurement begins.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="what">What is measured.</param>
    public void Begin(int number, int count, string what)
    {
        string line = $"  {doing} {number}/{count}: {what}";
        if (terminal is { ErrorIsTerminal: true })
        {
            terminal.Draw(line);
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
            terminal.Draw("");
        }
    }
}
