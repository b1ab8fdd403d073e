namespace Carousel.Jobs.Sound;

/// <summary>
/// Triangular bands, evenly wide on the mel scale: mel(f) = 2595·log₁₀(1 + f/700) (O'Shaughnessy 1987).
/// </summary>
internal sealed class MelFilters
{
    private readonly int[] _first;
    private readonly double[][] _weights;

    /// <summary>The bands.</summary>
    /// <param name="options">How many, and between which frequencies.</param>
    /// <param name="points">Points of the Fourier transform.</param>
    /// <param name="warp">α of the length of the vocal tract (Jaitly and Hinton 2013): frequencies are multiplied by
    /// it; 1 changes nothing.</param>
    public MelFilters(SoundFeatureOptions options, int points, double warp = 1)
    {
        double[] edges = [.. Edges(options).Select(f => Warped(f, warp, options))];
        (_first, _weights) = (new int[options.Bands], new double[options.Bands][]);
        double width = (double)options.Rate / points;
        for (int b = 0; b < options.Bands; b++)
        {
            (double low, double center, double high) = (edges[b], edges[b + 1], edges[b + 2]);
            int first = (int)Math.Ceiling(low / width), last = Math.Min((int)Math.Floor(high / width), points / 2);
            double[] weights = [.. Enumerable.Range(first, Math.Max(0, last - first + 1))
                .Select(k => k * width)
                .Select(f => f <= center ? (f - low) / (center - low) : (high - f) / (high - center))];

            // A band narrower than the transform's resolution holds no frequency of it: it takes the nearest.
            (_first[b], _weights[b]) = weights.Sum() > 0
                ? (first, weights)
                : (Math.Min((int)Math.Round(center / width), points / 2), [1]);
        }
    }

    /// <summary>The middles of the bands in hertz.</summary>
    /// <param name="options">How many, and between which frequencies.</param>
    public static IEnumerable<double> Centers(SoundFeatureOptions options) => Edges(options).Skip(1).SkipLast(1);

    /// <summary>The energy of each band.</summary>
    /// <param name="power">[points / 2 + 1].</param>
    /// <param name="bands">[bands], overwritten.</param>
    public void Apply(ReadOnlySpan<double> power, Span<double> bands)
    {
        for (int b = 0; b < bands.Length; b++)
        {
            double[] weights = _weights[b];
            ReadOnlySpan<double> own = power.Slice(_first[b], weights.Length);
            double sum = 0;
            for (int k = 0; k < weights.Length; k++)
            {
                sum += weights[k] * own[k];
            }

            bands[b] = sum;
        }
    }

    private static double[] Edges(SoundFeatureOptions options)
    {
        double low = Mel(options.LowestHertz), high = Mel(options.Highest);
        return [
            .. Enumerable.Range(0, options.Bands + 2)
                .Select(b => Hertz(low + ((high - low) * b / (options.Bands + 1)))),
        ];
    }

    /// <summary>f·α up to a bend, then on a line to half the rate, so that no band leaves the spectrum.</summary>
    private static double Warped(double frequency, double warp, SoundFeatureOptions options)
    {
        const double Bend = 0.8;
        double half = options.Rate / 2.0, bend = Bend * options.Highest * Math.Min(warp, 1) / warp;
        return frequency <= bend
            ? frequency * warp
            : half - ((half - (bend * warp)) / (half - bend) * (half - frequency));
    }

    private static double Mel(double hertz) => 2595 * Math.Log10(1 + (hertz / 700));

    private static double Hertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
}
