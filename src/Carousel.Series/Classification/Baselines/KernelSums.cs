namespace Carousel.Classification;

/// <summary>
/// Convolutions of one series at one dilation, whose kernels share a sum: −1 everywhere, and 3 more at three places.
/// </summary>
/// <param name="series">The series.</param>
internal sealed class KernelSums(BaselineSample series)
{
    private readonly float[] _shifted = new float[series.Channels * KernelBank.Length * series.Steps];
    private readonly float[] _sums = new float[series.Channels * series.Steps];
    private readonly float[] _values = new float[series.Steps];

    /// <summary>Shifts every channel by −4 … 4 dilations; zeros come in from the ends.</summary>
    public void Begin(int dilation)
    {
        int L = series.Steps, C = series.Channels;
        Array.Clear(_shifted);
        Array.Clear(_sums);
        for (int c = 0; c < C; c++)
        {
            Span<float> sum = _sums.AsSpan(c * L, L);
            for (int place = 0; place < KernelBank.Length; place++)
            {
                int offset = (place - (KernelBank.Length / 2)) * dilation;
                Span<float> row = Row(c, place);
                for (int t = Math.Max(0, -offset); t < Math.Min(L, L - offset); t++)
                {
                    row[t] = series.Values[((t + offset) * C) + c];
                    sum[t] += row[t];
                }
            }
        }
    }

    /// <summary>One kernel over some channels.</summary>
    /// <param name="places">Where it weighs 2.</param>
    /// <param name="channels">Which channels are added up.</param>
    /// <returns>[L], until the next call.</returns>
    public ReadOnlySpan<float> Of((int A, int B, int C) places, int[] channels)
    {
        Span<float> values = _values;
        values.Clear();
        foreach (int channel in channels)
        {
            ReadOnlySpan<float> a = Row(channel, places.A), b = Row(channel, places.B), c = Row(channel, places.C);
            ReadOnlySpan<float> sum = _sums.AsSpan(channel * series.Steps, series.Steps);
            for (int t = 0; t < values.Length; t++)
            {
                values[t] += (3 * (a[t] + b[t] + c[t])) - sum[t];
            }
        }

        return values;
    }

    private Span<float> Row(int channel, int place) =>
        _shifted.AsSpan(((channel * KernelBank.Length) + place) * series.Steps, series.Steps);
}
