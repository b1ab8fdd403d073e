using Carousel.Autograd;
using Carousel.Inspection.Traces;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Inspection.Comparison;

/// <summary>
/// Sums over the steps of sessions up to their means, saturation and time constants: gates and the hidden state of
/// every unit of every layer.
/// </summary>
internal sealed class GateSummaries
{
    private const float Low = 0.1f;
    private const float High = 0.9f;
    private const double Nearest = 1e-6;

    private static readonly TraceQuantity[] _quantities =
    [
        TraceQuantity.Hidden, TraceQuantity.InputGate, TraceQuantity.ForgetGate, TraceQuantity.OutputGate,
        TraceQuantity.ResetGate, TraceQuantity.UpdateGate,
    ];

    private readonly List<(
        string Layer, TraceQuantity Quantity, int Width, double[][] Sums, long[][] Saturated)> _tables = [];
    private readonly long[] _steps;

    /// <summary>No steps yet.</summary>
    /// <param name="sessions">How many sessions there are.</param>
    public GateSummaries(int sessions) => _steps = new long[sessions];

    /// <summary>The measures, layer after layer.</summary>
    public IReadOnlyList<GateMeasure> Measures =>
    [
        .. _tables.SelectMany(
            t => Statistics(t.Quantity).Select(s => new GateMeasure(t.Layer, t.Quantity, s, t.Width))),
    ];

    /// <summary>Runs a network over a sequence and adds its steps.</summary>
    /// <param name="backend">The backend the network was built on.</param>
    /// <param name="network">The recurrent layers.</param>
    /// <param name="input">[T, I].</param>
    /// <param name="session">[T], the number of the session of each step; −1 for none.</param>
    /// <param name="start">[S], the state before the first step; empty for the network's start state.</param>
    public void Add(
        Backend backend, SequenceLayer network, ReadOnlySpan<float> input, int[] session,
        ReadOnlySpan<float> start = default)
    {
        foreach (int s in session.Where(s => s >= 0))
        {
            _steps[s]++;
        }

        NetworkTrace.Run(backend, network, input, chunk => Observe(chunk, session), _quantities, start: start);
    }

    /// <summary>The measures of a session, unit after unit, measure after measure.</summary>
    /// <param name="session">Its number.</param>
    /// <returns>[V], V = the sum of the units of <see cref="Measures"/>.</returns>
    /// <exception cref="InvalidOperationException">The session has no step.</exception>
    public double[] Of(int session)
    {
        long steps = _steps[session] > 0
            ? _steps[session]
            : throw new InvalidOperationException($"Session {session} has no step.");
        var values = new List<double>();
        foreach ((string _, TraceQuantity quantity, int _, double[][] sums, long[][] saturated) in _tables)
        {
            foreach (GateStatistic statistic in Statistics(quantity))
            {
                values.AddRange(statistic switch
                {
                    GateStatistic.Mean => sums[session].Select(s => s / steps),
                    GateStatistic.Saturation => saturated[session].Select(c => (double)c / steps),
                    _ =>
                        sums[session]
                            .Select(
                                s => ScalarMath.Log(-1 / ScalarMath.Log(Math.Clamp(s / steps, Nearest, 1 - Nearest)))),
                });
            }
        }

        return [.. values];
    }

    private static GateStatistic[] Statistics(TraceQuantity quantity) => quantity switch
    {
        TraceQuantity.Hidden => [GateStatistic.Mean],
        TraceQuantity.ForgetGate or TraceQuantity.UpdateGate =>
            [GateStatistic.Mean, GateStatistic.Saturation, GateStatistic.TimeConstant],
        _ => [GateStatistic.Mean, GateStatistic.Saturation],
    };

    private void Observe(TraceChunk chunk, int[] session)
    {
        foreach (TraceQuantity quantity in chunk.Quantities)
        {
            int width = chunk.Width(quantity),
                table = _tables.FindIndex(t => t.Layer == chunk.Layer && t.Quantity == quantity);
            if (table < 0)
            {
                table = _tables.Count;
                _tables.Add(
                    (
                        chunk.Layer, quantity, width, [.. _steps.Select(_ => new double[width])],
                        [.. _steps.Select(_ => new long[width])]));
            }

            ReadOnlySpan<float> values = chunk[quantity];
            for (int t = 0; t < chunk.Steps; t++)
            {
                if (session[chunk.First + t] is >= 0 and var s)
                {
                    Add(values.Slice(t * width, width), _tables[table].Sums[s], _tables[table].Saturated[s]);
                }
            }
        }
    }

    private static void Add(ReadOnlySpan<float> row, double[] sums, long[] saturated)
    {
        for (int u = 0; u < row.Length; u++)
        {
            sums[u] += row[u];
            saturated[u] += row[u] is < Low or > High ? 1 : 0;
        }
    }
}
