using System.Runtime.CompilerServices;
using Carousel.Laboratory.Networks;

namespace Carousel.Laboratory.Lanes;

/// <content>A change of the weights from the step just made, by the truncated gradient.</content>
internal sealed unsafe partial class BlockLanes<V, O>
{
    /// <inheritdoc/>
    /// <remarks>A lane learns where its rate is not 0 and at least one of its errors is not 0; elsewhere neither weights nor momentum move. All errors sent back use the weights before the change.</remarks>
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
                Flush();
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
                O.Store(O.Multiply(O.Multiply(gate, LaneSquashing.Slope<V, O>(squashed, a, b, c)), error), _stateDeltas + (cell * n));
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

    /// <summary>rows[s, u] += deltas[u]·sources[s].</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddProducts(float* rows, int width, float* sources, int count, float* deltas, int units)
    {
        int n = O.Count;
        nint end = (nint)units * n;
        for (int s = 0; s < count; s++, rows += (nint)width * n, sources += n)
        {
            V x = O.Load(sources);
            for (nint u = 0; u < end; u += n)
            {
                O.Store(O.MultiplyAdd(O.Load(deltas + u), x, O.Load(rows + u)), rows + u);
            }
        }
    }

    private void ChangeHidden(float* target)
    {
        int n = O.Count;
        bool cells = (Network.Biased & BiasedUnits.Cells) != 0, gates = (Network.Biased & BiasedUnits.Gates) != 0;
        ChangeRows(target, 0, _inputs, true, true);
        ChangeRows(target, _inputs, 1, cells, gates);
        ChangeRows(target, _inputs + 1, _rows - _inputs - 1, true, true);
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

    /// <summary>Weights of cells and gates from some sources: a state's δ times its kept derivative, an output gate's δ times the source.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ChangeRows(float* target, int firstRow, int count, bool cellsToo, bool gatesToo)
    {
        int n = O.Count;
        nint cells = (nint)_cells * n, blocks = (nint)_blocks * n, block = (nint)_size * n;
        float* row = target + ((nint)firstRow * _units * n), table = _tables + ((nint)firstRow * _columns * n), source = _current + ((nint)firstRow * n);
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
