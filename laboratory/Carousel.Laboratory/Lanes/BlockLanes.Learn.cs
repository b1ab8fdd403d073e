using System.Runtime.CompilerServices;
using Carousel.Laboratory.Networks;

namespace Carousel.Laboratory.Lanes;

/// <content>A change of the weights from the step just made, by the truncated gradient.</content>
internal sealed unsafe partial class BlockLanes<V, O>
{
    /// <inheritdoc/>
    /// <remarks>
    /// A lane learns where its rate is not 0 and at least one of its errors is not 0; elsewhere neither weights nor
    /// momentum move. All errors sent back use the weights before the change.
    /// </remarks>
    public override void Learn()
    {
        bool anyLearns = FindGains();
        if (anyLearns)
        {
            OutputDeltas();
            float* target = _weights;
            if (Collects)
            {
                target = _changes;
                new Span<byte>(_changes, checked((int)(_weightFloats * sizeof(float)))).Clear();
            }

            if (_keepsTables)
            {
                StateDeltas();
                ChangeOutputs(target, _current, _activations, _outputDeltas);
                ChangeHidden(target);
                if (_looksUp)
                {
                    ChangeColumns();
                }
            }
            else
            {
                LearnFromHistory();
            }

            if (Collects)
            {
                ApplyChanges();
            }
        }

        new Span<float>(_outputErrors, _outputs * O.Count).Clear();
    }

    /// <summary>Each lane's learning rate, 0 where it has no error; whether any lane learns.</summary>
    /// <remarks>
    /// The truncated gradient's change is that of all lanes, times 0 for those that do not learn: states and kept
    /// derivatives grow by bounded amounts a step, so that they are
    /// finite while the weights are, unlike errors that go back through time.
    /// </remarks>
    private bool FindGains()
    {
        V largest = O.Zero;
        for (int k = 0; k < _outputs; k++)
        {
            largest = O.Max(largest, O.Absolute(O.Load(_outputErrors + ((nint)k * O.Count))));
        }

        O.Store(O.SelectLess(O.Zero, largest, O.Load(_rates), O.Zero), _gains);
        return new Span<float>(_gains, O.Count).ContainsAnyExcept(0f);
    }

    /// <summary>α·(t − y), times f′ where the error is the squared one.</summary>
    private void OutputDeltas()
    {
        (float square, float linear, float constant) = LaneSquashing.Slope(Network.Output);
        if (_rule.OutputError == OutputError.CrossEntropy)
        {
            (square, linear, constant) = (0, 0, 1);
        }

        V a = O.Broadcast(square), b = O.Broadcast(linear), c = O.Broadcast(constant), gain = O.Load(_gains);
        for (nint k = 0; k < (nint)_outputs * O.Count; k += O.Count)
        {
            V slope = LaneSquashing.Slope<V, O>(O.Load(_outputValues + k), a, b, c);
            O.Store(O.Multiply(O.Multiply(gain, O.Load(_outputErrors + k)), slope), _outputDeltas + k);
        }
    }

    /// <summary>What reaches each state, and each output gate's net input, from the output units.</summary>
    private void StateDeltas()
    {
        int n = O.Count;
        (float square, float linear, float constant) = LaneSquashing.Slope(Network.CellOutput);
        V a = O.Broadcast(square), b = O.Broadcast(linear), c = O.Broadcast(constant);
        float* weights = _output + (_outputs * n);
        for (int j = 0; j < _blocks; j++)
        {
            V gate = Network.HasOutputGates ? O.Load(_activations + ((_outputGate + j) * n)) : O.Broadcast(1f);
            V gateError = O.Zero;
            for (int cell = j * _size; cell < (j + 1) * _size; cell++)
            {
                V error = O.Zero;
                for (int k = 0; k < _outputs; k++, weights += n)
                {
                    error = O.MultiplyAdd(O.Load(_outputDeltas + (k * n)), O.Load(weights), error);
                }

                V squashed = O.Load(_squashed + (cell * n));
                gateError = O.MultiplyAdd(squashed, error, gateError);
                O.Store(
                    O.Multiply(O.Multiply(gate, LaneSquashing.Slope<V, O>(squashed, a, b, c)), error),
                    _stateDeltas + (cell * n));
            }

            O.Store(O.Multiply(LaneSquashing.LogisticSlope<V, O>(gate), gateError), _gateDeltas + (j * n));
        }
    }

    /// <summary>Output units: δ times bias, cells and inputs.</summary>
    private void ChangeOutputs(float* target, float* sources, float* cells, float* deltas)
    {
        int n = O.Count;
        float* rows = target + (_output - _weights);
        if ((Network.Biased & BiasedUnits.Outputs) != 0)
        {
            AddProducts(rows, _outputs, sources + ((nint)_inputs * n), 1, deltas, _outputs);
        }

        AddProducts(rows + (_outputs * n), _outputs, cells, _cells, deltas, _outputs);
        if (FeedsOutputs)
        {
            AddProducts(rows + ((nint)(1 + _cells) * _outputs * n), _outputs, sources, _inputs, deltas, _outputs);
        }
    }

    private static void AddProducts(float* rows, int width, float* sources, int count, float* deltas, int units) =>
        LaneChanges.AddProducts<V, O>(rows, (nint)width * O.Count, units, sources, count, deltas);

