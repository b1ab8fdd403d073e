using System.Runtime.CompilerServices;
using Carousel.Laboratory.Networks;

namespace Carousel.Laboratory.Lanes;

/// <content>A step: net inputs, states, activations, outputs, and the coefficients of the kept derivatives.</content>
internal sealed unsafe partial class BlockLanes<V, O>
{
    /// <summary>The sources of the step last made, and the activations that came of it.</summary>
    private float* _current, _activations;

    /// <summary>The coefficients of the step last made.</summary>
    private float* _stepCoefficients;

    /// <inheritdoc/>
    public override void Step()
    {
        if (TakesSymbols)
        {
            Steps(_inputSymbols, 1, true);
        }
        else
        {
            Steps(_inputValues, 1, true);
        }
    }

    /// <inheritdoc/>
    public override void Steps(float* inputs, int count, bool readsOutputs)
    {
        for (int k = 0; k < count; k++, inputs += (nint)_inputs * O.Count)
        {
            float* slot = BeginSlot();
            Copy(inputs, slot, _inputs);
            Advance(slot, null, readsOutputs && k == count - 1);
        }
    }

    /// <summary>The slot of the step to come, moved to the first place where nothing waits for the tables.</summary>
    private float* BeginSlot()
    {
        if (_pending == 0 && _slot != 0)
        {
            Copy(Units(Slot(_slot)), Units(Slot(0)), _units);
            _slot = 0;
        }

        return Slot(_slot);
    }

    /// <summary>A step from the sources in a slot.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="start">[units, L], where the net inputs start; null for 0.</param>
    /// <param name="readsOutputs">Whether output units are to be computed.</param>
    private void Advance(float* slot, float* start, bool readsOutputs)
    {
        float* units = Units(Slot(_slot + 1));
        LaneSums.Accumulate<V, O>(_hidden, _units, slot, _rows, start, _nets);
        float* states = _previousStates;
        _previousStates = _states;
        _states = states;
        LaneSquashing.Squash<V, O>(Network.CellInput, _nets, _candidates, _cells);
        int n = O.Count, earlyGates = (Network.HasPeepholes ? _outputGate : _units) - _cells;
        if (Network.HasPeepholes)
        {
            AddPeepholes(0, _cells, _previousStates);
            AddPeepholes(1, _forgetGate, _previousStates);
        }

        LaneSquashing.Squash<V, O>(Squashing.Logistic, _nets + (_cells * n), units + (_cells * n), earlyGates);
        if (Network.AddsCells)
        {
            Silence(units + (_cells * n), earlyGates);
        }

        float* coefficients = _coefficients + ((nint)_pending * _columns * n);
        _stepCoefficients = coefficients;
        UpdateStates(units, coefficients, _decays + ((nint)_pending * _columns * n));
        if (Network.HasPeepholes)
        {
            AddToPeepholeTables(coefficients, units);
            AddPeepholes(2, _outputGate, _states);
            LaneSquashing.Squash<V, O>(
                Squashing.Logistic, _nets + (_outputGate * n), units + (_outputGate * n), _units - _outputGate);
            if (Network.AddsCells)
            {
                Silence(units + (_outputGate * n), _units - _outputGate);
            }
        }

        LaneSquashing.Squash<V, O>(Network.CellOutput, _states, _squashed, _cells);
        LetOut(units);
        _current = slot;
        _activations = units;
        _slot++;
        if (readsOutputs)
        {
            ComputeOutputs();
        }

        FinishStep();
    }

    private void ComputeOutputs()
    {
        LaneSums.Accumulate<V, O>(
            _output + (_outputs * O.Count), _outputs, _activations, _cells, _output, _outputValues);
        if (FeedsOutputs)
        {
            FeedOutputs(_current);
        }

        LaneSquashing.Squash<V, O>(Network.Output, _outputValues, _outputValues, _outputs);
    }

