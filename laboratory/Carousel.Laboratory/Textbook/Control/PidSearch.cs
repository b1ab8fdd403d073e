namespace Carousel.Laboratory.Textbook.Control;

/// <summary>Tunes the gains of a controller by compass search in their logarithms, from several starts.</summary>
/// <remarks>
/// From each start every gain in turn is multiplied and divided by a factor, and what lowers the loss is kept; where
/// nothing does, the factor becomes its root.
/// The search ends at a factor of 1.001.
/// </remarks>
internal static class PidSearch
{
    private const double FirstFactor = 4;
    private const double LastFactor = 1.001;
    private static readonly double[] _starts = [0.1, 1, 5];

    /// <summary>The best gains.</summary>
    /// <param name="terms">1 for P, 2 for PI, 3 for PID.</param>
    /// <param name="episodes">What they are tuned on.</param>
    public static PidController Tune(int terms, IReadOnlyList<ControlEpisode> episodes)
    {
        PidController best = default;
        double least = double.PositiveInfinity;
        foreach (double start in _starts)
        {
            double[] gains = [.. Enumerable.Range(0, 3).Select(k => k >= terms ? 0 : k == 2 ? start / 10 : start)];
            double loss = Make(gains).Loss(episodes);
            for (double factor = FirstFactor; factor > LastFactor;)
            {
                bool isBetter = false;
                for (int k = 0; k < terms; k++)
                {
                    foreach (double by in (ReadOnlySpan<double>)[factor, 1 / factor])
                    {
                        double was = gains[k];
                        gains[k] *= by;
                        double other = Make(gains).Loss(episodes);
                        if (other < loss)
                        {
                            (loss, isBetter) = (other, true);
                        }
                        else
                        {
                            gains[k] = was;
                        }
                    }
                }

                factor = isBetter ? factor : Math.Sqrt(factor);
            }

            if (loss < least)
            {
                (least, best) = (loss, Make(gains));
            }
        }

        return best;
    }

    private static PidController Make(double[] gains) => new(gains[0], gains[1], gains[2]);
}