    private void ChangeHidden(float* target)
    {
        int n = O.Count;
        bool cells = (Network.Biased & BiasedUnits.Cells) != 0, gates = (Network.Biased & BiasedUnits.Gates) != 0;
        if (_pending == 1 && _size <= 2)
        {
            AdvanceAndChange(target, 0, _inputs, true, true);
            AdvanceAndChange(target, _inputs, 1, cells, gates);
            AdvanceAndChange(target, _inputs + 1, _rows - _inputs - 1, Network.UnitsFeedCells, true);
            _pending = 0;
        }
        else
        {
            Flush();
            ChangeRows(target, 0, _inputs, true, true);
            ChangeRows(target, _inputs, 1, cells, gates);
            ChangeRows(target, _inputs + 1, _rows - _inputs - 1, Network.UnitsFeedCells, true);
        }

        if (!Network.HasPeepholes)
        {
            return;
        }

        float* input = target + (_peepholes - _weights), forget = input + (_cells * n), output = forget + (_cells * n);
        for (int c = 0; c < _cells; c++)
        {
            V delta = O.Load(_stateDeltas + (c * n));
            int first = c / _size * _size;
            for (int v = 0; v < _size; v++)
            {
                AddTo(input + ((first + v) * n), delta, O.Load(_inputPeepholeTable + (((c * _size) + v) * n)));
                AddTo(forget + ((first + v) * n), delta, O.Load(_forgetPeepholeTable + (((c * _size) + v) * n)));
            }

            if (Network.HasOutputGates)
            {
                AddTo(output + (c * n), O.Load(_gateDeltas + (c / _size * n)), O.Load(_states + (c * n)));
            }
        }
    }

    /// <summary>
    /// The step that waits is added to the tables of some sources, and their weights change, in one sweep. A unit
    /// without bias has no use for that row of its table.
    /// </summary>
    private void AdvanceAndChange(float* target, int firstRow, int count, bool cellsToo, bool gatesToo)
    {
        if (Network.HasForgetGates)
        {
            AdvanceAndChange<Forgetting>(target, firstRow, count, cellsToo, gatesToo);
        }
        else
        {
            AdvanceAndChange<Keeping>(target, firstRow, count, cellsToo, gatesToo);
        }
    }

    private void AdvanceAndChange<D>(float* target, int firstRow, int count, bool cellsToo, bool gatesToo)
        where D : IDecay
    {
        int n = O.Count;
        nint row = (nint)_units * n, tableRow = (nint)_columns * n;
        float* sources = _current + ((nint)firstRow * n);
        var change = new LaneChange(
            target + (firstRow * row), row, _tables + (firstRow * tableRow), tableRow, sources, count, _coefficients,
            _decays);
        if (cellsToo)
        {
            LaneChanges.AdvanceSingles<V, O, D>(change, 0, 0, _cells, _stateDeltas);
        }

        for (int unit = _cells, column = _cells; gatesToo && column < _columns; unit += _blocks, column += _cells)
        {
            if (_size == 1)
            {
                LaneChanges.AdvanceSingles<V, O, D>(change, unit, column, _blocks, _stateDeltas);
            }
            else
            {
                LaneChanges.AdvancePairs<V, O, D>(change, unit, column, _blocks, _stateDeltas);
            }
        }

        if (gatesToo && Network.HasOutputGates)
        {
            LaneChanges.AddProducts<V, O>(
                change.Weights + (_outputGate * n), row, _blocks, sources, count, _gateDeltas);
        }
    }

    /// <summary>
    /// Weights of cells and gates from some sources: a state's δ times its kept derivative, an output gate's δ times
    /// the source.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ChangeRows(float* target, int firstRow, int count, bool cellsToo, bool gatesToo)
    {
        int n = O.Count;
        nint cells = (nint)_cells * n, blocks = (nint)_blocks * n, block = (nint)_size * n;
        float* row = target + ((nint)firstRow * _units * n), table = _tables + ((nint)firstRow * _columns * n),
            source = _current + ((nint)firstRow * n);
        int tabledGates = Network.HasForgetGates ? 2 : 1;
        float* stateDeltas = _stateDeltas, gateDeltas = _gateDeltas;
        for (int s = 0; s < count; s++, row += (nint)_units * n, table += (nint)_columns * n, source += n)
        {
            if (cellsToo)
            {
                for (nint c = 0; c < cells; c += n)
                {
                    AddTo(row + c, O.Load(stateDeltas + c), O.Load(table + c));
                }
            }

            if (!gatesToo)
            {
                continue;
            }

            float* gate = row + cells, derivatives = table + cells;
            for (int kind = 0; kind < tabledGates; kind++)
            {
                for (nint c = 0; c < cells; gate += n)
                {
                    V sum = O.Load(gate);
                    for (nint end = c + block; c < end; c += n, derivatives += n)
                    {
                        sum = O.MultiplyAdd(O.Load(stateDeltas + c), O.Load(derivatives), sum);
                    }

                    O.Store(sum, gate);
                }
            }

            if (Network.HasOutputGates)
            {
                V x = O.Load(source);
                for (nint j = 0; j < blocks; j += n, gate += n)
                {
                    AddTo(gate, O.Load(gateDeltas + j), x);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(float* sum, V a, V b) => O.Store(O.MultiplyAdd(a, b, O.Load(sum)), sum);

    /// <summary>w += v with v = momentum·v + change, in the lanes that learn.</summary>
    private void ApplyChanges()
    {
        V gain = O.Load(_gains), momentum = O.Broadcast(_rule.Momentum);
        for (long k = 0; k < _weightFloats; k += O.Count)
        {
            V change = O.Load(_changes + k);
            if (_velocities != null)
            {
                V kept = O.Load(_velocities + k);
                change = O.MultiplyAdd(momentum, kept, change);
                O.Store(O.SelectLess(O.Zero, gain, change, kept), _velocities + k);
            }

            V weight = O.Load(_weights + k);
            O.Store(O.SelectLess(O.Zero, gain, O.Add(weight, change), weight), _weights + k);
        }
    }
}
