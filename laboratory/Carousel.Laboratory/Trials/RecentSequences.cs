namespace Carousel.Laboratory.Trials;

/// <summary>The most recent training sequences: how many were wrong, and their mean error.</summary>
internal sealed class RecentSequences
{
    private readonly float[] _errors;
    private readonly bool[] _wrong;
    private double _sum;
    private int _next;

    /// <summary>Starts without sequences.</summary>
    /// <param name="window">How many are looked back on.</param>
    public RecentSequences(int window) => (_errors, _wrong) = (new float[window], new bool[window]);

    /// <summary>Whether there have been as many as are looked back on.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Wrong ones among them.</summary>
    public int Wrong { get; private set; }

    /// <summary>Their mean error.</summary>
    public double MeanError => _sum / _errors.Length;

    /// <summary>Takes note of a sequence that was shown.</summary>
    /// <param name="shown">What came of it.</param>
    public void Add(Presentation shown)
    {
        Wrong += (shown.IsRight ? 0 : 1) - (_wrong[_next] ? 1 : 0);
        _sum += (double)shown.MeanError - _errors[_next];
        (_errors[_next], _wrong[_next]) = (shown.MeanError, !shown.IsRight);
        _next++;
        if (_next == _errors.Length)
        {
            // Summed again once a round, so that rounding does not pile up.
            (_next, IsFull, _sum) = (0, true, 0);
            foreach (float error in _errors)
            {
                _sum += error;
            }
        }
    }
}