    /// <inheritdoc/>
    public override void Reset(int lane)
    {
        Clear(_states, _cells, lane);
        Clear(_previousStates, _cells, lane);
        Clear(Units(Slot(_slot)), _units, lane);

        // Sources as well as coefficients: a lane that has diverged would leave NaN, as 0·NaN.
        for (int k = _slot - _pending; k < _slot; k++)
        {
            Clear(Slot(k), _inputs, lane);
            Clear(Units(Slot(k)), _units, lane);
        }

        Clear(_coefficients, (long)_pending * _columns, lane);
        Clear(_decays, (long)_pending * _columns, lane);
        if (_keepsTables)
        {
            Clear(_tables, (long)_rows * _columns, lane);
            if (Network.HasPeepholes)
            {
                Clear(_inputPeepholeTable, _cells * _size, lane);
                Clear(_forgetPeepholeTable, _cells * _size, lane);
            }
        }

        if (_looksUp)
        {
            ClearColumns(lane);
        }

        ForgetHistory(lane);
    }

    /// <inheritdoc/>
    public override void ReadStates(int lane, Span<float> states)
    {
        for (int c = 0; c < _cells; c++)
        {
            states[c] = _states[(c * O.Count) + lane];
        }
    }

    /// <inheritdoc/>
    public override void ReadGates(int lane, Span<float> gates)
    {
        for (int u = _cells; u < _units; u++)
        {
            gates[u - _cells] = _activations == null ? 0 : _activations[(u * O.Count) + lane];
        }
    }

    private static void Copy(float* from, float* to, int vectors)
    {
        for (nint k = 0; k < (nint)vectors * O.Count; k += O.Count)
        {
            O.Store(O.Load(from + k), to + k);
        }
    }

    private void FeedOutputs(float* slot)
    {
        if (_looksUp)
        {
            AddOutputColumns();
            return;
        }

        LaneSums.Accumulate<V, O>(
            _output + ((nint)(1 + _cells) * _outputs * O.Count), _outputs, slot, _inputs, _outputValues, _outputValues);
    }

    /// <summary>s = f·s + i·g, and by how much each column of the tables grows with a source.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void UpdateStates(float* units, float* coefficients, float* decays)
    {
        int n = O.Count;
        nint cells = (nint)_cells * n;
        (float square, float linear, float constant) = LaneSquashing.Slope(Network.CellInput);
        V a = O.Broadcast(square), b = O.Broadcast(linear), c = O.Broadcast(constant);
        bool forgets = _outputGate > _forgetGate;
        float* gate = units + cells, forgetGate = units + (_forgetGate * n);
        nint block = (nint)_size * n, blocks = (nint)_blocks * n;
        nint cell = 0;
        for (nint j = 0; j < blocks; j += n)
        {
            V i = O.Load(gate + j);
            V slope = LaneSquashing.LogisticSlope<V, O>(i);
            V f = O.Broadcast(1f), forgetSlope = O.Zero;
            if (forgets)
            {
                f = O.Load(forgetGate + j);
                forgetSlope = LaneSquashing.LogisticSlope<V, O>(f);
            }

            for (nint end = cell + block; cell < end; cell += n)
            {
                V g = O.Load(_candidates + cell), s = O.Load(_previousStates + cell);
                O.Store(O.Multiply(i, LaneSquashing.Slope<V, O>(g, a, b, c)), coefficients + cell);
                O.Store(O.Multiply(g, slope), coefficients + cells + cell);
                if (forgets)
                {
                    O.Store(O.Multiply(s, forgetSlope), coefficients + (2 * cells) + cell);
                    O.Store(f, decays + cell);
                    O.Store(f, decays + cells + cell);
                    O.Store(f, decays + (2 * cells) + cell);
                    s = O.Multiply(f, s);
                }

                O.Store(O.MultiplyAdd(i, g, s), _states + cell);
            }
        }
    }

