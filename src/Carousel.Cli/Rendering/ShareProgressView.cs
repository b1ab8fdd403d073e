using Carousel.Jobs.Fitting;

namespace Carousel.Cli.Rendering;

/// <summary>
/// Says on standard error how far a claim is: one line that is drawn again on a terminal, a line for each fifth of the
/// work in a log.
/// </summary>
internal sealed class ShareProgressView : IProgress<(string Part, double Share)>, IDisposable
{
    private const int LongestBar = 28;
    private const int LogSteps = 5;
    private const double LeastShare = 0.01;
    private static readonly TimeSpan _leastTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _betweenLines = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Terminal? _terminal;
    private readonly string _head;
    private readonly Action _facts;
    private readonly long _started;
    private long _drawn;
    private int _width;
    private int _logged;
    private bool _hasBegun;

    /// <summary>A view.</summary>
    /// <param name="terminal">Where to, or null for nowhere.</param>
    /// <param name="head">What stands before everything, such as the number of the claim.</param>
    /// <param name="facts">Writes what stands before the work.</param>
    public ShareProgressView(Terminal? terminal, string head, Action facts)
    {
        (_terminal, _head, _facts) = (terminal, head, facts);
        _started = terminal?.Clock.GetTimestamp() ?? 0;
    }

    /// <summary>Writes the facts, once; the first report does so too.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (_terminal is not null && !_hasBegun)
            {
                _hasBegun = true;
                _facts();
            }
        }
    }

    /// <inheritdoc/>
    public void Report((string Part, double Share) value)
    {
        if (_terminal is null)
        {
            return;
        }

        Begin();
        lock (_lock)
        {
            TimeSpan elapsed = _terminal.Clock.GetElapsedTime(_started);
            if (_terminal.ErrorIsTerminal)
            {
                if (_drawn == 0 || _terminal.Clock.GetElapsedTime(_drawn) >= _betweenLines)
                {
                    _drawn = _terminal.Clock.GetTimestamp();
                    Draw(_terminal, Line(value, elapsed, _terminal.Width));
                }
            }
            else if ((int)(value.Share * LogSteps) is var step && step > _logged && step < LogSteps)
            {
                _logged = step;
                _terminal.Error.WriteLine(Invariant.Of(
                    $"  {_head}{100 * value.Share:0} %  {value.Part}{Left(value, elapsed)}"));
            }
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_terminal is { ErrorIsTerminal: true } && _width > 0)
            {
                Draw(_terminal, "");
            }
        }
    }

    private string Line((string Part, double Share) value, TimeSpan elapsed, int width)
    {
        string words = $"{_head}{value.Part}{Left(value, elapsed)}";
        int bar = Math.Clamp(width - words.Length - 6, 0, LongestBar);
        int done = (int)Math.Round(Math.Clamp(value.Share, 0, 1) * bar);
        return $"  {new string('━', done)}{new string('─', bar - done)}  {words}";
    }

    private static string Left((string Part, double Share) value, TimeSpan elapsed) =>
        value.Share < LeastShare || elapsed < _leastTime
            ? ""
            : $"  {FigureText.Clock(elapsed * ((1 - value.Share) / value.Share))} left";

    private void Draw(Terminal terminal, string line)
    {
        string shown = line[..Math.Min(line.Length, terminal.Width - 1)];
        terminal.Error.Draw("\r", shown.PadRight(_width));
        if (shown.Length == 0)
        {
            terminal.Error.Draw("\r", "");
        }

        _width = shown.Length;
    }
}
