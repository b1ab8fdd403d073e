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
    private readonly List<ZeroShotSlot> _slots = [], _long = [];
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
    /// <param name="onlyMedians">Whether the other quantiles need no scale.</param>
    public void Run(int horizon, ReadOnlySpan<int> seasons, bool onlyMedians = false)
    {
        if (!onlyMedians)
        {
            RunEarlier(Math.Min(horizon, Horizon), seasons);
        }

        _passes.Clear();
        for (int k = 0; k < _count; k++)
        {
            _slots[k].Begin(horizon, _passes);
        }

        for (int done = 0; _passes.Count > 0 && done < horizon; done += Horizon)
        {
            Forward(1, 0, seasons);
            for (int k = 0; k < _passes.Count; k++)
            {
                _passes[k].Take(
                    AnswersOf(k), _batch.Levels(k), done, Math.Min(Horizon, horizon - done), done + Horizon < horizon);
            }
        }

        foreach (ZeroShotPass pass in _passes)
        {
            pass.Widen();
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

    // All earlier forecasts of a series are made from one fit, before the first of them.
    private void RunEarlier(int steps, ReadOnlySpan<int> seasons)
    {
        int apart = (steps + Patch - 1) / Patch * Patch;
        _passes.Clear();
        _long.Clear();
        for (int k = 0; k < _count; k++)
        {
            if (_slots[k].BeginEarlier(apart, steps, _passes))
            {
                _long.Add(_slots[k]);
            }
        }

        if (_long.Count > 0)
        {
            Forward(ZeroShotSlot.Earlier, apart, seasons);
            for (int k = 0; k < _passes.Count * ZeroShotSlot.Earlier; k++)
            {
                (int pass, int origin) = Math.DivRem(k, ZeroShotSlot.Earlier);
                _passes[pass].Take(AnswersOf(k), _batch.Levels(k), origin * steps, steps);
            }

            foreach (ZeroShotSlot slot in _long)
            {
                slot.EndEarlier(apart, steps);
            }
        }
    }

    // Origins are `apart` rows apart; the last is `apart` rows before the end.
    private void Forward(int origins, int apart, ReadOnlySpan<int> seasons)
    {
        int running = _passes.Count;
        _patches = _patches.Length >= running ? _patches : new int[running];
        for (int k = 0; k < running; k++)
        {
            _patches[k] = (_passes[k].Past.Length + Patch - 1) / Patch;
        }

        _batch.Begin(_patches.AsSpan(0, running), origins);
        Span<int> rows = stackalloc int[origins];
        for (int k = 0; k < running; k++)
        {
            Write(k, _passes[k], rows, apart, seasons);
        }

        _tape.Begin(TapeMode.Inference);
        Tensor answers = _network.Forward(_tape, _batch).Value;
        _answers = _answers.Length >= answers.Length ? _answers : new float[answers.Length];
        answers.Read(_answers.AsSpan(0, answers.Length));
    }

    private ReadOnlySpan<float> AnswersOf(int origin) => _answers.AsSpan(origin * Horizon * Levels, Horizon * Levels);

    private void Write(int number, ZeroShotPass pass, Span<int> origins, int apart, ReadOnlySpan<int> seasons)
    {
        ReadOnlySpan<float> past = pass.Past;
        Span<float> padded = _padded.AsSpan(0, _patches[number] * Patch);
        padded[..(padded.Length - past.Length)].Fill(float.NaN);
        past.CopyTo(padded[(padded.Length - past.Length)..]);
        for (int o = 0; o < origins.Length; o++)
        {
            origins[o] = padded.Length - ((origins.Length - o) * apart);
        }

        if (!pass.Features.Read(padded, origins[0], seasons, pass.Older))
        {
            throw new InvalidOperationException("All values of a series are missing.");
        }

        _batch.Write(number, pass.Features, origins);
    }
}
