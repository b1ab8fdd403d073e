using Carousel.Autograd;
using Carousel.Networks;

namespace Carousel.Inspection.Traces;

/// <summary>
/// Statistics of all recurrent layers of a network, in one pass over the chunks of <see cref="NetworkTrace.Run"/>, of
/// one sequence after the other.
/// </summary>
/// <param name="backend">Where products are computed.</param>
public sealed class TraceStatistics(Backend backend) : IDisposable
{
    private readonly List<LayerSums> _layers = [];

    /// <summary>Adds the steps of a chunk.</summary>
    /// <param name="chunk">Of any layer; it must hold the state, and may lack gates.</param>
    /// <exception cref="KeyNotFoundException">It does not hold the state.</exception>
    public void Add(TraceChunk chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        LayerSums? sums = _layers.Find(l => l.Layer == chunk.Layer);
        if (sums is null)
        {
            _layers.Add(sums = new LayerSums(backend, chunk));
        }

        sums.Add(chunk);
    }

    /// <summary>What was summed up.</summary>
    /// <returns>A layer each, in the order in which they came.</returns>
    public IReadOnlyList<LayerStatistics> Finish() => [.. _layers.Select(l => l.Finish())];

    /// <summary>
    /// How often gates were shut or open in all steps so far: differences between calls are those of the steps between.
    /// </summary>
    /// <returns>Each gate of each layer, in the order in which layers came.</returns>
    internal IReadOnlyList<GateTotal> GateTotals() => [.. _layers.SelectMany(l => l.Totals())];

    /// <inheritdoc/>
    public void Dispose() => _layers.ForEach(l => l.Dispose());

    private sealed class LayerSums : IDisposable
    {
        private static readonly TraceQuantity[] _gates =
            [
                TraceQuantity.InputGate, TraceQuantity.ForgetGate, TraceQuantity.OutputGate, TraceQuantity.ResetGate,
                TraceQuantity.UpdateGate,
            ];

        private readonly TraceQuantity _state;
        private readonly TraceQuantity? _keeping;
        private readonly StateMoments _moments;
        private readonly Dictionary<TraceQuantity, GateCounts> _counts;
        private readonly TimeConstants _constants;
        private readonly GateDivision _division;

        public LayerSums(Backend backend, TraceChunk chunk)
        {
            Layer = chunk.Layer;
            int H = chunk.Units;
            _state = chunk.Outputs == H ? TraceQuantity.Hidden : TraceQuantity.Cell;
            _keeping = chunk.Quantities.Cast<TraceQuantity?>()
                .FirstOrDefault(q => q is TraceQuantity.ForgetGate or TraceQuantity.UpdateGate);
            _counts = _gates.Where(chunk.Quantities.Contains).ToDictionary(q => q, _ => new GateCounts(H));
            (_moments, _constants, _division) = (
                new StateMoments(backend, H), new TimeConstants(H), new GateDivision(H));
        }

        public string Layer { get; }

        public void Add(TraceChunk chunk)
        {
            _moments.Add(chunk[_state]);
            foreach ((TraceQuantity gate, GateCounts counts) in _counts)
            {
                counts.Add(chunk[gate]);
            }

            if (_keeping is { } keeping)
            {
                _constants.Add(chunk[keeping]);
            }

            if (_counts.ContainsKey(TraceQuantity.InputGate))
            {
                _division.Add(chunk[TraceQuantity.InputGate], isStart: chunk.First == 0);
            }
        }

        public IEnumerable<GateTotal> Totals() => _counts.Select(c =>
        {
            (long low, long high, long values) = c.Value.Totals();
            return new GateTotal(Layer, c.Key, low, high, values);
        });

        public LayerStatistics Finish()
        {
            _moments.Finish();
            return new LayerStatistics(Layer, _state, _moments)
            {
                Gates = _counts.ToDictionary(c => c.Key, c => c.Value.Shares()),
                TimeConstants = _keeping is null ? [] : _constants.InSteps(),
                SpikeUnits = _counts.ContainsKey(TraceQuantity.InputGate) ? _division.RareUnits() : [],
            };
        }

        public void Dispose() => _moments.Dispose();
    }
}
