namespace Carousel.Jobs.Sound;

/// <summary>
/// The pitch of a voice by the autocorrelation of 40 milliseconds below 1,000 hertz, divided by that of their window
/// (Boersma 1993).
/// </summary>
/// <remarks>The autocorrelation is the cosine transform of the power spectrum. Not thread-safe.</remarks>
internal sealed class PitchTracker
{
    private const double LowestHertz = 60, HighestHertz = 500, HighestHarmonic = 1000, Seconds = 0.04;

    /// <summary>Multiples of the period correlate as well: a lag loses this for each octave.</summary>
    private const double OctaveCost = 0.05;

    private const int MostPeaks = 4;

    private readonly int _rate, _shortest;
    private readonly PowerSpectrum _spectrum;
    private readonly double[] _frame, _power, _correlation;
    private readonly double[][] _cosines;

    /// <summary>A tracker.</summary>
    /// <param name="rate">Samples a second.</param>
    public PitchTracker(int rate)
    {
        _rate = rate;
        _frame = new double[(int)Math.Round(Seconds * rate)];
        _spectrum = new PowerSpectrum(_frame.Length);
        int points = _spectrum.Points, longest = (int)(rate / LowestHertz) + 1;
        _shortest = Math.Max(2, (int)(rate / HighestHertz));
        _power = new double[(points / 2) + 1];
        _correlation = new double[longest + 1];
        int lowest = (int)Math.Ceiling(LowestHertz * points / rate),
            highest = Math.Min(points / 2, (int)(HighestHarmonic * points / rate));
        _cosines =
        [
            .. Enumerable.Range(0, longest + 1).Select(lag => Enumerable.Range(0, highest + 1)
                .Select(k => k < lowest ? 0 : Math.Cos(2 * Math.PI * k * lag / points) / OfWindow(lag)).ToArray()),
        ];
    }

    /// <summary>Samples of a frame.</summary>
    public int Window => _frame.Length;

    /// <summary>Finds periods.</summary>
    /// <param name="samples">[window].</param>
    /// <returns>Frequencies in hertz, each with the correlation, 0 … 1, of a periodic sound near 1, less
    /// the cost of its octave; the best first.</returns>
    public IReadOnlyList<(double Hertz, double Height)> Find(ReadOnlySpan<float> samples)
    {
        for (int n = 0; n < _frame.Length; n++)
        {
            _frame[n] = samples[n];
        }

        _spectrum.Of(_frame, _power);
        for (int lag = 0; lag < _correlation.Length; lag = lag == 0 ? _shortest - 1 : lag + 1)
        {
            double sum = 0;
            for (int k = 0; k < _cosines[lag].Length; k++)
            {
                sum += _cosines[lag][k] * _power[k];
            }

            _correlation[lag] = sum;
        }

        var peaks = new List<(double Hertz, double Height)>();
        for (int lag = _shortest; lag + 1 < _correlation.Length; lag++)
        {
            (double before, double here, double after) =
                (_correlation[lag - 1], _correlation[lag], _correlation[lag + 1]);
            if (here > 0 && here >= before && here > after)
            {
                double period = lag + (0.5 * (before - after) / (before - (2 * here) + after));
                peaks.Add((
                    _rate / period,
                    Math.Min(1, here / _correlation[0]) - (OctaveCost * Math.Log2(period / _shortest))));
            }
        }

        return [.. peaks.OrderByDescending(p => p.Height).Take(MostPeaks)];
    }

    /// <summary>The autocorrelation of a Hann window.</summary>
    private double OfWindow(int lag)
    {
        double share = (double)lag / Window, angle = 2 * Math.PI * share;
        return ((1 - share) * ((2 + Math.Cos(angle)) / 3)) + (Math.Sin(angle) / (2 * Math.PI));
    }
}
