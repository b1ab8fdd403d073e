using Carousel.Autograd;
using Carousel.Tensors;
using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>
/// Runs the network on several series at once, on the caller's thread; used again and again without allocating.
/// </summary>
/// <param name="network">The network, built.</param>
/// <param name="backend">Where it was built.</param>
internal sealed class ZeroShotRunner(ZeroShotNetwork network, Backend backend) : IDisposable
{
    private readonly Arena _arena = new(backend);
    private readonly ZeroShotBatch _batch = new();
    private readonly List<PastFeatures> _features = [];
    private Tape? _tape;
    private float[] _quantiles = [];
    private int[] _patches = [];

    /// <summary>Forecasts one pass of several series.</summary>
    /// <param name="pasts">The rows of each in time, NaN where one is missing; the last
    /// <see cref="MostPast"/> are read. Something must be known.</param>
    /// <param name="seasons">Lengths that the frequency of the rows suggests, ascending; empty for none.</param>
    /// <param name="quantiles">For each series [<see cref="Horizon"/>, <see cref="Levels"/>].</param>
    public void Forecast(ReadOnlySpan<ReadOnlyMemory<float>> pasts, ReadOnlySpan<int> seasons, Span<float> quantiles)
    {
        int count = pasts.Length;
        _patches = _patches.Length >= count ? _patches : new int[count];
        for (int k = 0; k < count; k++)
        {
            _patches[k] = (Math.Min(pasts[k].Length, MostPast) + Patch - 1) / Patch;
        }

        while (_features.Count < count)
        {
            _features.Add(new PastFeatures());
        }

        _batch.Begin(_patches.AsSpan(0, count), 1);
        Span<float> values = stackalloc float[MostPast];
        Span<int> origin = stackalloc int[1];
        for (int k = 0; k < count; k++)
        {
            ReadOnlySpan<float> past = pasts[k].Span;
            past = past[Math.Max(0, past.Length - MostPast)..];
            origin[0] = _patches[k] * Patch;
            Span<float> padded = values[..origin[0]];
            padded[..(origin[0] - past.Length)].Fill(float.NaN);
            past.CopyTo(padded[(origin[0] - past.Length)..]);
            if (!_features[k].Read(padded, origin[0], seasons))
            {
                throw new ArgumentException($"Series {k + 1} has no known value.", nameof(pasts));
            }

            _batch.Write(k, _features[k], origin);
        }

        _tape ??= new Tape(backend, _arena);
        _tape.Begin(TapeMode.Inference);
        Tensor answers = network.Forward(_tape, _batch).Value;
        _quantiles = _quantiles.Length >= answers.Length ? _quantiles : new float[answers.Length];
        answers.Read(_quantiles.AsSpan(0, answers.Length));
        for (int k = 0; k < count; k++)
        {
            PastFeatures features = _features[k];
            Span<float> levels = _batch.Levels(k);
            for (int h = 0; h < Horizon; h++)
            {
                for (int level = 0; level < Levels; level++)
                {
                    int at = (((k * Horizon) + h) * Levels) + level;
                    quantiles[at] = features.Past.InUnits(levels[h] + (features.Unit * _quantiles[at]));
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();
}
