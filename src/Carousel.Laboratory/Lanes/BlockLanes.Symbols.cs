namespace Carousel.Laboratory.Lanes;

/// <content>Large alphabets: a lane's step looks up the column of its symbol, and of the kept derivatives only that column grows.</content>
/// <remarks>
/// Columns lie lane by lane, [L, symbols, units]: when one lane learns, nothing of the others is touched. Only columns met since the sequence began have derivatives.
/// Networks with forget gates (all columns decay), momentum or the full gradient spread their symbols out instead.
/// </remarks>
internal sealed unsafe partial class BlockLanes<V, O>
{
    private readonly bool _looksUp;

    /// <summary>Weights of a symbol's column: hidden units, and output units where inputs feed them; 0 without columns.</summary>
    private readonly int _hiddenColumnWidth, _outputColumnWidth;

    /// <summary>[L, symbols, units], [L, symbols, outputs], [L, symbols, columns of the tables].</summary>
    private readonly float* _hiddenColumns, _outputColumns, _columnTables;

    /// <summary>[L, symbols]: the symbols met since the sequence began, in the order in which they came.</summary>
    private readonly int[] _touched = [];
    private readonly bool[] _isTouched = [];
    private readonly int[] _touchedCount = [];

    /// <summary>What the symbols of the step to come, and of the one after it, give: [units, L] net inputs or [inputs, L].</summary>
    private readonly float* _ready, _next;
    private int* _presentSymbols;

    private float* Column(float* columns, int width, int lane, int symbol) => columns + ((((long)lane * Network.Inputs) + symbol) * width);

    /// <inheritdoc/>
    /// <remarks>What single lanes write is read as a vector a step later: a vector that is read at once waits until the writes have left the processor's queue.</remarks>
    public override void Steps(int* symbols, int count, bool readsOutputs)
    {
        int n = O.Count;
        float* ready = _ready, next = _next;
        Prepare(symbols, ready);
        for (int k = 0; k < count; k++, symbols += n)
        {
            if (k < count - 1)
            {
                Prepare(symbols + n, next);
            }

            float* slot = BeginSlot();
            if (_looksUp)
            {
                _presentSymbols = symbols;
                Advance(slot, ready, readsOutputs && k == count - 1);
                AddToColumnTables(symbols, _stepCoefficients);
            }
            else
            {
                Copy(ready, slot, _inputs);
                Advance(slot, null, readsOutputs && k == count - 1);
            }

            float* used = ready;
            ready = next;
            next = used;
        }

        symbols -= n;
        if (symbols != _inputSymbols)
        {
            new ReadOnlySpan<int>(symbols, n).CopyTo(new Span<int>(_inputSymbols, n));
        }

        _presentSymbols = _inputSymbols;
    }

    /// <summary>What a step needs of its symbols: net inputs looked up in columns, or inputs of 0 and 1.</summary>
    private void Prepare(int* symbols, float* ready)
    {
        if (_looksUp)
        {
            GatherColumns(symbols, ready);
            return;
        }

        for (nint k = 0; k < (nint)_inputs * O.Count; k += O.Count)
        {
            O.Store(O.Zero, ready + k);
        }

        for (int lane = 0; lane < O.Count; lane++)
        {
            if (symbols[lane] >= 0)
            {
                ready[((nint)symbols[lane] * O.Count) + lane] = 1;
            }
        }
    }

    /// <summary>Net inputs of the hidden units from the symbols alone.</summary>
    private void GatherColumns(int* symbols, float* nets)
    {
        int n = O.Count;
        for (int lane = 0; lane < n; lane++)
        {
            float* net = nets + lane;
            if (symbols[lane] < 0)
            {
                for (int u = 0; u < _units; u++, net += n)
                {
                    *net = 0;
                }

                continue;
            }

            float* column = Column(_hiddenColumns, _units, lane, symbols[lane]);
            for (int u = 0; u < _units; u++, net += n)
            {
                *net = column[u];
            }
        }
    }

    private void AddOutputColumns()
    {
        int n = O.Count;
        for (int lane = 0; lane < n; lane++)
        {
            if (_presentSymbols[lane] < 0)
            {
                continue;
            }

            float* column = Column(_outputColumns, _outputs, lane, _presentSymbols[lane]);
            float* net = _outputValues + lane;
            for (int k = 0; k < _outputs; k++, net += n)
            {
                *net += column[k];
            }
        }
    }

    private void AddToColumnTables(int* symbols, float* coefficients)
    {
        int n = O.Count;
        for (int lane = 0; lane < n; lane++)
        {
            int symbol = symbols[lane];
            if (symbol < 0)
            {
                continue;
            }

            int place = (lane * Network.Inputs) + symbol;
            if (!_isTouched[place])
            {
                _isTouched[place] = true;
                _touched[(lane * Network.Inputs) + _touchedCount[lane]++] = symbol;
            }

            float* table = Column(_columnTables, _columns, lane, symbol);
            float* growth = coefficients + lane;
            for (int k = 0; k < _columns; k++, growth += n)
            {
                table[k] += *growth;
            }
        }
    }

    private void ClearColumns(int lane)
    {
        foreach (int symbol in _touched.AsSpan(lane * Network.Inputs, _touchedCount[lane]))
        {
            _isTouched[(lane * Network.Inputs) + symbol] = false;
            new Span<float>(Column(_columnTables, _columns, lane, symbol), _columns).Clear();
        }

        _touchedCount[lane] = 0;
    }

    private void ChangeColumns()
    {
        int n = O.Count;
        for (int lane = 0; lane < n; lane++)
        {
            if (_gains[lane] != 0)
            {
                ChangeColumns(lane);
            }
        }
    }

    /// <summary>The learning lane's columns that were met; output gates and output units learn from the present symbol alone.</summary>
    private void ChangeColumns(int lane)
    {
        int n = O.Count;
        float* stateDelta = _stateDeltas + lane;
        foreach (int symbol in _touched.AsSpan(lane * Network.Inputs, _touchedCount[lane]))
        {
            float* weights = Column(_hiddenColumns, _units, lane, symbol), table = Column(_columnTables, _columns, lane, symbol);
            for (int c = 0; c < _cells; c++)
            {
                weights[c] = MathF.FusedMultiplyAdd(stateDelta[c * n], table[c], weights[c]);
            }

            for (int c = 0; c < _cells; c++)
            {
                float* gate = weights + _cells + (c / _size);
                *gate = MathF.FusedMultiplyAdd(stateDelta[c * n], table[_cells + c], *gate);
            }
        }

        int present = _inputSymbols[lane];
        if (present < 0)
        {
            return;
        }

        if (Network.HasOutputGates)
        {
            float* gates = Column(_hiddenColumns, _units, lane, present) + _outputGate;
            for (int j = 0; j < _blocks; j++)
            {
                gates[j] += _gateDeltas[(j * n) + lane];
            }
        }

        if (FeedsOutputs)
        {
            float* column = Column(_outputColumns, _outputs, lane, present);
            for (int k = 0; k < _outputs; k++)
            {
                column[k] += _outputDeltas[(k * n) + lane];
            }
        }
    }
}