    /// <summary>y = o·h(s).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void LetOut(float* units)
    {
        int n = O.Count;
        nint block = (nint)_size * n, blocks = (nint)_blocks * n, cell = 0;
        bool gated = Network.HasOutputGates, waits = Network.AddsCells;
        float* gate = units + (_outputGate * n);
        for (nint j = 0; j < blocks; j += n)
        {
            V o = gated ? O.Load(gate + j) : waits ? O.Load(_active + j) : O.Broadcast(1f);
            for (nint end = cell + block; cell < end; cell += n)
            {
                O.Store(O.Multiply(o, O.Load(_squashed + cell)), units + cell);
            }
        }
    }

    /// <summary>Gates of blocks that wait are shut.</summary>
    private void Silence(float* gates, int count)
    {
        for (int u = 0; u < count; u++, gates += O.Count)
        {
            O.Store(O.Multiply(O.Load(_active + (u % _blocks * O.Count)), O.Load(gates)), gates);
        }
    }

    /// <summary>Net inputs of a kind of gate from the states of its block's cells.</summary>
    private void AddPeepholes(int kind, int firstUnit, float* states)
    {
        if ((kind == 1 && !Network.HasForgetGates) || (kind == 2 && !Network.HasOutputGates))
        {
            return;
        }

        int n = O.Count;
        float* weights = _peepholes + ((nint)kind * _cells * n), nets = _nets + (firstUnit * n);
        for (int j = 0; j < _blocks; j++, nets += n)
        {
            V sum = O.Load(nets);
            for (int v = 0; v < _size; v++, weights += n, states += n)
            {
                sum = O.MultiplyAdd(O.Load(weights), O.Load(states), sum);
            }

            O.Store(sum, nets);
        }
    }

    /// <summary>The states' derivatives by the peephole weights of input and forget gates.</summary>
    private void AddToPeepholeTables(float* coefficients, float* units)
    {
        if (!_keepsTables)
        {
            return;
        }

        int n = O.Count;
        for (int c = 0; c < _cells; c++)
        {
            int j = c / _size;
            V f = Network.HasForgetGates ? O.Load(units + ((_forgetGate + j) * n)) : O.Broadcast(1f);
            V inputGrowth = O.Load(coefficients + ((_cells + c) * n));
            V forgetGrowth = Network.HasForgetGates ? O.Load(coefficients + (((2 * _cells) + c) * n)) : O.Zero;
            for (int v = 0; v < _size; v++)
            {
                V state = O.Load(_previousStates + (((j * _size) + v) * n));
                float* input = _inputPeepholeTable + (((c * _size) + v) * n),
                    forget = _forgetPeepholeTable + (((c * _size) + v) * n);
                O.Store(O.MultiplyAdd(inputGrowth, state, O.Multiply(f, O.Load(input))), input);
                O.Store(O.MultiplyAdd(forgetGrowth, state, O.Multiply(f, O.Load(forget))), forget);
            }
        }
    }

    /// <summary>The step waits for the tables, which take four at once; a history takes it unchanged.</summary>
    private void FinishStep()
    {
        if (!_keepsTables)
        {
            Record();
            return;
        }

        if (++_pending == LaneTables.Steps)
        {
            Flush();
        }
    }

    /// <summary>Brings the tables up to date.</summary>
    private void Flush()
    {
        int n = O.Count, first = _slot - _pending;
        if (!Network.HasForgetGates && _pending == LaneTables.Steps)
        {
            LaneTables.AddFour<V, O>(_tables, _rows, _columns, Slot(first), _slotWidth, _coefficients);
            _pending = 0;
            return;
        }

        for (int k = 0; k < _pending; k++)
        {
            float* coefficients = _coefficients + ((nint)k * _columns * n);
            if (Network.HasForgetGates)
            {
                LaneTables.DecayAndAdd<V, O>(
                    _tables, _rows, _columns, Slot(first + k), coefficients, _decays + ((nint)k * _columns * n));
            }
            else
            {
                LaneTables.Add<V, O>(_tables, _rows, _columns, Slot(first + k), coefficients);
            }
        }

        _pending = 0;
    }
}
