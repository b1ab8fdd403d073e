using System.Runtime.CompilerServices;
using Carousel.Laboratory.Networks;

namespace Carousel.Laboratory.Lanes;

/// <content>The full gradient: back-propagation through time over the steps since the sequence began.</content>
/// <remarks>
/// A step's record is [sources, g, h(s), s, s before, gates][L]. Records are kept from the step at which the oldest of
/// the lanes' sequences began; a lane's errors end at
/// its own first step. They go back by the present weights, also over steps that were made before a change.
/// </remarks>
internal sealed unsafe partial class BlockLanes<V, O>
{
    /// <summary>Lanes without weights keep no history.</summary>
    private readonly bool[] _isResting = [.. Enumerable.Repeat(true, O.Count)];

    /// <summary>The number of the step with which each lane's sequence began.</summary>
    private readonly long[] _starts = new long[O.Count];

    private float* _history;
    private int _capacity;

    /// <summary>Steps made, and the first of them whose record is kept.</summary>
    private long _time, _firstKept;

    private int RecordVectors => _rows + (4 * _cells) + (_units - _cells);

    private float* RecordOf(long time) => _history + ((nint)(time - _firstKept) * RecordVectors * O.Count);

    private void Record()
    {
        if (_time - _firstKept == _capacity)
        {
            MakeRoom();
        }

        int n = O.Count;
        float* record = RecordOf(_time++);
        Copy(_current, record, _rows);
        record += (nint)_rows * n;
        Copy(_candidates, record, _cells);
        Copy(_squashed, record + (_cells * n), _cells);
        Copy(_states, record + (2 * _cells * n), _cells);
        Copy(_previousStates, record + (3 * _cells * n), _cells);
        Copy(_activations + (_cells * n), record + (4 * _cells * n), _units - _cells);
    }

    /// <summary>Drops records that no lane needs, or takes more room.</summary>
    private void MakeRoom()
    {
        long first = _time;
        for (int lane = 0; lane < O.Count; lane++)
        {
            first = _isResting[lane] ? first : Math.Min(first, _starts[lane]);
        }

        first = Math.Max(first, _firstKept);
        nuint record = (nuint)(RecordVectors * O.Count * sizeof(float));
        if (_capacity == 0 || first - _firstKept < _capacity / 2)
        {
            _capacity = Math.Max(64, 2 * _capacity);
            _history = _memory.Grow(_history, (long)_capacity * RecordVectors * O.Count);
            return;
        }

        nuint kept = (nuint)(_time - first) * record;
        Buffer.MemoryCopy(RecordOf(first), _history, kept, kept);
        _firstKept = first;
    }

    /// <summary>A lane's sequence begins again.</summary>
    private void ForgetHistory(int lane) => _starts[lane] = _time;

    /// <summary>
    /// What a diverged network left in a lane's records would meet the next one's errors, 0·NaN, while neighbours still
    /// need them.
    /// </summary>
    private void ClearHistory(int lane)
    {
        if (_history != null)
        {
            Clear(_history, (_time - _firstKept) * RecordVectors, lane);
        }
    }

    private void LearnFromHistory()
    {
        int n = O.Count;
        long first = _time;
        for (int lane = 0; lane < n; lane++)
        {
            first = _gains[lane] == 0 ? first : Math.Min(first, _starts[lane]);
        }

        ChangeOutputs(_changes, _current, _activations, _outputDeltas);
        new Span<float>(_unitErrors, _units * n).Clear();
        new Span<float>(_stateDeltas, _cells * n).Clear();
        SendFromOutputs();
        for (long t = _time - 1; t >= first; t--)
        {
            float* record = RecordOf(t);
            BackThroughBlocks(record + ((nint)_rows * n));
            AddStep(record);
            SendToUnits();
            for (int lane = 0; lane < n; lane++)
            {
                if (_starts[lane] == t)
                {
                    Clear(_unitErrors, _units, lane);
                    Clear(_stateDeltas, _cells, lane);
                }
            }
        }
    }

    /// <summary>Errors of the cells from the output units.</summary>
    private void SendFromOutputs()
    {
        int n = O.Count;
        float* weights = _output + (_outputs * n);
        for (int c = 0; c < _cells; c++)
        {
            V error = O.Zero;
            for (int k = 0; k < _outputs; k++, weights += n)
            {
                error = O.MultiplyAdd(O.Load(_outputDeltas + (k * n)), O.Load(weights), error);
            }

            O.Store(error, _unitErrors + (c * n));
        }
    }

