using Carousel.Data;
using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>Several series with the same number of origins each; filled again and again without allocating.</summary>
internal sealed class ZeroShotBatch
{
    private const int Summary = Facts + BaseErrors;

    private float[] _summaries = [], _ahead = [], _bases = [], _levels = [];
    private int _each;

    /// <summary>The patches of the past: [patches, B, <see cref="Inputs"/>], packed.</summary>
    public SequenceBatch Past { get; } = new(Inputs);

    /// <summary>Origins in all.</summary>
    public int Origins { get; private set; }

    /// <summary>[O or more]: the row of the recurrent layer's output before each origin.</summary>
    public int[] States { get; private set; } = [];

    /// <summary>[O, <see cref="Facts"/> + <see cref="BaseErrors"/>].</summary>
    public ReadOnlySpan<float> Summaries => _summaries.AsSpan(0, Origins * Summary);

    /// <summary>[O·<see cref="PatchesAhead"/>, <see cref="AheadInputs"/>].</summary>
    public ReadOnlySpan<float> Ahead => _ahead.AsSpan(0, Origins * PatchesAhead * AheadInputs);

    /// <summary>[O·<see cref="PatchesAhead"/>, B·P]; NaN for a base that is not there.</summary>
    public Span<float> Bases => _bases.AsSpan(0, Origins * Horizon * ZeroShotShape.Bases);

    /// <summary>Makes room for a batch.</summary>
    /// <param name="patches">[B]: the patches of each series.</param>
    /// <param name="origins">Origins of each series.</param>
    public void Begin(ReadOnlySpan<int> patches, int origins)
    {
        (_each, Origins) = (origins, origins * patches.Length);
        Past.Begin(patches);
        if (States.Length < Origins)
        {
            States = new int[Origins];
            _summaries = new float[Origins * Summary];
            _ahead = new float[Origins * PatchesAhead * AheadInputs];
            _bases = new float[Origins * Horizon * ZeroShotShape.Bases];
            _levels = new float[Origins * Horizon];
        }
    }

    /// <summary>Writes a series. Several series may be written at once, each by a separate object.</summary>
    /// <param name="series">Its number.</param>
    /// <param name="features">What has read it.</param>
    /// <param name="origins">The first row of each forecast, whole patches.</param>
    public void Write(int series, PastFeatures features, ReadOnlySpan<int> origins)
    {
        int patches = Past.Packing.Lengths[Past.Packing.Place[series]];
        for (int patch = 0; patch < patches; patch++)
        {
            features.WritePatch(patch, Past.Step(series, patch));
        }

        for (int k = 0; k < _each; k++)
        {
            int origin = (series * _each) + k;
            States[origin] = Past.Packing.Row(series, (origins[k] / Patch) - 1);
            features.Summary.CopyTo(_summaries.AsSpan(origin * Summary, Summary));
            features.WriteAhead(
                origins[k], _ahead.AsSpan(origin * PatchesAhead * AheadInputs, PatchesAhead * AheadInputs),
                _bases.AsSpan(origin * Horizon * ZeroShotShape.Bases, Horizon * ZeroShotShape.Bases), Levels(origin));
        }
    }

    /// <summary>The levels of an origin, which its forecast is added to.</summary>
    /// <param name="origin">Its number.</param>
    /// <returns>[<see cref="Horizon"/>], without unit.</returns>
    public Span<float> Levels(int origin) => _levels.AsSpan(origin * Horizon, Horizon);

    /// <summary>Takes a base away, as if it were not there.</summary>
    /// <param name="origin">The number of the origin.</param>
    /// <param name="number">The base.</param>
    public void Hide(int origin, int number)
    {
        for (int patch = 0; patch < PatchesAhead; patch++)
        {
            int row = (origin * PatchesAhead) + patch;
            _bases.AsSpan(((row * ZeroShotShape.Bases) + number) * Patch, Patch).Fill(float.NaN);
            _ahead.AsSpan((row * AheadInputs) + (number * Patch), Patch).Clear();
            _ahead[(row * AheadInputs) + (ZeroShotShape.Bases * Patch) + Patch + number] = 0;
        }
    }
}
