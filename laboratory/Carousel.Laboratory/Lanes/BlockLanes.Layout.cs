using Carousel.Kernels;
using Carousel.Laboratory.Networks;

namespace Carousel.Laboratory.Lanes;

/// <summary>A network of memory cell blocks in the lanes of one vector. Double twin: BlockNetworkReference.</summary>
/// <remarks>
/// Units are numbered cells, input gates, forget gates, output gates. A step's sources are stored in a slot, [dense
/// inputs, one, units][L], the units being those of the step
/// before; five slots in a row let the kept derivatives wait for up to four steps, see <see cref="LaneTables"/>.
/// </remarks>
/// <typeparam name="V">The bare vector type.</typeparam>
/// <typeparam name="O">Its operations.</typeparam>
internal sealed unsafe partial class BlockLanes<V, O> : BlockLanes
    where O : ILanes<V>
{
    /// <summary>
    /// Alphabets of up to this many symbols are one-hot inputs; larger ones look up columns.
    /// </summary>
    private const int SpreadSymbols = 16;

    private readonly LearningRule _rule;
    private readonly LaneRoom _memory = new();

    /// <summary>Inputs in the slots: all of them, or none where symbols look up columns.</summary>
    private readonly int _inputs;
    private readonly int _cells, _blocks, _size, _units, _outputs, _columns, _rows;
    private readonly int _forgetGate, _outputGate;
    private readonly bool _keepsTables;
    private readonly nint _slotWidth;

    private readonly float* _inputValues, _outputValues, _outputErrors, _rates, _gains;
    private readonly int* _inputSymbols;
    private readonly float* _slots, _nets, _candidates, _squashed, _coefficients, _decays, _tables, _active;
    private readonly float* _inputPeepholeTable, _forgetPeepholeTable;
    private readonly float* _weights, _hidden, _output, _peepholes, _velocities, _changes;
    private readonly float* _outputDeltas, _stateDeltas, _gateDeltas, _unitErrors, _unitDeltas;
    private readonly long _weightFloats;
    private readonly int[] _added;
    private float* _states, _previousStates;

    /// <summary>The slot of the step to come, and the steps that the tables have yet to take.</summary>
    private int _slot, _pending;

    /// <summary>Makes a network whose weights are all 0.</summary>
    /// <param name="network">What it is made of.</param>
    /// <param name="rule">How it learns.</param>
    /// <param name="symbols">Whether a step's input is a symbol.</param>
    public BlockLanes(BlockNetwork network, LearningRule rule, bool symbols)
    {
        (Network, _rule, TakesSymbols) = (network, rule, symbols);
        bool isPlain = rule is { Momentum: 0, Gradient: GradientKind.Truncated } && !network.HasForgetGates;
        _looksUp = symbols && isPlain && network.Inputs > SpreadSymbols;
        _inputs = _looksUp ? 0 : network.Inputs;
        (_cells, _blocks, _size, _units, _outputs) = (
            network.Cells, network.Blocks, network.BlockSize, network.HiddenUnits, network.Outputs);
        _rows = _inputs + 1 + network.RecurrentSources;
        _forgetGate = _cells + _blocks;
        _outputGate = _forgetGate + (network.HasForgetGates ? _blocks : 0);
        _columns = (network.HasForgetGates ? 3 : 2) * _cells;
        _slotWidth = (nint)(_inputs + 1 + _units) * Lanes;
        _keepsTables = rule.Gradient == GradientKind.Truncated;
        _added = new int[Lanes];

        _inputValues = symbols ? null : Room(network.Inputs);
        _inputSymbols = symbols ? (int*)Room(1) : null;
        _presentSymbols = _inputSymbols;
        new Span<int>(_inputSymbols, symbols ? Lanes : 0).Fill(-1);
        _ready = Room(symbols ? Math.Max(_units, _inputs) : 0);
        _next = Room(symbols ? Math.Max(_units, _inputs) : 0);
        _outputValues = Room(_outputs);
        _outputErrors = Room(_outputs);
        _outputDeltas = Room(_outputs);
        _rates = Room(1);
        _gains = Room(1);
        _slots = Room((LaneTables.Steps + 1) * (_inputs + 1 + _units));
        for (int k = 0; k <= LaneTables.Steps; k++)
        {
            new Span<float>(Slot(k) + (_inputs * Lanes), Lanes).Fill(1);
        }

        _nets = Room(_units);
        _candidates = Room(_cells);
        _squashed = Room(_cells);
        _states = Room(_cells);
        _previousStates = Room(_cells);
        _active = Room(_blocks);
        _stateDeltas = Room(_cells);
        _gateDeltas = Room(_blocks);
        _unitErrors = Room(_units);
        _unitDeltas = Room(_units);
        _coefficients = Room(LaneTables.Steps * _columns);
        _decays = Room(LaneTables.Steps * _columns);
        _tables = Room(_keepsTables ? (long)_rows * _columns : 0);
        _inputPeepholeTable = Room(network.HasPeepholes ? _cells * _size : 0);
        _forgetPeepholeTable = Room(network.HasPeepholes ? _cells * _size : 0);

        long hidden = (long)_rows * _units * Lanes;
        long output = (1L + _cells + (FeedsOutputs ? _inputs : 0)) * _outputs * Lanes;
        long peepholes = network.HasPeepholes ? 3L * _cells * Lanes : 0;
        (_hiddenColumnWidth, _outputColumnWidth) = (_looksUp ? _units : 0, _looksUp && FeedsOutputs ? _outputs : 0);
        long columns = (long)network.Inputs * (_hiddenColumnWidth + _outputColumnWidth) * Lanes;
        _weightFloats = hidden + output + peepholes + columns;
        _weights = _memory.Floats(_weightFloats);
        _hidden = _weights;
        _output = _weights + hidden;
        _peepholes = _output + output;
        _hiddenColumns = _peepholes + peepholes;
        _outputColumns = _hiddenColumns + ((long)network.Inputs * _hiddenColumnWidth * Lanes);
        bool collects = rule.Momentum != 0 || rule.Gradient == GradientKind.Full;
        _changes = collects ? _memory.Floats(_weightFloats) : null;
        _velocities = rule.Momentum != 0 ? _memory.Floats(_weightFloats) : null;
        if (_looksUp)
        {
            _columnTables = _memory.Floats((long)network.Inputs * _columns * Lanes);
            _touched = (int*)Room(network.Inputs);
            _isTouched = (byte*)Room((network.Inputs + 3) / 4);
            _touchedCount = (int*)Room(1);
        }

        _places = new WeightPlaces(network, this).List;
        Unsilence();
    }

    /// <inheritdoc/>
    public override BlockNetwork Network { get; }

    /// <inheritdoc/>
    public override int Lanes => O.Count;

    /// <inheritdoc/>
    public override int Inputs => Network.Inputs;

    /// <inheritdoc/>
    public override int Outputs => _outputs;

    /// <inheritdoc/>
    public override bool TakesSymbols { get; }

    /// <inheritdoc/>
    public override int WeightCount => _places.Count;

    /// <inheritdoc/>
    public override long ValuesHeld => _memory.Values;

    /// <inheritdoc/>
    public override float* InputValues => _inputValues;

    /// <inheritdoc/>
    public override int* InputSymbols => _inputSymbols;

    /// <inheritdoc/>
    public override float* OutputValues => _outputValues;

    /// <inheritdoc/>
    public override float* OutputErrors => _outputErrors;

    /// <inheritdoc/>
    public override float* Rates => _rates;

    private bool FeedsOutputs => Network.InputsFeedOutputs;

    /// <summary>
    /// Whether weights change by way of <see cref="_changes"/>, the learning rate's multiple of the gradient.
    /// </summary>
    private bool Collects => _changes != null;

    /// <inheritdoc/>
    public override void Dispose() => _memory.Dispose();

    private float* Room(long vectors) => _memory.Floats(vectors * O.Count);

    private float* Slot(int k) => _slots + (k * _slotWidth);

    private float* Units(float* slot) => slot + ((nint)(_inputs + 1) * O.Count);
}
