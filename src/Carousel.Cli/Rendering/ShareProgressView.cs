using Carousel.Jobs.Fitting;

namespace Carousel.Cli.Rendering;

/// <summary>
/// Says on standard error how far a claim is: one line that is drawn again on a terminal, a line for each fifth of the
/// work in a log.
/// </summary>
/// <param name="terminal">Where to, or null for nowhere.</param>
/// <param name="head">The text before each line, such as the number of the claim.</param>
/// <param name="facts">Writes the facts before the work.</param>
internal sealed class ShareProgressView(Terminal? terminal, string head, Action facts)
    : IProgress<(string Part, double Share)>, IDisposable
{
    private const int LongestBar = 28;
    private const int LogSteps = 5;
    private const double LeastShare = 0.01;
    private static readonly TimeSpan _leastTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _betweenLines = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly long _started = terminal?.Clock.GetTimestamp() ?? 0;
    private long _drawn;
    private int _logged;
    private bool _hasBegun;

    /// <summary>Writes the facts, once; the first report does so too.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (terminal is not null && !_hasBegun)
            {
                _hasBegun = true;
                facts();
            }
        }
    }

    /// <inheritdoc/>
    public void Report((string Part, double Share) value)
    {
        if (terminal is null)
        {
            return;
        }

        Begin();
        lock (_lock)
        {
            TimeSpan elapsed = terminal.Clock.GetElapsedTime(_started);
            if (terminal.ErrorIsTerminal)
            {
                if (_drawn == 0 || terminal.Clock.GetElapsedTime(_drawn) >= _betweenLines)
                {
                    _drawn = terminal.Clock.GetTimestamp();
                    terminal.Draw(Line(value, elapsed, terminal.Width));
                }
            }
            else if ((int)(value.Share * LogSteps) is var step && step > _logged && step < LogSteps)
            {
                _logged = step;
                terminal.Error.WriteLine(Invariant.Of(
                    $"  {head}{100 * value.Share:0} %  {value.Part}{Left(value, elapsed)}"));
            }
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (terminal is not null && _drawn > 0)
            {
                terminal.Draw("");
            }
        }
    }

    private string Line((string Part, double Share) value, TimeSpan elapsed, int width)
    {
        string words = $"{head}{value.Part}{Left(value, elapsed)}";
        int bar = Math.Clamp(width - words.Length - 6, 0, LongestBar);
        int done = (int)Math.Round(Math.Clamp(value.Share, 0, 1) * bar);
        return $"  {new string('━', done)}{new string('─', bar - done)}  {words}";
    }

    private static string Left((string Part, double Share) value, TimeSpan elapsed) =>
        value.Share < LeastShare || elapsed < _leastTime
            ? ""
            : $"  {FigureText.Clock(elapsed * ((1 - value.Share) / value.Share))} left";
}
