using Carousel.Kernels;

namespace Carousel.Classification;

/// <summary>The channels of a series, or their changes from step to step, between zeros.</summary>
internal sealed class PaddedSeries
{
    private readonly int _padding;
    private readonly float[][] _channels;
    private readonly float[] _sum;

    /// <summary>Takes the channels apart.</summary>
    /// <param name="series">The series.</param>
    /// <param name="areChanges">Whether changes are taken instead of values; the change of one step is 0.</param>
    /// <param name="dilation">The largest of the kernels.</param>
    public PaddedSeries(BaselineSample series, bool areChanges, int dilation)
    {
        int C = series.Channels;
        Steps = areChanges ? Math.Max(1, series.Steps - 1) : series.Steps;
        _padding = NineWeights.Padding(dilation);
        _channels = new float[C][];
        for (int c = 0; c < C; c++)
        {
            float[] channel = new float[Steps + (2 * _padding) + NineWeights.Tail];
            for (int t = 0; t < series.Steps - (areChanges ? 1 : 0); t++)
            {
                float value = series.Values[(t * C) + c];
                channel[_padding + t] = areChanges ? series.Values[((t + 1) * C) + c] - value : value;
            }

            _channels[c] = channel;
        }

        _sum = C == 1 ? _channels[0] : new float[_channels[0].Length];
    }

    /// <summary>C.</summary>
    public int Channels => _channels.Length;

    /// <summary>L.</summary>
    public int Steps { get; }

    /// <summary>The sum of some channels, until the next call.</summary>
    /// <param name="channels">Which.</param>
    /// <param name="dilation">Steps from one weight of a kernel to the next.</param>
    /// <returns>From the first weight's value at step 0 on: [L + 8 dilations + 8].</returns>
    public ReadOnlySpan<float> Of(int[] channels, int dilation)
    {
        int from = _padding - NineWeights.Padding(dilation);
        int length = Steps + (2 * NineWeights.Padding(dilation)) + NineWeights.Tail;
        if (channels is [int only])
        {
            return _channels[only].AsSpan(from, length);
        }

        Span<float> sum = _sum.AsSpan(_padding, Steps);
        sum.Clear();
        foreach (int c in channels)
        {
            ReadOnlySpan<float> own = _channels[c].AsSpan(_padding, Steps);
            for (int t = 0; t < sum.Length; t++)
            {
                sum[t] += own[t];
            }
        }

        return _sum.AsSpan(from, length);
    }
}
