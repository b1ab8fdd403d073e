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

    private float* Column(float* columns, int width, int lane, int symbol) => columns + ((((long)lane * Network.Inputs) + symbol) * width);

    /// <summary>Net inputs of the hidden units from the symbols alone.</summary>
    private void GatherColumns()
    {
        int n = O.Count;
        for (int lane = 0; lane < n; lane++)
        {
            float* net = _nets + lane;
            if (_inputSymbols[lane] < 0)
            {
                for (int u = 0; u < _units; u++, net += n)
                {
                    *net = 0;
                }

                continue;
            }

            float* column = Column(_hiddenColumns, _units, lane, _inputSymbols[lane]);
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
            if (_inputSymbols[lane] < 0)
            {
                continue;
            }

            float* column = Column(_outputColumns, _outputs, lane, _inputSymbols[lane]);
            float* net = _outputValues + lane;
            for (int k = 0; k < _outputs; k++, net += n)
            {
                *net += column[k];
            }
        }
    }

    private void AddToColumnTables()
    {
        int n = O.Count;
        float* coefficients = _coefficients + ((nint)_pending * _columns * n);
        for (int lane = 0; lane < n; lane++)
        {
            int symbol = _inputSymbols[lane];
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
