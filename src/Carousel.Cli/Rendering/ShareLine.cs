namespace Carousel.Cli.Rendering;

/// <summary>One line that says how far work is and how long it still takes, drawn again in place.</summary>
/// <param name="terminal">Where it is drawn; nothing where nobody reads it as it comes.</param>
/// <param name="what">What is done.</param>
/// <param name="isQuiet">Whether nothing is wanted.</param>
internal sealed class ShareLine(Terminal terminal, string what, bool isQuiet) : IDisposable
{
    // Earlier the time left is a guess.
    private const double LeastShare = 0.02;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(0.2);

    private readonly long _started = terminal.Clock.GetTimestamp();
    private TimeSpan _last = TimeSpan.MinValue;
    private int _width;

    /// <summary>Draws it.</summary>
    /// <param name="share">How far it is, 0 to 1.</param>
    public void Show(double share)
    {
        TimeSpan elapsed = terminal.Clock.GetElapsedTime(_started);
        if (isQuiet || !terminal.ErrorIsTerminal || (_last != TimeSpan.MinValue && elapsed - _last < _pause))
        {
            return;
        }

        _last = elapsed;
        string left = share < LeastShare ? "" : $"  {Figures.Clock(elapsed * ((1 - share) / share))} left";
        Draw($"  {what}  {Math.Floor(100 * share):0} %{left}");
    }

    /// <summary>Removes it.</summary>
    public void Dispose()
    {
        if (_width > 0)
        {
            Draw("");
        }
    }

    private void Draw(string line)
    {
        string shown = line[..Math.Min(line.Length, terminal.Width - 1)];
        terminal.Error.Write("\r" + shown.PadRight(_width) + (shown.Length == 0 ? "\r" : ""));
        _width = shown.Length;
    }
}
