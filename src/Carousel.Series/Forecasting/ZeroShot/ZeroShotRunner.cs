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
    private readonly float[] _padded = new float[MostPast];
    private float[] _answers = [];
    private int[] _patches = [], _running = [];
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
    /// <remarks>
    /// The forecast of a series that is never negative is the mean of two: of its values, and of their square roots,
    /// squared. Beyond <see cref="Horizon"/> steps the median is fed back.
    /// </remarks>
    /// <param name="horizon">Steps ahead, 1 or more.</param>
    /// <param name="seasons">Lengths that the frequency of the rows suggests, ascending; empty for none.</param>
    public void Run(int horizon, ReadOnlySpan<int> seasons)
    {
        _patches = _patches.Length >= _count ? _patches : new int[_count];
        _running = _running.Length >= _count ? _running : new int[_count];
        int running = 0;
        for (int k = 0; k < _count; k++)
        {
            if (!_slots[k].Begin(horizon))
            {
                _running[running++] = k;
            }
        }

        RunAll(running, horizon, seasons);
        int roots = 0;
        for (int k = 0; k < running; k++)
        {
            if (_slots[_running[k]].BeginRoot())
            {
                _running[roots++] = _running[k];
            }
        }

        RunAll(roots, horizon, seasons);
        for (int k = 0; k < _count; k++)
        {
            _slots[k].End(horizon);
        }
    }

    /// <summary>The quantiles of a series, in its own units.</summary>
    /// <param name="series">Its number.</param>
    /// <returns>[horizon, <see cref="Levels"/>], ascending at each step.</returns>
    public ReadOnlySpan<float> Quantiles(int series) => _slots[series].Quantiles;

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();

    private void RunAll(int running, int horizon, ReadOnlySpan<int> seasons)
    {
        for (int done = 0; running > 0 && done < horizon; done += Horizon)
        {
            for (int k = 0; k < running; k++)
            {
                _patches[k] = (_slots[_running[k]].Past.Length + Patch - 1) / Patch;
            }

            _batch.Begin(_patches.AsSpan(0, running), 1);
            for (int k = 0; k < running; k++)
            {
                Write(k, _slots[_running[k]], seasons);
            }

            _tape.Begin(TapeMode.Inference);
            Tensor answers = _network.Forward(_tape, _batch).Value;
            _answers = _answers.Length >= answers.Length ? _answers : new float[answers.Length];
            answers.Read(_answers.AsSpan(0, answers.Length));
            for (int k = 0; k < running; k++)
            {
                _slots[_running[k]].Take(
                    _answers.AsSpan(k * Horizon * Levels, Horizon * Levels), _batch.Levels(k), done,
                    Math.Min(Horizon, horizon - done));
            }
        }
    }

    private void Write(int number, ZeroShotSlot slot, ReadOnlySpan<int> seasons)
    {
        ReadOnlySpan<float> past = slot.Past;
        Span<int> origin = [_patches[number] * Patch];
        Span<float> padded = _padded.AsSpan(0, origin[0]);
        padded[..(padded.Length - past.Length)].Fill(float.NaN);
        past.CopyTo(padded[(padded.Length - past.Length)..]);
        if (!slot.Features.Read(padded, origin[0], seasons, slot.Older))
        {
            throw new InvalidOperationException($"All values of series {number} are missing.");
        }

        _batch.Write(number, slot.Features, origin);
    }
}