    /// <summary>
    /// From the errors of the units of a step to those of their net inputs; the states' errors go one step back.
    /// </summary>
    private void BackThroughBlocks(float* record)
    {
        int n = O.Count;
        float* gates = record + (4 * _cells * n);
        (float square, float linear, float constant) = LaneSquashing.Slope(Network.CellInput);
        V a = O.Broadcast(square), b = O.Broadcast(linear), c = O.Broadcast(constant);
        (square, linear, constant) = LaneSquashing.Slope(Network.CellOutput);
        V a2 = O.Broadcast(square), b2 = O.Broadcast(linear), c2 = O.Broadcast(constant), one = O.Broadcast(1f);
        bool forgets = Network.HasForgetGates, lets = Network.HasOutputGates, peeps = Network.HasPeepholes;
        float* inputPeepholes = _peepholes, forgetPeepholes = _peepholes + (_cells * n),
            outputPeepholes = _peepholes + (2 * _cells * n);
        for (int j = 0; j < _blocks; j++)
        {
            int input = _cells + j, forget = _forgetGate + j, output = _outputGate + j;
            V i = O.Load(gates + (j * n)), f = forgets ? O.Load(gates + ((_blocks + j) * n)) : one;
            V o = lets ? O.Load(gates + ((output - _cells) * n)) : Network.AddsCells ? O.Load(_active + (j * n)) : one;
            V outputDelta = O.Zero;
            if (lets)
            {
                V error = O.Load(_unitErrors + (output * n));
                for (int cell = j * _size * n; cell < (j + 1) * _size * n; cell += n)
                {
                    error = O.MultiplyAdd(O.Load(_unitErrors + cell), O.Load(record + (_cells * n) + cell), error);
                }

                outputDelta = O.Multiply(LaneSquashing.LogisticSlope<V, O>(o), error);
                O.Store(outputDelta, _unitDeltas + (output * n));
            }

            V inputError = O.Load(_unitErrors + (input * n)),
                forgetError = forgets ? O.Load(_unitErrors + (forget * n)) : O.Zero;
            for (int cell = j * _size * n; cell < (j + 1) * _size * n; cell += n)
            {
                V g = O.Load(record + cell), h = O.Load(record + (_cells * n) + cell),
                    before = O.Load(record + (3 * _cells * n) + cell);
                V error = O.Multiply(
                    O.Multiply(o, LaneSquashing.Slope<V, O>(h, a2, b2, c2)), O.Load(_unitErrors + cell));
                error = O.Add(error, O.Load(_stateDeltas + cell));
                error = peeps && lets ? O.MultiplyAdd(outputDelta, O.Load(outputPeepholes + cell), error) : error;
                inputError = O.MultiplyAdd(g, error, inputError);
                forgetError = O.MultiplyAdd(before, error, forgetError);
                O.Store(O.Multiply(O.Multiply(i, LaneSquashing.Slope<V, O>(g, a, b, c)), error), _unitDeltas + cell);
                O.Store(error, _stateDeltas + cell);
            }

            V inputDelta = O.Multiply(LaneSquashing.LogisticSlope<V, O>(i), inputError),
                forgetDelta = O.Multiply(LaneSquashing.LogisticSlope<V, O>(f), forgetError);
            O.Store(inputDelta, _unitDeltas + (input * n));
            if (forgets)
            {
                O.Store(forgetDelta, _unitDeltas + (forget * n));
            }

            for (int cell = j * _size * n; cell < (j + 1) * _size * n; cell += n)
            {
                V error = O.Multiply(f, O.Load(_stateDeltas + cell));
                if (peeps)
                {
                    error = O.MultiplyAdd(inputDelta, O.Load(inputPeepholes + cell), error);
                    error = forgets ? O.MultiplyAdd(forgetDelta, O.Load(forgetPeepholes + cell), error) : error;
                }

                O.Store(error, _stateDeltas + cell);
            }
        }
    }

    /// <summary>What a step adds to the change of the weights of cells and gates.</summary>
    private void AddStep(float* record)
    {
        int n = O.Count;
        float* rows = _changes + (_hidden - _weights), bias = rows + ((nint)_inputs * _units * n);
        AddProducts(rows, _units, record, _inputs, _unitDeltas, _units);
        float* one = record + ((nint)_inputs * n);
        if ((Network.Biased & BiasedUnits.Cells) != 0)
        {
            AddProducts(bias, _units, one, 1, _unitDeltas, _cells);
        }

        if ((Network.Biased & BiasedUnits.Gates) != 0)
        {
            AddProducts(bias + (_cells * n), _units, one, 1, _unitDeltas + (_cells * n), _units - _cells);
        }

        nint first = Network.UnitsFeedCells ? 0 : _cells;
        AddProducts(
            bias + ((_units + first) * n), _units, one + n, _rows - _inputs - 1, _unitDeltas + (first * n),
            (int)(_units - first));
        if (!Network.HasPeepholes)
        {
            return;
        }

        float* states = record + ((nint)(_rows + (2 * _cells)) * n), before = states + (_cells * n);
        float* peepholes = _changes + (_peepholes - _weights);
        for (int c = 0; c < _cells; c++)
        {
            int j = c / _size;
            AddTo(peepholes + (c * n), O.Load(_unitDeltas + ((_cells + j) * n)), O.Load(before + (c * n)));
            if (Network.HasForgetGates)
            {
                AddTo(
                    peepholes + ((_cells + c) * n), O.Load(_unitDeltas + ((_forgetGate + j) * n)),
                    O.Load(before + (c * n)));
            }

            if (Network.HasOutputGates)
            {
                AddTo(
                    peepholes + (((2 * _cells) + c) * n), O.Load(_unitDeltas + ((_outputGate + j) * n)),
                    O.Load(states + (c * n)));
            }
        }
    }

    /// <summary>Errors of the units of the step before, from the net inputs that they reached.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void SendToUnits()
    {
        int n = O.Count;
        nint units = (nint)_units * n, sources = (nint)(_rows - _inputs - 1) * n;
        float* weights = _hidden + ((nint)(_inputs + 1) * units), deltas = _unitDeltas, errors = _unitErrors;
        for (nint v = 0; v < sources; v += n, weights += units)
        {
            V error = O.Zero;
            for (nint u = 0; u < units; u += n)
            {
                error = O.MultiplyAdd(O.Load(deltas + u), O.Load(weights + u), error);
            }

            O.Store(error, errors + v);
        }

        for (nint v = sources; v < units; v += n)
        {
            O.Store(O.Zero, errors + v);
        }
    }
}
