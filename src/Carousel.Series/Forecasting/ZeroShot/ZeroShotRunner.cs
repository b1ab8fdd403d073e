using Carousel.Autograd;
using Carousel.Tensors;
using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>
/// Forecasts several series at once on the caller's thread, by one network. Used again without allocating, once it has
/// served as many series and steps.
/// </summary>
internal sealed class ZeroShotRunner : IDisposable
{
    private readonly ZeroShotNetwork _network;
    private readonly Backend _backend;
    private readonly Arena _arena;
    private readonly Tape _tape;
    private readonly ZeroShotBatch _batch = new();
    private readonly List<ZeroShotSlot> _slots = [];
    private readonly List<ZeroShotPass> _passes = [];
    private readonly float[] _padded = new float[MostPast];
    private float[] _answers = [];
    private int[] _patches = [];
    private int _count;

    /// <summary>A runner.</summary>
    /// <param name="network">The network, used by no other runner.</param>
    /// <param name="backend">Where it was built.</param>
    public ZeroShotRunner(ZeroShotNetwork network, Backend backend)
    {
        (_network, _backend, _arena) = (network, backend, new Arena(backend));
        _tape = new Tape(backend, _arena);
    }

    /// <summary>Forgets all series.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a series.</summary>
    /// <param name="past">Its rows in time, NaN where one is missing; the last <see cref="MostKept"/> are read.</param>
    public void Add(ReadOnlySpan<float> past)
    {
        if (_count == _slots.Count)
        {
            _slots.Add(new ZeroShotSlot());
        }

        _slots[_count++].Set(past);
    }

    /// <summary>Forecasts all series.</summary>
    /// <remarks>Beyond <see cref="Horizon"/> steps the median is fed back.</remarks>
    /// <param name="horizon">Steps ahead, 1 or more.</param>
    /// <param name="seasons">Lengths that the frequency of the rows suggests, ascending; empty for none.</param>
    public void Run(int horizon, ReadOnlySpan<int> seasons)
    {
        _passes.Clear();
        for (int k = 0; k < _count; k++)
        {
            _slots[k].Begin(horizon, _passes);
        }

        int running = _passes.Count;
        _patches = _patches.Length >= running ? _patches : new int[running];
        for (int done = 0; running > 0 && done < horizon; done += Horizon)
        {
            for (int k = 0; k < running; k++)
            {
                _patches[k] = (_passes[k].Past.Length + Patch - 1) / Patch;
            }

            _batch.Begin(_patches.AsSpan(0, running), 1);
            for (int k = 0; k < running; k++)
            {
                Write(k, _passes[k], seasons);
            }

            _tape.Begin(TapeMode.Inference);
            Tensor answers = _network.Forward(_tape, _batch).Value;
            _answers = _answers.Length >= answers.Length ? _answers : new float[answers.Length];
            answers.Read(_answers.AsSpan(0, answers.Length));
            for (int k = 0; k < running; k++)
            {
                _passes[k].Take(
                    _answers.AsSpan(k * Horizon * Levels, Horizon * Levels), _batch.Levels(k), done,
                    Math.Min(Horizon, horizon - done));
            }
        }

        for (int k = 0; k < _count; k++)
        {
            _slots[k].End();
        }
    }

    /// <summary>The quantiles of a series, in its own units.</summary>
    /// <param name="series">Its number.</param>
    /// <returns>[horizon, <see cref="Levels"/>], ascending at each step.</returns>
    public ReadOnlySpan<float> Quantiles(int series) => _slots[series].Quantiles;

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();

    private void Write(int number, ZeroShotPass pass, ReadOnlySpan<int> seasons)
    {
        ReadOnlySpan<float> past = pass.Past;
        Span<int> origin = [_patches[number] * Patch];
        Span<float> padded = _padded.AsSpan(0, origin[0]);
        padded[..(padded.Length - past.Length)].Fill(float.NaN);
        past.CopyTo(padded[(padded.Length - past.Length)..]);
        if (!pass.Features.Read(padded, origin[0], seasons, pass.Older))
        {
            throw new InvalidOperationException("All values of a series are missing.");
        }

        _batch.Write(number, pass.Features, origin);
    }
}
