namespace Carousel.Jobs.Sound.Features;

/// <summary>
/// The pitch of a voice by the normalised autocorrelation of 40 milliseconds (after Talkin 1995): the shortest lag
/// whose peak is near the highest.
/// </summary>
internal sealed class PitchTracker
{
    private const double LowestHertz = 60, HighestHertz = 400, Seconds = 0.04;

    /// <summary>Octaves are counted from here, between the voices of men and women.</summary>
    private const double MiddleHertz = 150;

    /// <summary>
    /// A lag of twice the period has a peak as high; the shorter one is taken if it reaches this share.
    /// </summary>
    private const double NearHighest = 0.9;

    /// <summary>Below this correlation there is no voice.</summary>
    private const double LeastVoice = 0.5;

    private readonly int _rate;
    private readonly int _shortest;
    private readonly double[] _correlation;

    /// <summary>A tracker.</summary>
    /// <param name="rate">Samples a second.</param>
    public PitchTracker(int rate)
    {
        (_rate, _shortest) = (rate, (int)Math.Ceiling(rate / HighestHertz));
        Window = (int)Math.Round(Seconds * rate);
        _correlation = new double[(int)(rate / LowestHertz) + 2];
    }

    /// <summary>Samples that are looked at.</summary>
    public int Window { get; }

    /// <summary>Finds the pitch.</summary>
    /// <param name="samples">[window].</param>
    /// <returns>Octaves above 150 hertz, 0 without a voice; and the correlation, 0 … 1, that says how sure the voice
    /// is.</returns>
    public (float Octaves, float Voice) Find(ReadOnlySpan<float> samples)
    {
        int longest = _correlation.Length - 1, length = samples.Length - longest;
        double first = SoundLevel.Energy(samples[..length]), highest = 0;
        double lagged = SoundLevel.Energy(samples.Slice(_shortest - 1, length));
        for (int lag = _shortest - 1; lag <= longest; lag++)
        {
            double product = 0;
            for (int n = 0; n < length; n++)
            {
                product += (double)samples[n] * samples[n + lag];
            }

            double scale = Math.Sqrt(first * lagged);
            _correlation[lag] = scale > 1e-9 * length ? product / scale : 0;
            highest = lag >= _shortest && lag < longest ? Math.Max(highest, _correlation[lag]) : highest;
            lagged = lag < longest ? SoundLevel.Energy(samples.Slice(lag + 1, length)) : lagged;
        }

        double voice = Math.Min(1, highest);
        return voice < LeastVoice
            ? (0, (float)voice)
            : ((float)Math.Log2(_rate / Lag(NearHighest * highest, longest) / MiddleHertz), (float)voice);
    }

    /// <summary>The first peak that is high enough, between the samples by a parabola.</summary>
    private double Lag(double enough, int longest)
    {
        for (int lag = _shortest; lag < longest; lag++)
        {
            (double before, double here, double after) = (
                _correlation[lag - 1], _correlation[lag], _correlation[lag + 1]);
            if (here >= enough && here >= before && here >= after)
            {
                double bend = before - (2 * here) + after;
                return lag + (bend < 0 ? 0.5 * (before - after) / bend : 0);
            }
        }

        return longest;
    }
}
